"""A row as one of its versions stood, read back from the trail: what both of two writers began with."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

from django.db import connection, models

_CHANGES = (
    "select diff::text from audit_row where tbl = %s and pk = %s and op = 'U' order by seq desc limit 200"
)
HIDDEN = "[hidden]"


def as_it_was(row: models.Model, version: int | None) -> models.Model | None:
    """The row at that version; None when it never stood so, or too long ago."""
    past = copy.copy(row)
    if version is None or version >= row.version:  # type: ignore[attr-defined]
        return None
    fields = {field.column: field for field in row._meta.concrete_fields}
    for diff in _changes(row):
        for column, (before, _) in diff.items():
            if column in fields and before != HIDDEN:
                setattr(past, fields[column].attname, fields[column].to_python(before))
        if past.version <= version:  # type: ignore[attr-defined]
            break
    return past if past.version == version else None  # type: ignore[attr-defined]


def _changes(row: models.Model) -> list[dict[str, Any]]:
    """Newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [row._meta.db_table, str(row.pk)])
        return [json.loads(diff, parse_float=Decimal) for (diff,) in cursor.fetchall()]
