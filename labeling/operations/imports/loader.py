"""What the kinds of imports have in common: rows are parsed, staged by COPY, checked and loaded in SQL."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db import connection

from labeling.models import ImportRun
from labeling.operations.imports.files import Chunk, Row, Unreadable, some_of

LONGEST_ITEM = 200


class Fault(NamedTuple):
    """Why one row was not taken."""

    row: int
    column: str
    message: str


class Parsed(NamedTuple):
    """A chunk of the file in the form in which it is staged; it may wait in a file of its own until it is loaded."""

    rows: int
    staged: int
    text: str
    faults: list[Fault]


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
        self.is_known = False  # to the planner, whom the first chunk tells what the others are like

    def parse(self, row: Row) -> tuple[Any, ...]:
        """The staged form of a row; raises `BadCell`."""
        raise NotImplementedError

    def parse_columns(self, columns: dict[str, list[str]]) -> tuple[Iterable[Any], ...] | None:
        """The staged form of many rows at once, by column; None when a cell is wrong or it has to be looked at."""
        return None

    def parsed(self, chunk: Chunk) -> Parsed:
        """The chunk as it is staged. Only one with something wrong is looked at row by row."""
        text = io.StringIO()
        columns = chunk.columns()
        if columns and (cells := self.parse_columns(columns)):
            csv.writer(text).writerows(zip(chunk.numbers(), *cells, strict=True))
            return Parsed(len(chunk), len(chunk), text.getvalue(), [])
        staged, faults = self.written(chunk.rows(), text)
        return Parsed(len(chunk), staged, text.getvalue(), faults)

    def check(self, chunk: Parsed) -> list[Fault]:
        """What is wrong with the rows, before anything is stored: the same faults that loading would find."""
        self.stage(chunk)
        return [*chunk.faults, *self.find_faults(), *self.find_conflicts()]

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
        """What follows when no more rows come: the last is in, or the run was stopped."""

    @classmethod
    def refuse_columns(cls, columns: list[str]) -> None:
        missing = [name for name in cls.needed if name not in columns]
        if missing:
            raise Unreadable(
                f"The file has the columns {some_of(columns)}; it needs {', '.join(cls.needed)}."
            )

    def open(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"create temp table if not exists {self.table} (row integer, {self.definition})")

    def stage(self, chunk: Parsed) -> None:
        """Copy the rows that could be parsed into the staging table."""
        with connection.cursor() as cursor:
            cursor.execute(f"truncate {self.table}")
            cursor.copy_expert(f"copy {self.table} from stdin (format csv)", io.StringIO(chunk.text))
            if not self.is_known:
                cursor.execute(f"analyze {self.table}")
        self.is_known = True

    def written(self, rows: Iterable[Row], file: Writes) -> tuple[int, list[Fault]]:
        faults: list[Fault] = []
        write, parse, staged = csv.writer(file).writerow, self.parse, 0
        for row in rows:
            if row.fault:
                faults.append(Fault(row.number, row.column, row.fault))
                continue
            try:
                write((row.number, *parse(row)))
                staged += 1
            except BadCell as cell:
                faults.append(Fault(row.number, cell.column, cell.message))
        return staged, faults


class Writes(Protocol):
    def write(self, text: str, /) -> object: ...


def stripped(cells: Iterable[str], *, longest: int) -> list[str] | None:
    """A column without the blanks around its cells; None when one is empty or too long."""
    found = [cell.strip() for cell in cells]
    return found if all(found) and max(map(len, found)) <= longest else None


def item_of(row: Row) -> str:
    item = row.cells.get("item_id", "").strip()
    if not item:
        raise BadCell("item_id", "The row names no item.")
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
