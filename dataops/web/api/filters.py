from __future__ import annotations

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

PAGING = {"page", "page_size", "cursor", "format"}


class StrictFilters(DjangoFilterBackend):
    """An allow-list: a parameter the view does not declare is an error, not a silent nothing."""

    def filter_queryset(self, request, queryset, view):
        declared = (
            set(self.get_filterset_class(view, queryset).base_filters) if self._has_filters(view) else set()
        )
        unknown = sorted(set(request.query_params) - declared - PAGING)
        if unknown:
            raise ValidationError({name: ["There is no such filter."] for name in unknown})
        return super().filter_queryset(request, queryset, view)

    def _has_filters(self, view) -> bool:
        return bool(getattr(view, "filterset_class", None) or getattr(view, "filterset_fields", None))
