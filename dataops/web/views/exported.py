"""Lists that also leave as CSV: the same filters, the same order, every page of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dataops.audit.recording import record
from dataops.web.exports import csv_response

Columns = Sequence[str]


def exported(
    request: HttpRequest, name: str, head: Columns, rows: Iterable[Sequence[object]], *, at: datetime
) -> HttpResponse:
    """The rows as a file. Who took out what is part of the trail."""
    taken = list(rows)
    filters = {key: value[:200] for key, value in request.GET.items() if value and key != "format"}
    record("rows.exported", None, actor=request.user, list=name, rows=len(taken), filters=filters)
    return csv_response(name, head, taken, at=at)


class Exported:
    """Mix in before a list page: `?format=csv` answers with the rows that the screen pages through."""

    export_name = ""

    def export_head(self) -> Columns:
        raise NotImplementedError

    def export_rows(self) -> Iterable[Sequence[object]]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.GET.get("format") == "csv":
            now = timezone.now()
            return exported(request, self.export_name, self.export_head(), self.export_rows(), at=now)
        return super().get(request, *args, **kwargs)
