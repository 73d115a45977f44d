"""Build the walls in the database from what the models declare, after every migrate.

Idempotent: all of it can be run again. What it leaves behind, per table of ours:
rights for the staff role, rights and policies for the portal role (or none), a
row trail, foreign keys that cannot leave the vendor, rows that stay as a moment froze them, and kept sums.
"""

from __future__ import annotations

from collections import defaultdict

import psycopg2.extensions
from django.apps import apps
from django.db import connections, models

from dataops.base import freezing, rollups, trail
from dataops.base.database import LOGIN_ROLE, PORTAL_LOGIN, PORTAL_ROLE, STAFF_ROLE
from dataops.base.walls import CURRENT_ACTOR, Portal, plugged, readable
from dataops.runtime.environment import read

# Read or written before a role is taken on: sign-in, sessions, tokens.
LOGIN_TABLES = {
    "django_session": "select, insert, update, delete",
    "django_site": "select",
    "django_content_type": "select",
    "accounts_user": "select, update (password, last_login)",
    "accounts_organisation": "select",
    "accounts_invitation": "select",
    "accounts_apitoken": "select, update (last_used_at)",
    "work_calendarkey": "select, update (last_used_at)",
    "account_emailaddress": "select, insert, update, delete",
    "account_emailconfirmation": "select, insert, update, delete",
    "mfa_authenticator": "select, insert, update, delete",
    "usersessions_usersession": "select, insert, update, delete",
    "socialaccount_socialaccount": "select, insert, update, delete",
    "socialaccount_socialapp": "select",
    "socialaccount_socialapp_sites": "select",
    "socialaccount_socialtoken": "select, insert, update, delete",
    "audit_event": "select (id, transaction), insert",
    "auth_permission": "select",
    "auth_group": "select",
    "auth_group_permissions": "select",
    "accounts_user_groups": "select",
    "accounts_user_user_permissions": "select",
}
# Django's own tables that a vendor's request needs and that hold nothing of anybody.
PORTAL_TABLES = {
    "django_content_type": "select",
    "auth_permission": "select",
    "auth_group": "select",
    "auth_group_permissions": "select",
    "accounts_user_groups": "select",
    "accounts_user_user_permissions": "select",
    "guardian_groupobjectpermission": "select",
    "guardian_userobjectpermission": "select",
}
# Of the library tables above, the rows that are the caller's own.
PORTAL_ROWS = {
    "accounts_user_groups": f"user_id = {CURRENT_ACTOR}",
    "accounts_user_user_permissions": f"user_id = {CURRENT_ACTOR}",
    "guardian_userobjectpermission": f"user_id = {CURRENT_ACTOR}",
    "guardian_groupobjectpermission": "group_id in (select group_id from accounts_user_groups)",
}
SEALED = ("audit_row",)
POLICIES = (
    ("staff_all", STAFF_ROLE, "true"),
    ("login_all", LOGIN_ROLE, "true"),
)


