"""Reading what people upload: CSV or JSON lines, plain or gzipped, a chunk of rows at a time.

A file that cannot be read as a whole raises `Unreadable`; a row that cannot be read says why
and the next one follows. Nothing here holds more than one chunk in memory.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from operator import itemgetter
from typing import IO, Any, BinaryIO, NamedTuple, Protocol, cast

from django.conf import settings

from dataops.base.errors import Refused

BLOCK = 64 * 1024
NAMED = 10  # of many columns or vendors, how many a sentence names
LONGEST_LINE = 1024 * 1024
WIDEST_CHUNK = 4 * 1024 * 1024  # bytes; in memory a chunk is many times as large
WIDEST_NAME = 60  # of a column, where a fault names it
STEP = 16  # rows between two looks at how many bytes were read
LONGEST_CELL = csv.field_size_limit()
SMALL = 50 * 1024 * 1024
INFLATES = 200  # more than this many times its own size is no table


class Unreadable(Refused):
    """The file as a whole cannot be taken, and nothing of it was."""


class Row(NamedTuple):
    """A row as people count them in their spreadsheet, where the header is row 1."""

    number: int
    cells: dict[str, str]
    fault: str = ""
    column: str = ""  # in which the fault lies, if it lies in one


class Unbounded(str):
    """What a line of JSON calls a number and no table can hold: 1e999, NaN, Infinity."""

    __slots__ = ()


def _finite(text: str) -> float | Unbounded:
    return number if math.isfinite(number := float(text)) else Unbounded(text)


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=Unbounded)


class Chunk(Protocol):
    """Rows that lie one after the other."""

    def __len__(self) -> int: ...

    def rows(self) -> Iterator[Row]: ...

    def after(self, rows: int) -> Chunk:
        """What follows the first so many rows."""

    def columns(self) -> dict[str, list[str]] | None:
        """The cells by column, when there is nothing but rows that have all of them."""

    def numbers(self) -> Iterable[int]: ...


class CsvChunk:
    """A piece of the table; a record without cells is an empty line, which is no row and has a number."""

    def __init__(self, header: list[str], first: int, records: list[list[str]]) -> None:
        self.header, self.first, self.records = header, first, records

    def __len__(self) -> int:
        return len(self.records) - self.records.count([])

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for number, cells in enumerate(self.records, self.first):
            if len(cells) == width:
                yield Row(number, dict(zip(self.header, cells, strict=True)))
            elif cells:
                yield Row(number, {}, f"Cells in this row: {len(cells)}; in the header: {width}.")

    def after(self, rows: int) -> CsvChunk:
        place = [place for place, cells in enumerate(self.records) if cells][rows]
        return CsvChunk(self.header, self.first + place, self.records[place:])

    def columns(self) -> dict[str, list[str]] | None:
        if set(map(len, self.records)) != {len(self.header)}:
            return None
        return {name: list(map(itemgetter(place), self.records)) for place, name in enumerate(self.header)}

    def numbers(self) -> Iterable[int]:
        return range(self.first, self.first + len(self.records))


class JsonChunk:
    """Each line names its own columns, so they are looked at one by one."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> Iterator[Row]:
        return iter(self._rows)

    def after(self, rows: int) -> JsonChunk:
        return JsonChunk(self._rows[rows:])

    def columns(self) -> None:
        return None

    def numbers(self) -> Iterable[int]:
        return [row.number for row in self._rows]


def columns_of(file: IO[bytes], *, size: int) -> list[str]:
    """The names of the columns, after a look at the beginning of the file only."""
    with _reading(file, size) as lines:
        first = next(lines, "")
        if _is_json(first):
            return list(_first_cells(first))
        return _header(csv.reader(_chain(first, lines), strict=True))


def chunks_of(file: IO[bytes], *, size: int, length: int, most: float = math.inf) -> Iterator[Chunk]:
    """The rows of the file, about `length` at a time, fewer when they are wide; `most` of them, or it is refused.

    Empty lines are counted in, and are no rows.
    """
    with _reading(file, size) as lines:
        first, blocks = next(lines, ""), cast(Blocks, lines.buffer)
        chunks = _json_chunks if _is_json(first) else _csv_chunks
        yield from chunks(_chain(first, lines), Measure(blocks, length, most))


class Measure:
    """How much of the file makes a chunk: so many rows, or as many as were read with so many bytes."""

    def __init__(self, blocks: Blocks, length: int, most: float) -> None:
        self.blocks, self.length, self.most = blocks, length, most

    def refuse_more(self, rows: int) -> None:
        if rows > self.most:
            raise Unreadable(f"The file has more than {self.most:,} rows. Send it in parts.")

    def take(self, rows: Iterator[Any], into: list[Any]) -> None:
        """The next rows. What comes before a fault is in the list, and tells where it is."""
        until = self.blocks.taken + WIDEST_CHUNK
        while len(into) < self.length and self.blocks.taken < until:
            before = len(into)
            into.extend(islice(rows, min(STEP, self.length - before)))
            if len(into) == before:
                return


def _json_chunks(lines: Iterator[str], measure: Measure) -> Iterator[JsonChunk]:
    rows = _json_rows(lines, measure)
    while part := _records(rows, 0, measure):
        yield JsonChunk(part)


def _csv_chunks(lines: Iterator[str], measure: Measure) -> Iterator[CsvChunk]:
    reader = csv.reader(lines, strict=True)
    header, number = _header(reader), 2
    while records := _records(reader, number, measure):
        measure.refuse_more(number + len(records) - 2)
        yield CsvChunk(header, number, records)
        number += len(records)


