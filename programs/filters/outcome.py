from __future__ import annotations

import django_filters as filters

from programs.models import DataRequest


class OutcomeFilter(filters.FilterSet):
    q = filters.CharFilter(label="Search", method="matching")
    team = filters.CharFilter(label="Team", lookup_expr="icontains", max_length=120)
    is_accepted = filters.BooleanFilter(label="Accepted", field_name="verdict__is_accepted")

    class Meta:
        model = DataRequest
        fields: list[str] = []

    def matching(self, queryset, name, value):
        return queryset.matching(value)
