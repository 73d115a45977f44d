"""Rows of a CSV file, plain or gzip, and every fault of theirs named by row and column."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_UNDECODED = re.compile("[\udc80-\udcff]")


class BadTable(ValueError):
    """The file cannot be read as labels; the message is a sentence for the person who sent it."""


def records(path: Path, columns: tuple[str, ...], blank: str = "") -> Iterator[tuple[int, list[str]]]:
    """Row numbers (the header is row 1) and the cells of these columns, none of them empty but in `blank`."""
    with _opened(path) as text:
        reader = csv.reader(_lines(path, text), strict=True)
        header = _next(path, reader, 0)
        if header is None:
            raise BadTable(f"{path.name} is empty; expected the columns {', '.join(columns)}.")
        for column in columns:
            if column not in header:
                raise BadTable(f"{path.name}, row 1: the column {column} is missing.")
            if header.count(column) > 1:
                raise BadTable(f"{path.name}, row 1: there are {header.count(column)} columns {column}.")
        places, width = [header.index(column) for column in columns], len(header)
        row = reader.line_num
        while (record := _next(path, reader, row)) is not None:
            start, row = row + 1, reader.line_num
            if not record:
                continue
            if len(record) != width:
                raise BadTable(f"{path.name}, row {start} has {len(record)} cells; the header names {width}.")
            cells = [record[place] for place in places]
            if "" in cells and (empty := columns[cells.index("")]) != blank:
                raise BadTable(f"{path.name}, row {start}, column {empty} is empty.")
            yield start, cells


def _next(path: Path, reader: "Iterator[list[str]]", row: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as fault:
        raise BadTable(f"{path.name}, row {row + 1} is not valid CSV ({fault}).") from fault
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise BadTable(f"{path.name} is a damaged gzip file: it cannot be read past row {row}.") from fault


def _lines(path: Path, text: TextIO) -> Iterator[str]:
    """Lines of text, checked for bytes that no spreadsheet would show."""
    names: list[str] = []
    for row, line in enumerate(text, start=1):
        if row == 1:
            line = line.removeprefix("\ufeff")
            names = line.strip().split(",")
        if not line.isascii() and (bad := _UNDECODED.search(line)):
            cell = _cell(names, line, bad.start())
            raise BadTable(f"{path.name}, row {row}, {cell} is not UTF-8 text; save the file as UTF-8.")
        if "\0" in line:
            cell = _cell(names, line, line.index("\0"))
            raise BadTable(f"{path.name}, row {row}, {cell} holds a NUL character.")
        yield line


def _cell(names: list[str], line: str, position: int) -> str:
    """Which cell of the line the position is in: by the header's name where that is in order itself."""
    place = line.count(",", 0, position)
    readable = place < len(names) and names[place].isprintable() and names[place] and len(names) > 1
    return f"column {names[place]}" if readable else f"column {place + 1}"


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """The file as text, unpacked if need be; bytes that are not UTF-8 are left standing for `_lines` to name."""
    try:
        file = path.open("rb")
    except OSError as fault:
        raise BadTable(f"{path.name} cannot be opened: {fault.strerror or fault}.") from fault
    with file:
        packed = file.peek(2)[:2] == b"\x1f\x8b"
        raw = gzip.GzipFile(fileobj=file) if packed else file
        with io.TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline="") as text:
            yield text
