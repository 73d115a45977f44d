from __future__ import annotations

import django_filters as filters
from django import forms
from django.db.models import Q

from labeling.choices import BatchState, ProjectState, Source
from labeling.models import Annotation, Batch, Project, Task


class ProjectFilter(filters.FilterSet):
    q = filters.CharFilter(
        label="Name", method="matching", max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = filters.ChoiceFilter(label="State", choices=ProjectState, empty_label="Any")

    class Meta:
        model = Project
        fields = []

    def matching(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(program__code__icontains=value))


class BatchFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label="State", choices=BatchState, empty_label="Any")

    class Meta:
        model = Batch
        fields = []


class TaskFilter(filters.FilterSet):
    q = filters.CharFilter(
        label="Item",
        field_name="item__external_id",
        lookup_expr="startswith",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    class Meta:
        model = Task
        fields = []


class AnnotationFilter(filters.FilterSet):
    """For the API: an allow-list, each by exact value."""

    project = filters.CharFilter(field_name="project__slug")
    batch = filters.CharFilter(field_name="batch__number")
    worker = filters.NumberFilter(field_name="worker")
    code = filters.NumberFilter(field_name="code")
    source = filters.ChoiceFilter(choices=Source)

    class Meta:
        model = Annotation
        fields = []


class BatchApiFilter(filters.FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    state = filters.ChoiceFilter(choices=BatchState)

    class Meta:
        model = Batch
        fields = []