def raise_walls(sender: object, using: str = "default", **kwargs: object) -> None:
    """The post_migrate hook. Tables that do not exist (a partial migrate) are passed over."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if "audit_row" not in tables:
        return
    statements = [*_roles(), *_rights(tables), *trail.statements(tables), *freezing.statements(tables)]
    statements += rollups.statements(tables)
    plugs = _plugs(tables)
    for model in walled_models():
        if model._meta.db_table in tables:
            statements += _policies(model, plugs)
    for table in sorted(PORTAL_ROWS.keys() & tables):
        statements += _row_security(table, PORTAL_ROWS[table])
    for model in apps.get_models():
        if model._meta.db_table in tables and _has_vendor_column(model):
            statements += _same_vendor(model, tables)
    with connection.cursor() as cursor:
        cursor.execute("\n".join(statements))
        for login, password in (
            (LOGIN_ROLE, _login_password()),
            (PORTAL_LOGIN, read("DATABASE_PORTAL_PASSWORD")),
        ):
            if password:
                cursor.execute(f"alter role {login} password %s", [password])


def walled_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if isinstance(getattr(model, "portal", None), Portal)]


def _plugs(tables: set[str]) -> dict[str, list[str]]:
    """By socket, what the models of all floors plug in; a table that is not there yet plugs nothing."""
    plugs = defaultdict(list)
    for model in apps.get_models():
        if model._meta.db_table in tables:
            for socket, condition in getattr(model, "portal_plugs", {}).items():
                plugs[socket].append(condition)
    return plugs


def append_only_tables() -> set[str]:
    """Tables that only grow: their models say `append_only = True`."""
    return {model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)}


def _roles() -> list[str]:
    create = [
        f"do $$ begin create role {name} {kind}; exception when duplicate_object then null; end $$;"
        for name, kind in (
            (STAFF_ROLE, "nologin"),
            (PORTAL_ROLE, "nologin"),
            (LOGIN_ROLE, "login noinherit"),
            (PORTAL_LOGIN, "login noinherit"),
        )
    ]
    members = [
        f"do $$ begin if not pg_has_role('{login}', '{role}', 'member') then grant {role} to {login}; end if; end $$;"
        for login, role in ((LOGIN_ROLE, STAFF_ROLE), (LOGIN_ROLE, PORTAL_ROLE), (PORTAL_LOGIN, PORTAL_ROLE))
    ]
    return [
        # Roles belong to the cluster: two databases migrated at once must not race for them.
        "select pg_advisory_xact_lock(hashtext('dataops.roles'));",
        *create,
        *members,
        f"grant usage on schema public to {STAFF_ROLE}, {PORTAL_ROLE}, {LOGIN_ROLE};",
        # A table of one's own in a session would stand before the real one in whoever's request comes next.
        (
            "do $$ begin"
            " execute format('revoke temporary on database %I from public', current_database());"
            f" execute format('grant temporary on database %I to {STAFF_ROLE}', current_database());"
            " end $$;"
        ),
    ]


def _rights(tables: set[str]) -> list[str]:
    everyone = f"{STAFF_ROLE}, {PORTAL_ROLE}, {LOGIN_ROLE}"
    rights = [
        f"revoke all on all tables in schema public from {everyone};",
        f"grant select, insert, update, delete on all tables in schema public to {STAFF_ROLE};",
        # Keys are identity columns, which need no such right; a sequence would tell a vendor how busy others are.
        f"revoke all on all sequences in schema public from {everyone};",
        f"grant usage on all sequences in schema public to {STAFF_ROLE};",
    ]
    rights += [
        f"revoke update, delete on {table} from {STAFF_ROLE};" for table in append_only_tables() & tables
    ]
    rights += [
        f"revoke insert, update, delete on {table} from {STAFF_ROLE};"
        for table in (*SEALED, *rollups.rollups())
        if table in tables
    ]
    for role, granted in ((LOGIN_ROLE, LOGIN_TABLES), (PORTAL_ROLE, PORTAL_TABLES)):
        rights += [
            f"grant {verbs} on {table} to {role};" for table, verbs in granted.items() if table in tables
        ]
    return rights


def _policies(model: type[models.Model], plugs: dict[str, list[str]]) -> list[str]:
    table, portal = model._meta.db_table, model.portal  # type: ignore[attr-defined]
    select = f"select ({', '.join(portal.shows)})" if portal.shows else "select"
    verbs = ", ".join((select, *portal.writes))
    rows, adds = plugged(portal.rows, plugs), plugged(portal.adds, plugs)
    return [
        f'grant {verbs} on "{table}" to {PORTAL_ROLE};',
        *_row_security(table, rows, adds=f"({adds}) and {readable(model)}"),
    ]


def _row_security(table: str, own: str, *, adds: str = "true") -> list[str]:
    """All rows for staff, and for the login where it reaches the table; `own` for the portal, which adds less."""
    policies = (
        *((*policy, "true") for policy in POLICIES),
        ("portal_rows", PORTAL_ROLE, own, adds),
    )
    return [
        f'alter table "{table}" enable row level security;',
        f'alter table "{table}" force row level security;',
        *(
            f'drop policy if exists {name} on "{table}";'
            f' create policy {name} on "{table}" to {role} using ({rows}) with check ({rows} and {more});'
            for name, role, rows, more in policies
            if role != LOGIN_ROLE or table in LOGIN_TABLES
        ),
    ]


def _same_vendor(model: type[models.Model], tables: set[str]) -> list[str]:
    """Composite foreign keys: a row of one vendor cannot point at a row of another, not even by raw SQL."""
    table = model._meta.db_table
    statements = []
    for field in model._meta.concrete_fields:
        target = field.related_model if isinstance(field, models.ForeignKey) else None
        portal = getattr(target, "portal", None)
        if target is None or portal is None or not portal.is_own or not _has_vendor_column(target):
            continue
        other, key = target._meta.db_table, target._meta.pk.column
        if other not in tables or key == "organisation_id":
            continue
        unique, foreign = f"{other}_vendor_key"[:63], f"{table}_{field.column}_vendor"[:63]
        statements += [
            _unless_exists(
                unique, f'alter table "{other}" add constraint "{unique}" unique (vendor_id, {key})'
            ),
            _unless_exists(
                foreign,
                f'alter table "{table}" add constraint "{foreign}" foreign key (vendor_id, {field.column})'
                f' references "{other}" (vendor_id, {key}) deferrable initially deferred',
            ),
        ]
    return statements


def _has_vendor_column(model: type[models.Model]) -> bool:
    return any(field.column == "vendor_id" for field in model._meta.concrete_fields)


def _unless_exists(constraint: str, statement: str) -> str:
    return (
        f"do $$ begin if not exists (select from pg_constraint where conname = '{constraint}')"
        f" then {statement}; end if; end $$;"
    )


def _login_password() -> str:
    """The password in the web login's own address: migrate runs as the owner but knows it."""
    dsn = psycopg2.extensions.parse_dsn(read("DATABASE_WEB_URL") or read("DATABASE_URL"))
    return dsn.get("password", "") if dsn.get("user") == LOGIN_ROLE else ""
