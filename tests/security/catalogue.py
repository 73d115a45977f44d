"""What Postgres itself says of its tables, rights and policies."""

from __future__ import annotations

from django.db import connection

from dataops.base.database import PORTAL_ROLE

# Tables of the portal without rows of anybody: the same for everyone, or open in their numbers alone.
SAME_FOR_ALL = {
    "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "programs_metricdefinition",  # what figures mean, in those columns that are words
}  # fmt: skip
NUMBERS_ONLY = {"audit_event", "jobs_outbox"}


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def column(sql: str, *values: object) -> list:
    return [row[0] for row in rows(sql, *values)]


def tables() -> list[str]:
    """Tables, views and materialised views of ours; extensions keep theirs to themselves."""
    return column(
        "select relname from pg_class c where relnamespace = 'public'::regnamespace and relkind = any(%s)"
        " and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1",
        list("rpvmf"),
    )


def reachable_by(role: str) -> set[str]:
    """Tables of which the role may do anything to any column."""
    return set(
        column(
            "select t from unnest(%s::text[]) t where has_any_column_privilege(%s, quote_ident(t),"
            " 'select, insert, update') or has_table_privilege(%s, quote_ident(t), 'delete, truncate')",
            tables(),
            role,
            role,
        )
    )


def with_vendor() -> list[str]:
    return column(
        "select relname from pg_attribute join pg_class c on c.oid = attrelid where attname = 'vendor_id'"
        " and relnamespace = 'public'::regnamespace and relkind = 'r' and not attisdropped order by 1"
    )


def faults_in_the_wall() -> list[str]:
    """Tables that a vendor's people reach without row-level security, or with it in a way that is not ours."""
    found = []
    for table in sorted(reachable_by(PORTAL_ROLE) - SAME_FOR_ALL):
        is_on, is_forced = rows(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = quote_ident(%s)::regclass",
            table,
        )[0]
        policies = rows("select policyname, roles::text[], qual from pg_policies where tablename = %s", table)
        of_portal = [policy for policy in policies if policy[1] == [PORTAL_ROLE]]
        if not (is_on and is_forced):
            found.append(f"{table}: no row-level security")
        if [name for name, _, _ in of_portal] != ["portal_rows"] or of_portal[0][2] in {"true", None}:
            found.append(f"{table}: {policies}")
        if any("public" in roles for _, roles, _ in policies):
            found.append(f"{table}: a policy for everybody")
    return found
