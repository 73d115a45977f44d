from __future__ import annotations

import django_filters as filters
from django import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from dataops.accounts.models import User
from dataops.audit.models import Event
from programs.models import Program
from vendors.models import Vendor


class TrailFilter(filters.FilterSet):
    """Who, what, about which program or vendor, on which day."""

    person = filters.ModelChoiceFilter(
        field_name="actor", queryset=User.objects.order_by("name"), label="Person", empty_label="Anybody"
    )
    verb = filters.CharFilter(
        lookup_expr="startswith",
        label="Did",
        widget=forms.TextInput(attrs={"placeholder": "order or order.sent"}),
    )
    object = filters.CharFilter(field_name="subject", lookup_expr="icontains", label="Object")
    program = filters.ModelChoiceFilter(
        queryset=Program.objects.order_by("code"),
        to_field_name="code",
        label="Program",
        empty_label="Any",
        method="by_owner",
    )
    vendor = filters.ModelChoiceFilter(
        queryset=Vendor.objects.select_related("organisation").order_by("organisation__name"),
        to_field_name="slug",
        label="Vendor",
        empty_label="Any",
        method="by_owner",
    )
    day = filters.DateFilter(
        field_name="happened_at",
        lookup_expr="date",
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Event
        fields = ["person", "verb", "object", "program", "vendor", "day"]

    @extend_schema_field(OpenApiTypes.STR)
    def by_owner(self, queryset, name, value):
        return queryset.filter(**{f"{name}_id": value.pk})
