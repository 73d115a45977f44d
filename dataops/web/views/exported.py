"""Lists that also leave as CSV: the same filters, the same order, every page of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dataops.web.exports import csv_response

Columns = Sequence[str]


class Exported:
    """Mix in before a list page: `?format=csv` answers with the rows that the screen pages through."""

    export_name = ""

    def export_head(self) -> Columns:
        raise NotImplementedError

    def export_rows(self) -> Iterable[Sequence[object]]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.GET.get("format") == "csv":
            return csv_response(self.export_name, self.export_head(), self.export_rows(), at=timezone.now())
        return super().get(request, *args, **kwargs)
