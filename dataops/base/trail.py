"""The row trail: a trigger on every table of ours that the application's own roles cannot bypass.

`audit_row` belongs to the owner; runtime roles may read it and nothing else. The trigger
function runs as its owner, once per statement, so that bulk writes stay fast.
"""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import models

LIBRARY_TABLES = {
    "account_emailaddress": ("id", ("email",)),
    "mfa_authenticator": ("id", ("data",)),
    "guardian_userobjectpermission": ("id", ()),
}

TABLE = """
create table audit_row (
    seq bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    at timestamptz not null default clock_timestamp(),
    actor text, request text, role text not null,
    tbl text not null, pk text not null, vendor_id bigint, op char(1) not null, diff jsonb not null
);
create index audit_row_object on audit_row (tbl, pk);
create index audit_row_xid on audit_row (xid, seq);
create index audit_row_request on audit_row (request, seq) where request is not null;
"""

# `offset 0` keeps the planner from building the JSON of a row once for every place that names it.
FUNCTION = """
create or replace function audit_rows() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    pk text := tg_argv[0];
    hidden text[] := string_to_array(tg_argv[1], ',');
    hide text := case when tg_argv[1] = '' then '' else
        format(' || (select jsonb_object_agg(h, %L::jsonb) from unnest(%L::text[]) h)', '"[hidden]"', hidden) end;
    into_trail text := 'insert into public.audit_row (actor, request, role, tbl, pk, vendor_id, op, diff) select '
        || quote_nullable(nullif(current_setting('app.actor', true), '')) || ', '
        || quote_nullable(nullif(current_setting('app.request', true), '')) || ', ' || quote_literal(current_setting('role')) || ', ' || quote_literal(tg_table_name) || ', ';
begin
    if tg_op = 'INSERT' then
        execute into_trail || format('n.j->>%L, (n.j->>''vendor_id'')::bigint, ''I'', n.j%s '
            'from (select to_jsonb(t) j from new_rows t offset 0) n', pk, hide);
    elsif tg_op = 'DELETE' then
        execute into_trail || format('o.j->>%L, (o.j->>''vendor_id'')::bigint, ''D'', o.j%s '
            'from (select to_jsonb(t) j from old_rows t offset 0) o', pk, hide);
    else
        execute into_trail || format('d.pk, d.vendor_id, ''U'', d.diff from (select n.j->>%1$L pk, '
            '(n.j->>''vendor_id'')::bigint vendor_id, (select jsonb_object_agg(k, case when k = any(%2$L::text[]) '
            'then ''["[hidden]","[hidden]"]''::jsonb else jsonb_build_array(o.j->k, n.j->k) end) '
            'from jsonb_object_keys(n.j) k where o.j->k is distinct from n.j->k) diff '
            'from (select t.%1$I id, to_jsonb(t) j from old_rows t) o '
            'join (select t.%1$I id, to_jsonb(t) j from new_rows t) n using (id)) d where d.diff is not null',
            pk, hidden);
    end if;
    return null;
end $$;
revoke all on function audit_rows() from public;
"""

_TRIGGERS = (
    ("insert", "new table as new_rows"),
    ("update", "old table as old_rows new table as new_rows"),
    ("delete", "old table as old_rows"),
)


def audited_tables() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Table → its key column and the columns whose values never reach the trail.

    A model opts out with `unaudited = "the reason"` and hides columns with `hidden_in_trail = (…)`.
    """
    ours = {
        model._meta.db_table: (str(model._meta.pk.column), tuple(getattr(model, "hidden_in_trail", ())))
        for model in apps.get_models(include_auto_created=True)
        if _is_ours(model) and not getattr(model, "unaudited", "")
    }
    return ours | LIBRARY_TABLES


def _is_ours(model: type[models.Model]) -> bool:
    return apps.get_app_config(model._meta.app_label).name in settings.OUR_APPS


def statements(tables: set[str]) -> list[str]:
    result = []
    for table, (key, hidden) in audited_tables().items():
        if table not in tables:
            continue
        for event, transition in _TRIGGERS:
            result.append(
                f'create or replace trigger audit_{event} after {event} on "{table}" referencing {transition}'
                f" for each statement execute function audit_rows('{key}', '{','.join(hidden)}');"
            )
    return result
