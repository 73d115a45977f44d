"""What people have to do by a day, for scripts."""

from __future__ import annotations

import django_filters as filters
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from dataops.web.api import work_serializers as bodies
from dataops.web.api.filters import refuse_unknown
from dataops.web.api.pagination import Pages
from dataops.web.api.work_views import STAFF, ByAbout, WorkRows
from dataops.work import actions, targets
from dataops.work.choices import ActionState
from dataops.work.models import ActionItem
from dataops.work.operations import action as operations

CHANGE_PROGRAM = "programs.change_program"


class ActionFilter(ByAbout):
    state = filters.ChoiceFilter(choices=ActionState.choices)
    owner = filters.CharFilter(field_name="owner__email", label="The address of one owner")
    due_before = filters.DateFilter(field_name="due_on", lookup_expr="lt")

    class Meta:
        model = ActionItem
        fields: list[str] = []


class DueSerializer(serializers.Serializer):
    """One thing to do from any source; what has a number of its own in `item` is finished here, the rest where it is."""

    key = serializers.CharField()
    title = serializers.CharField()
    source = serializers.CharField()
    about = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField()
    url = serializers.CharField()
    item = serializers.IntegerField(allow_null=True)


class ActionViewSet(WorkRows):
    """Action items: added to things, changed upon a version, finished, or waived with a reason."""

    queryset = ActionItem.objects.none()
    serializer_class = bodies.ActionSerializer
    filterset_class = ActionFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = dict.fromkeys(
        ["list", "everything", "create", "partial_update", "finish", "waive", "reopen"], STAFF
    )

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("target_type", "owner__organisation", "given_by__organisation")
        )

    @extend_schema(request=bodies.ActionBody)
    def create(self, request):
        asked = self.body(bodies.ActionBody)
        about, now = asked.pop("about"), timezone.now()
        item = operations.add_action(about, source="By hand", actor=request.user, at=now, **asked)
        return self.standing(item, status=201)

    @extend_schema(request=bodies.ActionChange)
    def partial_update(self, request, pk):
        item, asked = self._own(), self.body(bodies.ActionChange)
        kept = {"title": item.title, "owner": item.owner, "due_on": item.due_on}
        return self.standing(
            operations.change_action(item, actor=request.user, at=timezone.now(), **kept | asked)
        )

    @extend_schema(request=bodies.NoteBody)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk):
        item, asked = self._own(), self.body(bodies.NoteBody)
        return self.standing(operations.finish_action(item, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=bodies.WaiveBody)
    @action(detail=True, methods=["post"])
    def waive(self, request, pk):
        item, asked = self._own(), self.body(bodies.WaiveBody)
        return self.standing(operations.waive_action(item, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk):
        return self.standing(operations.reopen_action(self._own(), actor=request.user))

    @extend_schema(
        parameters=[
            OpenApiParameter("whose", str, enum=["all"], description="Everybody’s; one’s own without it."),
            OpenApiParameter("program", str, description="The code of one program"),
        ],
        responses=DueSerializer(many=True),
    )
    @action(detail=False, methods=["get"], filterset_class=None, filter_backends=[], pagination_class=Pages)
    def everything(self, request):
        """What is open from every source, as the page and the calendar have it, soonest first."""
        refuse_unknown(request, {"whose", "program"})
        user, given = request.user, request.query_params
        owner = None if given.get("whose") == "all" else user
        program = None
        if code := given.get("program"):
            program = get_object_or_404(targets.kinds["programs.program"].load(user), code=code)
        found = actions.open_actions(user, owner=owner, program_id=program and program.pk)
        return self.get_paginated_response(DueSerializer(self.paginate_queryset(found), many=True).data)

    def _own(self) -> ActionItem:
        """Who does it, who asked for it, and who may change the program."""
        item, user = self.get_object(), self.request.user
        if user.pk in (item.owner_id, item.given_by_id):
            return item
        program = targets.kinds["programs.program"].load(user).filter(pk=item.program_id).first()
        if program is None or not (user.has_perm(CHANGE_PROGRAM) or user.has_perm(CHANGE_PROGRAM, program)):
            raise PermissionDenied
        return item
