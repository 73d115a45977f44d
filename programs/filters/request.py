from __future__ import annotations

import django_filters as filters
from django import forms
from django.utils import timezone

from programs.choices import ClockState, Modality, Priority, RequestKind, RequestState, Sensitivity
from programs.models import DataRequest, SlaClock
from programs.models.request import BUCKETS

CLOCKS = [
    ("breached", "Breached"),
    ("at_risk", "At risk"),
    ("paused", "Paused"),
    ("none", "Nothing promised"),
]
SHELVES = [*RequestState.choices, ("snoozed", "Snoozed"), ("open", "All open")]
AGES = [(name, f"{bucket.label} ago") for name, bucket in BUCKETS.items()]


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
    """The queue of triage, narrowed; its tab is chosen before."""

    state = filters.ChoiceFilter(choices=SHELVES, method="as_chosen", widget=forms.HiddenInput)
    kind = filters.ChoiceFilter(choices=RequestKind.choices, label="Kind", empty_label="Any kind")
    modality = filters.ChoiceFilter(choices=Modality.choices, label="Items", empty_label="Any items")
    sensitivity = filters.ChoiceFilter(choices=Sensitivity.choices, label="Data", empty_label="Any data")
    priority = filters.ChoiceFilter(choices=Priority.choices, label="Priority", empty_label="Any priority")
    clock = filters.ChoiceFilter(
        choices=CLOCKS, label="Promise", empty_label="Any promise", method="by_clock"
    )
    age = filters.ChoiceFilter(choices=AGES, label="Sent", empty_label="At any time", method="by_age")
    q = Words()

    class Meta:
        model = DataRequest
        fields = ["state", "kind", "modality", "sensitivity", "priority", "clock", "age", "q"]

    def as_chosen(self, queryset, name, value):
        return queryset

    def by_clock(self, queryset, name, value):
        owed = SlaClock.objects.filter(done_at=None)
        now = timezone.now()
        found = {
            "breached": owed.breached(at=now),
            "at_risk": owed.at_risk(at=now),
            "paused": owed.filter(state=ClockState.PAUSED) | owed.open().filter(resumes_at__gt=now),
        }
        if value == "none":
            return queryset.filter(clocks=None)
        return queryset.filter(pk__in=found[value].values("request"))

    def by_age(self, queryset, name, value):
        return queryset.sent_within(BUCKETS[value], at=timezone.now())
