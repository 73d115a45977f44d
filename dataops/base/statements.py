"""Commands of the hot path: written by hand, planned once a connection, read into rows of our models."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, models

# What each of the driver's connections has planned. A plan is the session's own and ends with it.
_PLANNED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
_IS_PLANNED = "select 1 from pg_prepared_statements where name = %s"
_VALUE = re.compile(r"%\((\w+)\)s")


class Statement:
    """One SQL command with `%(named)s` values.

    `{x}` in it stands for the columns of the model given as `x`, which is also their alias in the command.
    `first` is sent along before it, as a command of its own with a view of the data of its own: a lock.

    Postgres plans a command for the role that runs it and again when the role changes, so row-level
    security holds as it does for any other.
    """

    def __init__(self, sql: str, *, first: str = "", **models_: type[models.Model]) -> None:
        self.first = first
        self.kinds = list(models_.values())
        sql = sql.format(**{alias: _columns(alias, model) for alias, model in models_.items()})
        self.values = list(dict.fromkeys(_VALUE.findall(sql)))
        places = {name: f"${n}" for n, name in enumerate(self.values, 1)}
        self.name = f"dataops_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
        self.plan = f"prepare {self.name} as {sql % places if places else sql}"
        given = ", ".join(f"%({name})s" for name in self.values)
        self.call = f"{first}execute {self.name}{f'({given})' if given else ''}"

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Each row: an instance of every model, in the order they were given, then the other columns."""
        with connection.cursor() as cursor:
            self._plan(cursor)
            cursor.execute(self.call, values)
            return [tuple(self._read(row)) for row in cursor.fetchall()] if cursor.description else []

    def one(self, **values: Any) -> tuple[Any, ...] | None:
        return next(iter(self.rows(**values)), None)

    def _plan(self, cursor: Any) -> None:
        """Once a connection, by the driver's own cursor: it is no query of the caller's.

        A name that a session has and this process does not know of was planned just before an interruption.
        """
        planned = _PLANNED.setdefault(connection.connection, set())
        if self.name in planned:
            return
        connection.validate_no_broken_transaction()
        with connection.wrap_database_errors:
            cursor.cursor.execute(_IS_PLANNED, [self.name])
            if not cursor.fetchone():
                cursor.cursor.execute(self.plan)
        planned.add(self.name)

    def _read(self, row: tuple[Any, ...]) -> Iterator[Any]:
        begin = 0
        for model in self.kinds:
            fields = model._meta.concrete_fields
            part = row[begin : begin + len(fields)]
            begin += len(fields)
            yield model.from_db(connection.alias, [field.attname for field in fields], _python(fields, part))
        yield from row[begin:]


def _columns(alias: str, model: type[models.Model]) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def _python(fields: Any, values: tuple[Any, ...]) -> list[Any]:
    """As the ORM reads them: some kinds of field come as text and are more than that."""
    return [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
