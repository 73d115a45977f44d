"""Label files read into arrays of codes."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from dataops.stats.categories import check_declared, check_numbers, code_of, number_of, ordered
from dataops.stats.codes import Codes
from dataops.stats.records import BadTable, records
from dataops.stats.results import Level


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


def read_labels(
    path: Path,
    level: Level = "nominal",
    categories: Sequence[str] = (),
    *,
    column: str = "label",
    separator: str = "",
) -> Labels:
    """Read item_id, annotator_id and the label; other columns (created_at among them) are passed over.

    Parameters
    ----------
    level : nominal, ordinal, interval or ratio
        Interval and ratio labels must be numbers; ordinal ones too, unless `categories` gives their order.
    categories : names
        The label schema's categories in order; those seen in the file when not given.
    column : name
        Where the label stands.
    separator : text
        What stands between the tags of one label, which is then a set: their order does not matter, and an empty
        cell is the set without tags.
    """
    items, annotators, labels = _Names(), _Names(), _Names()
    codes = array("q"), array("q"), array("q")
    first_rows: list[int] = []
    blank = column if separator else ""
    for row, (item, annotator, label) in records(path, ("item_id", "annotator_id", column), blank):
        codes[0].append(items[item])
        codes[1].append(annotators[annotator])
        codes[2].append(labels[_spelled(label, separator) if separator else label])
        if len(labels) > len(first_rows):
            first_rows.append(row)
    seen = list(labels)
    if categories:
        check_declared((path.name, column), seen, first_rows, categories)
    numbers = [number_of(name) for name in seen]
    if level in ("interval", "ratio") or (level == "ordinal" and not categories):
        check_numbers((path.name, column), level, seen, numbers, first_rows)
    order, names = ordered(seen, numbers, categories, merge_equal=level != "nominal")
    values = tuple(float(name) for name in names) if level in ("interval", "ratio") else None
    item_codes, people, label_codes = (np.array(each, np.int64) for each in codes)
    return Labels(item_codes, people, order[label_codes], tuple(items), tuple(annotators), names, values)


def tags_of(label: str, separator: str) -> frozenset[str]:
    """The set of tags that a label spells."""
    return frozenset(tag.strip() for tag in label.split(separator)) - {""}


@lru_cache(maxsize=65_536)
def _spelled(label: str, separator: str) -> str:
    return separator.join(sorted(tags_of(label, separator)))


def read_gold(path: Path, labels: Labels, *, separator: str = "") -> tuple[Codes, Codes]:
    """Item and label codes of the gold that concerns these labels; a category nobody used is UNKNOWN."""
    of_item = {name: code for code, name in enumerate(labels.items)}
    of_category = {name: code for code, name in enumerate(labels.categories)}
    if labels.values is not None:
        of_category |= {str(value): code for code, value in enumerate(labels.values)}
    gold: dict[str, str] = {}
    for row, (item, cell) in records(path, ("item_id", "label"), "label" if separator else ""):
        label = _spelled(cell, separator) if separator else cell
        if gold.setdefault(item, label) != label:
            raise BadTable(
                f"{path.name}, row {row}, column label: item {item!r} has another gold label above."
            )
    known = [(of_item[item], code_of(of_category, label)) for item, label in gold.items() if item in of_item]
    item_codes, label_codes = np.array(known, np.int64).reshape(-1, 2).T
    return item_codes, label_codes
