"""Who a piece of work is for the database: the second wall around a vendor's rows.

The login role owns no table. Every request and every task first becomes either
the staff role or the portal role of one vendor; row-level security does the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

STAFF_ROLE = "dataops_staff"
PORTAL_ROLE = "dataops_portal"
LOGIN_ROLE = "dataops_web"
PORTAL_LOGIN = "dataops_portal_web"
PORTAL_ALIAS = "portal"  # in DATABASES, where requests of vendors have a login of their own

_BECOME = (
    "select set_config('role', %s, %s), set_config('app.vendor', %s, %s),"
    " set_config('app.actor', %s, %s), set_config('app.request', %s, %s)"
)
_WHO = (
    "select current_setting('role'), coalesce(current_setting('app.vendor', true), ''),"
    " coalesce(current_setting('app.actor', true), ''), coalesce(current_setting('app.request', true), '')"
)


@dataclass(frozen=True)
class Scope:
    """Whose rows may be touched, and by whom: `vendor_id` None means our own staff.

    `is_signing_in` keeps the login role: the pages about passwords and sessions need its tables only.
    """

    vendor_id: int | None = None
    actor_id: int | None = None
    request_id: str = ""
    is_signing_in: bool = False

    @property
    def role(self) -> str:
        if self.is_signing_in:
            return "none"
        return STAFF_ROLE if self.vendor_id is None else PORTAL_ROLE

    def settings(self) -> tuple[str, str, str, str]:
        return (self.role, str(self.vendor_id or ""), str(self.actor_id or ""), self.request_id)


STAFF = Scope()


def _become(values: tuple[str, str, str, str], *, is_local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BECOME, [part for value in values for part in (value, is_local)])


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """One transaction in `scope`. Whoever we were before is restored, also inside an outer transaction."""
    is_nested = connection.in_atomic_block
    with _own_login(scope, is_nested=is_nested), transaction.atomic():
        before = _who() if is_nested else None
        _become(scope.settings(), is_local=True)
        yield
        # After an error the rollback undoes the role; after success only the end of the outermost transaction would.
        if before is not None and not connection.needs_rollback:
            _become(before, is_local=True)


@contextmanager
def _own_login(scope: Scope, *, is_nested: bool) -> Iterator[None]:
    """A vendor's request works by a login that cannot become staff, whatever SQL is put into it."""
    if is_nested or scope.role != PORTAL_ROLE or PORTAL_ALIAS not in connections.settings:
        yield
        return
    ours, theirs = connections[DEFAULT_DB_ALIAS], connections[PORTAL_ALIAS]
    theirs.alias = DEFAULT_DB_ALIAS  # rows read by either are rows of one database
    connections[DEFAULT_DB_ALIAS] = theirs
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = ours


@contextmanager
def standing(scope: Scope) -> Iterator[None]:
    """The whole session in `scope`, for work of many transactions: tasks and commands."""
    before = _who()
    _become(scope.settings(), is_local=False)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _become(before, is_local=False)


def one_at_a_time(what: str) -> None:
    """Until this transaction ends whoever else asks for the same waits: two who look for a free name do not meet."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [what])


def _who() -> tuple[str, str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_WHO)
        return cursor.fetchone()
