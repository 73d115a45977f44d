"""Names of categories as a file spells them: checked against the schema, read as numbers, put in order."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from dataops.stats.codes import Codes
from dataops.stats.records import BadTable
from dataops.stats.results import Level

UNKNOWN = -1
Place = tuple[str, str]  # file and column


def code_of(of_category: dict[str, int], label: str) -> int:
    """The code of a label, UNKNOWN where nobody used it; numbers go by their value."""
    number = number_of(label)
    if label not in of_category and number is not None:
        label = str(number)
    return of_category.get(label, UNKNOWN)


def number_of(name: str) -> float | None:
    """What the name is worth as a number, if it is a finite one."""
    try:
        value = float(name)
    except ValueError:
        return None
    return value if isfinite(value) else None


def check_declared(place: Place, seen: list[str], rows: list[int], categories: Sequence[str]) -> None:
    for name, row in zip(seen, rows, strict=True):
        if name not in categories:
            raise BadTable(
                f"{place[0]}, row {row}, column {place[1]}: {name!r} is not one of the declared categories "
                f"({', '.join(categories)})."
            )


def check_numbers(
    place: Place, level: Level, seen: list[str], numbers: list[float | None], rows: list[int]
) -> None:
    for name, number, row in zip(seen, numbers, rows, strict=True):
        where = f"{place[0]}, row {row}, column {place[1]}: {name!r}"
        if number is None and level == "ordinal":
            raise BadTable(f"{where} is not a number; name the order of the categories with --categories.")
        if number is None:
            raise BadTable(f"{where} is not a number, and {level} labels must be numbers.")
        if number < 0 and level == "ratio":
            raise BadTable(f"{where} is below zero, and ratio labels count from a true zero.")


def ordered(
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
