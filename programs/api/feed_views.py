"""What happened, in JSON: the lines of the activity page under its filters."""

from __future__ import annotations

import django_filters as filters
from rest_framework import serializers, viewsets

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import User
from dataops.audit.models import Event
from dataops.web.api.pagination import ByKey
from dataops.web.fields import DayField
from programs import permissions
from programs.forms.feed import KINDS
from programs.models import Program
from programs.reports.happenings import happenings_of, narrowed


class HappeningSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="event.pk")
    at = serializers.DateTimeField(source="event.happened_at")
    program = serializers.CharField(source="code")
    verb = serializers.CharField(source="event.verb")
    text = serializers.CharField()
    url = serializers.CharField(help_text="Empty where there is no page, or none for you.")


def programs_seen(request):
    return Program.objects.visible_to(request.user) if request else Program.objects.none()


class DayFilter(filters.DateFilter):
    """A day of our work, with the bounds that the page has."""

    field_class = DayField


class FeedFilter(filters.FilterSet):
    program = filters.ModelChoiceFilter(queryset=programs_seen, to_field_name="code")
    kind = filters.ChoiceFilter(choices=[(kind, kind.capitalize()) for kind in KINDS])
    person = filters.ModelChoiceFilter(
        queryset=User.objects.filter(organisation__kind=OrganisationKind.COMPANY), to_field_name="email"
    )
    since = DayFilter()
    until = DayFilter()

    class Meta:
        model = Event
        fields: list[str] = []

    def filter_queryset(self, queryset):
        return narrowed(queryset, self.form.cleaned_data, reader=self.request.user)


class FeedViewSet(viewsets.GenericViewSet):
    """Newest first, in every program that one sees or in one; days end where the reader is."""

    queryset = Event.objects.none()
    serializer_class = HappeningSerializer
    filterset_class = FeedFilter
    pagination_class = ByKey
    permission = {"list": permissions.SEE_REPORTS}

    def get_queryset(self):
        return Event.objects.filter(program_id__in=programs_seen(self.request).values("pk"))

    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        codes = dict(programs_seen(request).values_list("pk", "code"))
        rows = happenings_of(page, reader=request.user, codes=codes)
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)
