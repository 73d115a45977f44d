"""The rows of the database that an event of the trail changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from dataops.audit.models import Event
from dataops.web.templatetags.wording import value_words

MOST = 200
OPERATIONS = {"I": "Added", "U": "Changed", "D": "Removed"}

_COLUMNS = "select seq, at, role, tbl, pk, op, diff from audit_row"
_BY_REQUEST = f"{_COLUMNS} where request = %s order by seq limit {MOST}"
_OF_OBJECT = f"{_COLUMNS} where xid = %s::text::xid8 and tbl = %s and pk = %s order by seq limit {MOST}"


@dataclass(frozen=True)
class Change:
    """One column, before and after. A new row has no before, a removed one no after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row of one table that changed."""

    seq: int
    at: datetime
    role: str
    table: str
    key: str
    operation: str
    changes: list[Change]


def rows_of(event: Event) -> list[RowChange]:
    """What was written together with the event: all of a request, and of a long task its own object."""
    with connection.cursor() as cursor:
        if event.request_id:
            cursor.execute(_BY_REQUEST, [event.request_id])
        elif event.target_type_id and event.target_type.model_class():
            table = event.target_type.model_class()._meta.db_table
            cursor.execute(_OF_OBJECT, [event.transaction, table, str(event.target_id)])
        else:
            return []
        return [_row(*row) for row in cursor.fetchall()]


def _row(seq: int, at: datetime, role: str, table: str, key: str, op: str, diff: str | dict) -> RowChange:
    values = json.loads(diff) if isinstance(diff, str) else diff
    changes = [_change(op, column, value) for column, value in sorted(values.items())]
    return RowChange(seq, at, role, table, key, OPERATIONS[op], changes)


def _change(op: str, column: str, value: object) -> Change:
    if op == "U":
        before, after = value
        return Change(column, _words(before), _words(after))
    return Change(column, "", _words(value)) if op == "I" else Change(column, _words(value), "")


def _words(value: object) -> str:
    text = "nothing" if value is None else value if isinstance(value, str) else value_words(value)
    return text if len(text) <= 200 else f"{text[:199]}…"
