"""The trail as its readers see it: up to the oldest transaction that still runs."""

import time

from django.db import connection

PATIENCE = 300  # seconds: tests of other processes hold their transactions open beside this one
_NOW = "select pg_current_xact_id()::text::bigint"
_OLDEST = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def settle() -> None:
    """Wait until every transaction of the server has ended that had begun: what it wrote may be read on from."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        [last] = cursor.fetchone()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            cursor.execute(_OLDEST)
            if cursor.fetchone()[0] > last:
                return
    raise TimeoutError("A transaction outlasted the test.")
