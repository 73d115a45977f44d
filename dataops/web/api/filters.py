from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

PAGING = {"page", "page_size", "cursor", "format"}


class StrictFilters(DjangoFilterBackend):
    """An allow-list: a parameter the view does not declare is an error, not a silent nothing."""

    def filter_queryset(self, request, queryset, view):
        declared = (
            set(self.get_filterset_class(view, queryset).base_filters) if self._has_filters(view) else set()
        )
        refuse_unknown(request, declared)
        return super().filter_queryset(request, queryset, view)

    def _has_filters(self, view) -> bool:
        return bool(getattr(view, "filterset_class", None) or getattr(view, "filterset_fields", None))


class Strict:
    """Mix in before a view that answers with no rows of a query: what it does not ask for is an error there too."""

    asked: Collection[str] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.method in SAFE_METHODS:
            refuse_unknown(request, self.asked)


def refuse_unknown(request: Request, asked: Collection[str]) -> None:
    unknown = sorted(set(request.query_params) - set(asked) - PAGING)
    if unknown:
        raise ValidationError({name: ["There is no such filter."] for name in unknown})
