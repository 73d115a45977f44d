"""Lists that also leave as CSV: the same filters, the same order, every page of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone

from dataops.audit.recording import record
from dataops.web.exports import Sheet

Columns = Sequence[str]
AT_ONCE = 500


def exported(
    request: HttpRequest, name: str, head: Columns, rows: Iterable[Sequence[object]], *, at: datetime
) -> HttpResponse | FileResponse:
    """The rows as a file. Who took out what is part of the trail."""
    sheet = Sheet(head).write(rows)
    filters = {key: value[:200] for key, value in request.GET.items() if value and key != "format"}
    record("rows.exported", None, actor=request.user, list=name, rows=sheet.count, filters=filters)
    return sheet.answer(name, at=at)


def in_pieces(rows: QuerySet) -> Iterator[Any]:
    """The rows for a file, a few hundred at a time, however many there are."""
    return rows.iterator(chunk_size=AT_ONCE)


class Exported:
    """Mix in before a list page: `?format=csv` answers with the rows that the screen pages through."""

    export_name = ""

    def export_head(self) -> Columns:
        raise NotImplementedError

    def export_rows(self) -> Iterable[Sequence[object]]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse | FileResponse:
        if request.GET.get("format") == "csv":
            now = timezone.now()
            return exported(request, self.export_name, self.export_head(), self.export_rows(), at=now)
        return super().get(request, *args, **kwargs)
