"""Views of the database for people who check a figure by hand: read only, for our own staff.

Each app plugs in what it holds. They are taken down before a migration, which may change what they stand on, and
put up again after it. A view shows its reader's rows (`security_invoker`), and its reader is a role that may read
the columns the views name and nothing else; a vendor's roles get no right on them.
"""

from __future__ import annotations

from django.db import connections

from dataops.base.registry import Registry

READER_ROLE = "dataops_reader"

views: Registry[str] = Registry("views for checking by hand")

# Of the tables under the views, the columns that they name; where rows are walled, a reader sees what staff see.
_GRANTS = f"""
do $$ declare each record; begin
    for each in
        select table_name, string_agg(distinct quote_ident(column_name), ', ') columns
        from information_schema.view_column_usage
        where view_schema = 'public' and view_name like 'read\\_%' and table_schema = 'public'
        group by table_name
    loop
        execute format('grant select (%s) on %I to {READER_ROLE}', each.columns, each.table_name);
        if (select relrowsecurity from pg_class where oid = each.table_name::regclass) then
            execute format('drop policy if exists reader_all on %I', each.table_name);
            execute format('create policy reader_all on %I for select to {READER_ROLE} using (true)', each.table_name);
        end if;
    end loop;
end $$;
"""  # noqa: S608 -- constants


def take_down(sender: object, using: str = "default", **kwargs: object) -> None:
    """The pre_migrate hook."""
    with connections[using].cursor() as cursor:
        cursor.execute("\n".join(f'drop view if exists "{name}";' for name, _ in views.items()) or "select 1")


def put_up(sender: object, using: str = "default", **kwargs: object) -> None:
    """The post_migrate hook, after the walls; a database whose tables are not all there has no views yet."""
    with connections[using].cursor() as cursor:
        cursor.execute("select to_regclass('quality_goldcount'), to_regclass('programs_metricsnapshot')")
        if None in cursor.fetchone():
            return
        cursor.execute("\n".join(statements()))


def statements() -> list[str]:
    return [
        "select pg_advisory_xact_lock(hashtext('dataops.roles'));",
        f"do $$ begin create role {READER_ROLE} nologin; exception when duplicate_object then null; end $$;",
        f"grant usage on schema public to {READER_ROLE};",
        *(
            f'drop view if exists "{name}"; create view "{name}" with (security_invoker = true) as {sql};'
            f' revoke all on "{name}" from public; grant select on "{name}" to {READER_ROLE};'
            for name, sql in views.items()
        ),
        _GRANTS,
    ]
