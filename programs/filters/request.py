from __future__ import annotations

import django_filters as filters
from django import forms

from programs.choices import Modality, RequestKind, RequestState, Sensitivity
from programs.models import DataRequest


class Words(filters.CharFilter):
    """Words in the number, the name or the purpose."""

    def __init__(self, **kwargs):
        super().__init__(label="Search", max_length=100, **kwargs)

    def filter(self, queryset, value):
        return queryset.matching(value) if value else queryset


class RequestFilter(filters.FilterSet):
    """One's own requests: which state, which words."""

    state = filters.ChoiceFilter(choices=RequestState.choices, widget=forms.HiddenInput)
    q = Words()

    class Meta:
        model = DataRequest
        fields = ["state", "q"]


class TriageFilter(filters.FilterSet):
    """The queue of triage, narrowed."""

    state = filters.ChoiceFilter(choices=RequestState.choices, widget=forms.HiddenInput)
    kind = filters.ChoiceFilter(choices=RequestKind.choices, label="Kind", empty_label="Any kind")
    modality = filters.ChoiceFilter(choices=Modality.choices, label="Items", empty_label="Any items")
    sensitivity = filters.ChoiceFilter(choices=Sensitivity.choices, label="Data", empty_label="Any data")
    q = Words()

    class Meta:
        model = DataRequest
        fields = ["state", "kind", "modality", "sensitivity", "q"]
