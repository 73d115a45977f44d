"""Rows that a moment freezes: a trigger that refuses the application's roles every change of them.

A model says when, as in `frozen_when = "old.state = 'published'"`, and which columns still move then, as in
`moves_when_frozen = ("state",)`: a quote is answered without a figure of it changing. The owner of the tables, who
migrates, can still change such a row; the trail notes it.
"""

from __future__ import annotations

from django.apps import apps

FUNCTION = """
create or replace function refuse_frozen() returns trigger language plpgsql
set search_path = pg_catalog, public, pg_temp as $$
declare
    moves text[] := coalesce(tg_argv, '{}');  -- without arguments it is null, and nothing differs from null
begin
    if (tg_op = 'DELETE' or to_jsonb(new) - moves is distinct from to_jsonb(old) - moves)
        and current_user <> (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid)
    then
        raise exception 'row % of % is frozen', old.id, tg_table_name using errcode = 'insufficient_privilege';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
"""


def frozen_tables() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Table → the SQL condition under which a row of it, `old`, never changes again, and the columns that still do."""
    return {
        model._meta.db_table: (str(model.frozen_when), tuple(getattr(model, "moves_when_frozen", ())))  # type: ignore[attr-defined]
        for model in apps.get_models()
        if getattr(model, "frozen_when", "")
    }


def statements(tables: set[str]) -> list[str]:
    return [
        FUNCTION,
        *(
            f'create or replace trigger frozen before update or delete on "{table}"'
            f" for each row when ({condition}) execute function refuse_frozen({arguments(still)});"
            for table, (condition, still) in frozen_tables().items()
            if table in tables
        ),
    ]


def arguments(columns: tuple[str, ...]) -> str:
    return ", ".join(f"'{column}'" for column in columns)
