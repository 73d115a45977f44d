from __future__ import annotations

from typing import Any

import django_filters as filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.api import program_serializers as serializers
from programs.choices import ProgramState
from programs.models import Program
from programs.operations import admission
from programs.operations import program as operations
from programs.reports.line import ProgramLine, lines_of
from programs.sockets import measures_of


class ProgramFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ProgramState.choices)
    due_before = filters.DateFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Program
        fields: list[str] = []


class ProgramMeasuring(viewsets.GenericViewSet):
    """What a list and a single program need alike: who sees it, and its computed line."""

    queryset = Program.objects.none()
    lookup_field = "code"
    lookup_value_regex = "[A-Za-z0-9-]{1,20}"

    def get_queryset(self):
        return Program.objects.visible_to(self.request.user).order_by("code")

    def lines(self, programs: list[Program]) -> list[ProgramLine]:
        found = Program.objects.filter(pk__in=[program.pk for program in programs]).order_by("code")
        with_money = self.request.user.has_perm(permissions.SEE_MONEY)
        return lines_of(found, on=timezone.now().date(), with_money=with_money)


class ProgramViewSet(Idempotent, ReadsBodies, ProgramMeasuring):
    """Programs with their status by rule, progress, forecast and money."""

    serializer_class = serializers.ProgramSerializer
    filterset_class = ProgramFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        **dict.fromkeys(["list", "retrieve"], permissions.SEE_PROGRAMS),
        "create": permissions.START_PROGRAMS,
        **dict.fromkeys(["partial_update", "state", "admit", "dismiss"], permissions.CHANGE_PROGRAM),
    }

    @property
    def granted_on_object(self) -> bool:
        return self.action not in ("list", "create")

    def answer(self, program: Program, status: int = 200) -> Response:
        return Response(self.get_serializer(self.lines([program])[0]).data, status=status)

    def stands(self, program: Program) -> dict[str, Any]:
        return self.answer(program).data

    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.lines(page), many=True).data)

    def retrieve(self, request, code):
        return self.answer(self.get_object())

    @extend_schema(request=serializers.NewProgramBody)
    def create(self, request):
        asked = self.body(serializers.NewProgramBody)
        program = operations.start_program(**asked, actor=request.user, at=timezone.now())
        return self.answer(program, status=201)

    @extend_schema(request=serializers.ProgramChangeBody)
    def partial_update(self, request, code):
        program, changed = self.get_object(), self.body(serializers.ProgramChangeBody)
        return self.answer(operations.change_program(program, actor=request.user, **changed))

    @extend_schema(request=serializers.StateBody)
    @action(detail=True, methods=["post"])
    def state(self, request, code):
        program, asked = self.get_object(), self.body(serializers.StateBody)
        return self.answer(operations.set_state(program, actor=request.user, **asked))

    @extend_schema(request=serializers.PersonBody, responses={204: None})
    @action(detail=True, methods=["post"])
    def admit(self, request, code):
        program, asked = self.get_object(), self.body(serializers.PersonBody)
        admission.admit(program, asked["person"], actor=request.user)
        return Response(status=204)

    @extend_schema(request=serializers.PersonBody, responses={204: None})
    @action(detail=True, methods=["post"])
    def dismiss(self, request, code):
        program, asked = self.get_object(), self.body(serializers.PersonBody)
        admission.dismiss(program, asked["person"], actor=request.user)
        return Response(status=204)


class MeasureFilter(filters.FilterSet):
    program = filters.CharFilter(field_name="code", label="The code of one program")

    class Meta:
        model = Program
        fields: list[str] = []


class MeasureViewSet(ProgramMeasuring):
    """Every measure of every program one sees; pages count programs."""

    serializer_class = serializers.MeasureSerializer
    filterset_class = MeasureFilter
    permission = {"list": permissions.SEE_PROGRAMS}

    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        may_see_money = request.user.has_perm(permissions.SEE_MONEY)
        found = measures_of([program.pk for program in page], on=timezone.now().date())
        rows = [
            {"program": program.code, **vars(measure)}
            for program in page
            for measure in found[program.pk].values()
            if may_see_money or measure.unit != "money"
        ]
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


class InProgram:
    """A part of one program: the address names the program, which carries the permission."""

    granted_on_object = True

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        self.program = get_object_or_404(Program.objects.visible_to(request.user), code=kwargs["program"])
        self.check_object_permissions(request, self.program)  # type: ignore[attr-defined]
