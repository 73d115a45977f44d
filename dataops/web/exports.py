"""The one way a list leaves as CSV: what is on the screen, and nothing a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from django.http import HttpResponse

EXECUTED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells spreadsheets that the file is UTF-8


def csv_response(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, at: datetime
) -> HttpResponse:
    """A file of a header and rows; its name says how many rows there are, when, and in which time zone.

    Rows are written before the answer leaves, inside the request's transaction and its wall.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([cell(title) for title in head])
    count = 0
    for row in rows:
        writer.writerow([cell(value) for value in row])
        count += 1
    moment = at.astimezone(UTC)
    file_name = f"{name}-{count}-rows-{moment:%Y-%m-%d-%H%M}-UTC.csv"
    return HttpResponse(
        MARK + buffer.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def cell(value: object) -> object:
    """Numbers stay numbers, moments are UTC, and text that would run as a formula is only text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    is_run = text.lstrip().startswith(EXECUTED) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_run else text
