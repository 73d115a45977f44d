"""What the kinds of imports have in common: rows are parsed, staged by COPY, checked and loaded in SQL."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db import connection

from labeling.models import ImportRun
from labeling.operations.imports.files import Row, Unreadable

LONGEST_ITEM = 200


class Fault(NamedTuple):
    """Why one row was not taken."""

    row: int
    column: str
    message: str


class BadCell(Exception):
    """One cell of a row cannot be what it should."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


class Loader:
    """One kind of import. `table` is the staging table, `definition` its columns in SQL."""

    needed: tuple[str, ...] = ()
    table = ""
    definition = ""

    def __init__(self, run: ImportRun, *, at: datetime) -> None:
        self.run, self.at = run, at

    def parse(self, row: Row) -> tuple[Any, ...]:
        """The staged form of a row; raises `BadCell`."""
        raise NotImplementedError

    def check(self, rows: Iterable[Row]) -> list[Fault]:
        """What is wrong with the rows, before anything is stored: the same faults that loading would find."""
        _, faults = self.stage(rows)
        return [*faults, *self.find_faults(), *self.find_conflicts()]

    def find_faults(self) -> list[Fault]:
        """What only the database knows to be wrong with the staged rows."""
        return []

    def before_load(self) -> None:
        """What has to exist before staged rows can be loaded."""

    def load(self) -> int:
        """Store the staged rows that have no fault and are not known; say how many."""
        raise NotImplementedError

    def find_conflicts(self) -> list[Fault]:
        """Rows that say something else than what is stored, or than an earlier row of these. What came first stays."""
        return []

    def finish(self) -> None:
        """What follows when the last row is in."""

    @classmethod
    def refuse_columns(cls, columns: list[str]) -> None:
        missing = [name for name in cls.needed if name not in columns]
        if missing:
            raise Unreadable(
                f"The file has the columns {', '.join(columns)}; it needs {', '.join(cls.needed)}."
            )

    def open(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"create temp table if not exists {self.table} (row integer, {self.definition})")

    def stage(self, rows: Iterable[Row]) -> tuple[int, list[Fault]]:
        """Copy the rows that can be parsed into the staging table; say how many and what the others lack."""
        buffer = io.StringIO()
        staged, faults = self.written(rows, buffer)
        buffer.seek(0)
        with connection.cursor() as cursor:
            cursor.execute(f"truncate {self.table}")
            cursor.copy_expert(f"copy {self.table} from stdin (format csv)", buffer)
            cursor.execute(f"analyze {self.table}")
        return staged, faults

    def written(self, rows: Iterable[Row], file: Writes) -> tuple[int, list[Fault]]:
        faults: list[Fault] = []
        write, parse, staged = csv.writer(file).writerow, self.parse, 0
        for row in rows:
            if row.fault:
                faults.append(Fault(row.number, "", row.fault))
                continue
            try:
                write((row.number, *parse(row)))
                staged += 1
            except BadCell as cell:
                faults.append(Fault(row.number, cell.column, cell.message))
        return staged, faults


class Writes(Protocol):
    def write(self, text: str, /) -> object: ...


def item_of(row: Row) -> str:
    item = row.cells.get("item_id", "").strip()
    if not item:
        raise BadCell("item_id", "The item has no number.")
    if len(item) > LONGEST_ITEM:
        raise BadCell("item_id", f"The number of the item is longer than {LONGEST_ITEM} characters.")
    return item


def answers(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def changed(sql: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
