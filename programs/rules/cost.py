"""What a cost may be, and a file of costs read line by line. Nothing here writes."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unicodedata import category as kind_of

from dataops.base.limits import BREAKING, FIRST_DAY
from dataops.base.verdicts import ALLOWED, Verdict, denied
from dataops.web.exports import EXECUTED
from dataops.web.templatetags.formats import day
from programs.choices import BudgetCategory
from programs.models import Program

MOST_LINES, MOST_BYTES = 5_000, 512 * 1024
MOST_AMOUNT = Decimal(10) ** 10
AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,4})?")
NEEDED, OPTIONAL = ("date", "category", "amount"), ("currency", "note", "id")


@dataclass(frozen=True)
class Cost:
    spent_on: date
    category: str
    amount: Decimal
    currency: str
    note: str = ""
    external_id: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line of a file."""

    line: int
    sentence: str


class Unreadable(Exception):
    """The file as a whole is not what it should be; the message says what is."""


def check_cost(cost: Cost, program: Program, *, on: date) -> Verdict:
    """Whether this can be a bill of this program, as of that day."""
    if cost.category not in BudgetCategory.values:
        return denied(f"“{cost.category}” is no category: use {', '.join(BudgetCategory.values)}.")
    if not cost.amount.is_finite() or cost.amount <= 0:
        return denied("A cost is more than zero; to take one back, reverse its entry.")
    if cost.amount >= MOST_AMOUNT or cost.amount != round(cost.amount, 4):
        return denied("A cost is below ten billion and has four decimals at most.")
    if cost.currency != program.currency:
        return denied(
            f"{program.code} is kept in {program.currency}, not in {cost.currency}: convert it first."
        )
    if cost.spent_on > on:
        return denied(f"{day(cost.spent_on, on)} has not come yet: enter what was spent, not what will be.")
    if cost.spent_on < FIRST_DAY:
        return denied(f"{day(cost.spent_on, on)} is too long ago.")
    verdicts = (check_text(cost.note), check_text(cost.external_id), _lengths(cost))
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


def read_costs(chunks: Iterable[bytes], program: Program, *, on: date) -> tuple[list[Cost], list[Fault], str]:
    """The costs of a file, what is wrong with which of its lines, and its text; it is read as it comes."""
    text = _decoded(chunks)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    costs: list[Cost] = []
    faults: list[Fault] = []
    seen: Counter[str] = Counter()
    for line, cells in _rows(reader):
        try:
            cost = _cost(cells, program, seen)
        except ValueError as wrong:
            faults.append(Fault(line, str(wrong)))
            continue
        verdict = check_cost(cost, program, on=on)
        if verdict:
            costs.append(cost)
        else:
            faults.append(Fault(line, verdict.reason))
    if not costs and not faults:
        raise Unreadable("The file has a header and no line below it.")
    return costs, [*faults, *_twice(costs)], text


def _decoded(chunks: Iterable[bytes]) -> str:
    decoder, parts, size = codecs.getincrementaldecoder("utf-8-sig")(), [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise Unreadable("The file is larger than 512 kB: send it in parts.")
        try:
            parts.append(decoder.decode(chunk))
        except UnicodeDecodeError:
            raise Unreadable("The file is not UTF-8 text. Save it as “CSV UTF-8”.") from None
    text = "".join(parts)
    if "\0" in text:
        raise Unreadable("The file is not text.")
    return text


def _rows(reader) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in NEEDED if name not in head]:
            raise Unreadable(
                f"The first line must name the columns {', '.join(NEEDED)}, and may name {', '.join(OPTIONAL)}."
                f" Missing: {', '.join(missing)}."
            )
        if twice := [name for name, count in Counter(filter(None, head)).items() if count > 1]:
            raise Unreadable(
                f"The column {twice[0]} stands in the first line more than once: leave one of them."
            )
        for count, cells in enumerate(reader):
            if count >= MOST_LINES:
                raise Unreadable(f"The file has more than {MOST_LINES:,} lines: send it in parts.")
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(head, (cell.strip() for cell in cells), strict=False))
    except csv.Error as fault:
        raise Unreadable(f"Line {reader.line_num} cannot be read as CSV: {fault}.") from None


def _cost(cells: dict[str, str], program: Program, seen: Counter[str]) -> Cost:
    return Cost(
        _day(cells.get("date", "")),
        cells.get("category", "").lower(),
        _amount(cells.get("amount", "")),
        cells.get("currency", "").upper() or program.currency,
        cells.get("note", ""),
        cells.get("id", "") or _number_of(cells, seen),
    )


def _day(text: str) -> date:
    try:
        if len(text) == len("2026-03-31") and "W" not in text:  # weeks are days to Python, and to nobody here
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"“{text[:40]}” is not a day like 2026-03-31.")


def _amount(text: str) -> Decimal:
    if not (text.isascii() and AMOUNT.fullmatch(text)):
        raise ValueError(f"“{text[:40]}” is not an amount like 1234.50.")
    return Decimal(text)


def _number_of(cells: dict[str, str], seen: Counter[str]) -> str:
    """A line without a number is known by what it says; the second of two that say the same is a second one."""
    said = hashlib.sha256(
        "\x1f".join(cells.get(name, "") for name in (*NEEDED, *OPTIONAL)).encode()
    ).hexdigest()
    seen[said] += 1
    return f"line-{said[:24]}-{seen[said]}"


def _twice(costs: Sequence[Cost]) -> list[Fault]:
    counted = Counter(cost.external_id for cost in costs)
    return [
        Fault(0, f"The number {number} stands on {count} lines: each bill has a number of its own.")
        for number, count in counted.items()
        if count > 1
    ]


def check_text(text: str) -> Verdict:
    """A spreadsheet would run what begins like a formula."""
    if text.startswith(EXECUTED):
        return denied(f"“{text[:40]}” begins like a formula of a spreadsheet: write it otherwise.")
    if any(kind_of(character) in BREAKING for character in text):
        return denied("What is noted stands on one line, without control characters.")
    return ALLOWED


def _lengths(cost: Cost) -> Verdict:
    if len(cost.note) > 200 or len(cost.external_id) > 80:
        return denied("A note has 200 characters at most, a number 80.")
    return ALLOWED
