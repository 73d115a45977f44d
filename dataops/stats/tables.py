"""Label files (CSV, plain or gzip) read into arrays of codes, and every fault of theirs named by row and column."""

import csv
import gzip
import io
import re
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TextIO

import numpy as np

from dataops.stats.codes import Codes
from dataops.stats.results import Level

UNKNOWN = -1
_UNDECODED = re.compile("[\udc80-\udcff]")


class BadTable(ValueError):
    """The file cannot be read as labels; the message is a sentence for the person who sent it."""


@dataclass(frozen=True, eq=False, slots=True)
class Labels:
    """Judgements in the order of the file.

    Parameters
    ----------
    item, annotator, label : (rows,) int64
        Positions in the tuples of names below.
    categories : (categories,) names
        Declared order, or ascending: as numbers where all of them are numbers.
    values : (categories,) numbers or None
        What the categories are worth, for interval and ratio labels.
    """

    item: Codes
    annotator: Codes
    label: Codes
    items: tuple[str, ...]
    annotators: tuple[str, ...]
    categories: tuple[str, ...]
    values: tuple[float, ...] | None


class _Names(dict[str, int]):
    """Names numbered as they first appear."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def read_labels(path: Path, level: Level = "nominal", categories: Sequence[str] = ()) -> Labels:
    """Read item_id, annotator_id and label; other columns (created_at among them) are passed over.

    Parameters
    ----------
    level : nominal, ordinal, interval or ratio
        Interval and ratio labels must be numbers; ordinal ones too, unless `categories` gives their order.
    categories : names
        The label schema's categories in order; those seen in the file when not given.
    """
    items, annotators, labels = _Names(), _Names(), _Names()
    codes = array("q"), array("q"), array("q")
    first_rows: list[int] = []
    for row, (item, annotator, label) in _records(path, ("item_id", "annotator_id", "label")):
        codes[0].append(items[item])
        codes[1].append(annotators[annotator])
        codes[2].append(labels[label])
        if len(labels) > len(first_rows):
            first_rows.append(row)
    seen = list(labels)
    if categories:
        _check_declared(path, seen, first_rows, categories)
    numbers = [_number(name) for name in seen]
    if level in ("interval", "ratio") or (level == "ordinal" and not categories):
        _check_numbers(path, level, seen, numbers, first_rows)
    order, names = _ordered(seen, numbers, categories, merge_equal=level != "nominal")
    values = tuple(float(name) for name in names) if level in ("interval", "ratio") else None
    rows = [np.array(each, np.int64) for each in codes]
    return Labels(rows[0], rows[1], order[rows[2]], tuple(items), tuple(annotators), names, values)


def read_gold(path: Path, labels: Labels) -> tuple[Codes, Codes]:
    """Item and label codes of the gold that concerns these labels; a category nobody used is UNKNOWN."""
    of_item = {name: code for code, name in enumerate(labels.items)}
    of_category = {name: code for code, name in enumerate(labels.categories)}
    if labels.values is not None:
        of_category |= {str(value): code for code, value in enumerate(labels.values)}
    gold: dict[str, str] = {}
    for row, (item, label) in _records(path, ("item_id", "label")):
        if gold.setdefault(item, label) != label:
            raise BadTable(
                f"{path.name}, row {row}, column label: item {item!r} has another gold label above."
            )
    known = [
        (of_item[item], _category(of_category, label)) for item, label in gold.items() if item in of_item
    ]
    item_codes, label_codes = np.array(known, np.int64).reshape(-1, 2).T
    return item_codes, label_codes


def _category(of_category: dict[str, int], label: str) -> int:
    number = _number(label)
    if label not in of_category and number is not None:
        label = str(number)
    return of_category.get(label, UNKNOWN)


def _number(name: str) -> float | None:
    try:
        value = float(name)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _check_declared(path: Path, seen: list[str], rows: list[int], categories: Sequence[str]) -> None:
    for name, row in zip(seen, rows, strict=True):
        if name not in categories:
            raise BadTable(
                f"{path.name}, row {row}, column label: {name!r} is not one of the declared categories "
                f"({', '.join(categories)})."
            )


def _check_numbers(
    path: Path, level: Level, seen: list[str], numbers: list[float | None], rows: list[int]
) -> None:
    for name, number, row in zip(seen, numbers, rows, strict=True):
        where = f"{path.name}, row {row}, column label: {name!r}"
        if number is None and level == "ordinal":
            raise BadTable(f"{where} is not a number; name the order of the categories with --categories.")
        if number is None:
            raise BadTable(f"{where} is not a number, and {level} labels must be numbers.")
        if number < 0 and level == "ratio":
            raise BadTable(f"{where} is below zero, and ratio labels count from a true zero.")


def _ordered(
    seen: list[str], numbers: list[float | None], categories: Sequence[str], *, merge_equal: bool
) -> tuple[Codes, tuple[str, ...]]:
    """The new code of every label seen, and the names of the categories in their order."""
    if categories:
        return np.array([categories.index(name) for name in seen], np.int64), tuple(categories)
    known = [number for number in numbers if number is not None]
    if len(known) < len(seen):
        names = sorted(seen)
        return np.argsort(np.argsort(np.array(seen))), tuple(names)
    if not merge_equal:
        by_value = sorted(range(len(seen)), key=lambda code: (known[code], seen[code]))
        order = np.empty(len(seen), np.int64)
        order[by_value] = np.arange(len(seen))
        return order, tuple(seen[code] for code in by_value)
    _, first, positions = np.unique(np.array(known), return_index=True, return_inverse=True)
    return positions.astype(np.int64), tuple(seen[code] for code in first)


def _records(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Row numbers (the header is row 1) and the cells of these columns, none of them empty."""
    with _opened(path) as text:
        reader = csv.reader(_lines(path, text), strict=True)
        header = _next(path, reader, 0)
        if header is None:
            raise BadTable(f"{path.name} is empty; expected the columns {', '.join(columns)}.")
        for column in columns:
            if column not in header:
                raise BadTable(f"{path.name}, row 1: the column {column} is missing.")
        places, width = [header.index(column) for column in columns], len(header)
        row = reader.line_num
        while (record := _next(path, reader, row)) is not None:
            start, row = row + 1, reader.line_num
            if not record:
                continue
            if len(record) != width:
                raise BadTable(f"{path.name}, row {start} has {len(record)} cells; the header names {width}.")
            cells = [record[place] for place in places]
            if "" in cells:
                raise BadTable(f"{path.name}, row {start}, column {columns[cells.index('')]} is empty.")
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
