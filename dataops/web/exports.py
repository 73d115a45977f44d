"""The one way a list leaves as CSV: what is on the screen, and nothing a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpResponse

EXECUTED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
HELD = 1 << 20  # bytes that a file may have in memory; a longer one is on disk and leaves in pieces
CSV = "text/csv; charset=utf-8"
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells spreadsheets that the file is UTF-8


class Sheet:
    """A CSV file that is written row by row, and counts its rows: a short one in memory, a long one on disk."""

    def __init__(self, head: Sequence[str]) -> None:
        self._bytes = SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115 - the answer closes it when it has left
        self._text = io.TextIOWrapper(self._bytes, encoding="utf-8", newline="", write_through=True)
        self._text.write(MARK)
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow([cell(title) for title in head])
        self.count = 0

    def write(self, rows: Iterable[Sequence[object]]) -> Sheet:
        for row in rows:
            self._writer.writerow([cell(value) for value in row])
            self.count += 1
        return self

    def answer(self, name: str, *, at: datetime) -> HttpResponse | FileResponse:
        """Its name says how many rows there are, when, and in which time zone. What is long is streamed."""
        file_name = f"{name}-{self.count}-rows-{at.astimezone(UTC):%Y-%m-%d-%H%M}-UTC.csv"
        headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
        self._text.detach()
        size = self._bytes.tell()
        self._bytes.seek(0)
        if size > HELD:
            return FileResponse(self._bytes, content_type=CSV, headers=headers)
        with self._bytes:
            return HttpResponse(self._bytes.read(), content_type=CSV, headers=headers)


def csv_response(
    name: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, at: datetime
) -> HttpResponse | FileResponse:
    """A file of a header and rows, written before the answer leaves: inside the request's transaction and its wall."""
    return Sheet(head).write(rows).answer(name, at=at)


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
