"""Ways for a test to come in as the product does: by the web login, by a token, by the last page's form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from dataops.accounts.operations import token
from dataops.base.database import LOGIN_ROLE


@contextmanager
def as_web_login() -> Iterator[None]:
    """The tests sign in as the owner; in here the database knows only the login that serves requests."""
    with connection.cursor() as cursor:
        cursor.execute(f"set session authorization {LOGIN_ROLE}")
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("reset session authorization")


def bearer(user, scope: str = "write") -> dict[str, str]:
    """The header of a fresh token of `user`."""
    return {"Authorization": f"Bearer {token.issue('script', scope, actor=user, at=timezone.now())[1]}"}


def trail_length() -> int:
    """How many changes of rows there have ever been."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(seq), 0) from audit_row")
        return cursor.fetchone()[0]
