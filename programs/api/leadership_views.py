"""The leadership page, the rows behind its figures, and the roadmap in JSON."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api.filters import Strict
from programs import permissions
from programs.models import Program
from programs.reports.behind import behind
from programs.reports.board import board_of, figures_of
from programs.reports.narrowing import NAMES, narrowing_of
from programs.reports.roadmap import quarters_from, roads_of
from programs.reports.waiting import waiting_in


class LeadershipViewSet(Strict, viewsets.GenericViewSet):
    """The eight figures under the filters `portfolio`, `period`, `vendor` and `modality`, as the page has them."""

    queryset = Program.objects.none()
    serializer_class = serializers.Serializer
    asked = NAMES
    filterset_class = None
    filter_backends: list = []
    lookup_field = "figure"
    lookup_value_regex = "[a-z_-]{1,40}"
    permission = dict.fromkeys(["list", "retrieve", "waiting"], permissions.SEE_LEADERSHIP)

    @extend_schema(
        parameters=[OpenApiParameter("figure", str, OpenApiParameter.PATH)], responses=OpenApiTypes.OBJECT
    )
    def retrieve(self, request, figure):
        """The rows that were added up to one figure, as the page and its file have them."""
        narrowing = narrowing_of(request.GET)
        board = board_of(request.user, narrowing, at=timezone.now(), with_trends=False)
        found = behind(figure, board, user=request.user)
        if found is None:
            raise Http404
        rows = [{"code": row.code, "name": row.name, "values": row.values} for row in found.rows]
        said = {"filters": narrowing.words, "faults": narrowing.faults, "title": found.title}
        return Response(said | {"columns": found.columns, "rows": rows})

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=False, methods=["get"])
    def waiting(self, request):
        """Asks, decisions and changes on which somebody has a word to say, soonest first."""
        programs = narrowing_of(request.GET).programs(request.user)
        found = waiting_in(list(programs.values_list("pk", flat=True)))
        names = {"title": "title", "kind": "word", "program": "code", "who": "who", "by": "by", "url": "url"}
        return Response(
            {"waiting": [{name: getattr(one, key) for name, key in names.items()} for one in found]}
        )

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def list(self, request):
        narrowing = narrowing_of(request.GET)
        now = timezone.now()
        figures = [
            {
                "key": one.key, "label": one.label, "said": one.value, "detail": one.detail, "target": one.aim,
                "value": one.measure and one.measure.value, "low": one.measure and one.measure.low,
                "high": one.measure and one.measure.high, "n": one.measure.n if one.measure else 0,
                "currency": one.currency, "weeks": one.trend.values if one.trend else [],
            }
            for one in figures_of(board_of(request.user, narrowing, at=now))
        ]  # fmt: skip
        return Response(
            {"filters": narrowing.words, "faults": narrowing.faults, "at": now, "figures": figures}
        )


class RoadmapViewSet(Strict, viewsets.GenericViewSet):
    """Milestones of this quarter and the next three, with their forecast."""

    queryset = Program.objects.none()
    serializer_class = serializers.Serializer
    asked = NAMES
    filter_backends: list = []
    permission = {"list": permissions.SEE_PROGRAMS}

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def list(self, request):
        on = timezone.now().date()
        programs = narrowing_of(request.GET).programs(request.user).order_by("code")
        stops = [
            {
                "program": road.program.code, "milestone": stop.milestone.name, "due_on": stop.milestone.due_on,
                "p50_on": stop.p50_on, "p85_on": stop.p85_on, "stands": stop.word,
            }
            for road in roads_of(list(programs), quarters_from(on), on=on)
            for cell in road.cells
            for stop in cell
        ]  # fmt: skip
        return Response({"milestones": stops})