def _records(rows: Any, number: int, measure: Measure) -> list[Any]:
    records: list[Any] = []
    try:
        measure.take(rows, records)
    except csv.Error as fault:
        raise Unreadable(_csv_sentence(number + len(records), str(fault))) from None
    return records


def _header(reader: Any) -> list[str]:
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as fault:
        raise Unreadable(_csv_sentence(1, str(fault))) from None
    if not any(names):
        raise Unreadable("The file is empty.")
    if len(set(names)) != len(names) or "" in names:
        raise Unreadable("The header names a column twice or leaves one without a name.")
    return names


def _csv_sentence(number: int, fault: str) -> str:
    if "field larger" in fault:
        return f"Row {number} has a cell of more than {LONGEST_CELL:,} characters."
    if "unexpected end" in fault:
        return f"A quotation mark opened in row {number} is never closed."
    return f"Row {number} is not proper CSV: {fault}."


def _json_rows(lines: Iterator[str], measure: Measure) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        measure.refuse_more(number)
        if line.strip():
            yield _json_cells(number, line)


def _json_cells(number: int, line: str) -> Row:
    try:
        value = _DECODER.decode(line.strip())
    except RecursionError:
        return Row(number, {}, "This line is nested too deeply.")
    except ValueError:
        return Row(number, {}, "This line is not JSON.")
    if not isinstance(value, dict):
        return Row(number, {}, "This line is not a JSON object.")
    if any(isinstance(cell, (dict, list)) for cell in value.values()):
        return Row(number, {}, "This line holds lists or objects; cells are texts and numbers.")
    for name, cell in value.items():
        if isinstance(cell, Unbounded):
            return Row(number, {}, f"{cell[:40]} is not a number that a table can hold.", name[:WIDEST_NAME])
    cells = {name: _text(cell) for name, cell in value.items()}
    if "\\u0000" in line and any("\x00" in text for pair in cells.items() for text in pair):
        raise Unreadable(f"Row {number} contains a NUL character.")
    if "\\ud" in line.lower() and any(_is_broken(text) for pair in cells.items() for text in pair):
        return Row(number, {}, "This line holds half of a character pair, which is not text.")
    if len(line) > LONGEST_CELL and any(len(cell) > LONGEST_CELL for cell in cells.values()):
        raise Unreadable(f"Row {number} has a cell of more than {LONGEST_CELL:,} characters.")
    return Row(number, cells)


def _first_cells(line: str) -> dict[str, str]:
    """The first row says which columns there are, so one that cannot be read is the fault of the whole file."""
    row = _json_cells(1, line)
    if row.fault:
        raise Unreadable(f"Row 1{f', column {row.column}' if row.column else ''}: {row.fault}")
    return row.cells


def some_of(names: Sequence[str]) -> str:
    """The first of them, short enough for a sentence, and how many more there are."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(name[:WIDEST_NAME] for name in names[:NAMED]) + more


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell)


def _is_broken(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _is_json(line: str) -> bool:
    return line.lstrip().startswith("{")


def _chain(first: str, lines: Iterator[str]) -> Iterator[str]:
    return chain([first], lines) if first else lines


@contextmanager
def _reading(file: IO[bytes], size: int) -> Iterator[io.TextIOWrapper]:
    """Decoded lines; every fault of the whole file becomes a sentence."""
    blocks = Blocks(_source(file), allowed=min(settings.IMPORT_INFLATED_LIMIT, max(SMALL, INFLATES * size)))
    try:
        yield io.TextIOWrapper(cast(BinaryIO, blocks), encoding="utf-8-sig", errors="strict", newline="")
    except UnicodeDecodeError as fault:
        line = blocks.lines - fault.object[fault.start :].count(b"\n") + 1
        raise Unreadable(f"Line {line:,} is not UTF-8. Save the file as UTF-8 and send it again.") from None
    except EOFError:
        raise Unreadable("The compressed file ends too early: it was not sent completely.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise Unreadable(f"The compressed file is damaged after line {blocks.lines:,}.") from None


def _source(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        raise Unreadable("This is a zip archive or a spreadsheet. Send a CSV file, plain or gzipped.")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("This file is UTF-16. Save it as UTF-8 and send it again.")
    return gzip.GzipFile(fileobj=file) if start.startswith(b"\x1f\x8b") else file  # type: ignore[return-value]


class Blocks(io.BufferedIOBase):
    """The bytes of a file as its decoder asks for them, watched for size, NULs and lines without an end."""

    def __init__(self, source: IO[bytes], *, allowed: int) -> None:
        self.source, self.allowed = source, allowed
        self.lines = self.unbroken = self.taken = 0

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1) -> bytes:
        block = self.source.read(BLOCK)
        self.allowed -= len(block)
        self.taken += len(block)
        if self.allowed < 0:
            raise Unreadable("The file unpacks to more than an import may hold.")
        if (nul := block.find(b"\x00")) >= 0:
            line = self.lines + block.count(b"\n", 0, nul) + 1
            raise Unreadable(f"Line {line:,} contains a NUL character: this is not a text file.")
        self._measure(block)
        return block

    def _measure(self, block: bytes) -> None:
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self.unbroken = self.unbroken + len(block) if last < 0 else len(block) - last - 1
        if self.unbroken > LONGEST_LINE:
            raise Unreadable("The file has a line of more than 1 MB.")
        self.lines += block.count(b"\n")
