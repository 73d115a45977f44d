"""How triage works, in JSON: what it does with a request, its ranking, its promises and their calendars."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.filters import Strict
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.api import triage_serializers as serializers
from programs.models import BusinessCalendar, DataRequest, Estimate, Ranking, SlaPolicy
from programs.operations import estimate as estimates
from programs.operations import request as operations
from programs.operations import sla
from programs.operations.ranking import rank_by
from programs.reports.ageing import ageing_of

TRIAGE, KEEP = permissions.TRIAGE_REQUESTS, permissions.MANAGE_INTAKE
TRIAGED = {
    **dict.fromkeys(["wsjf", "priority", "snooze", "estimate", "quote"], TRIAGE),
    "answer_estimate": permissions.SUBMIT_REQUESTS,
}


class Triaged:
    """Mix in before the viewset of requests: what triage does with one besides deciding."""

    @extend_schema(request=serializers.WsjfBody)
    @action(detail=True, methods=["post"])
    def wsjf(self, request, number):
        found, given = self.get_object(), self.body(serializers.WsjfBody)
        return self.answer(operations.score_wsjf(found, actor=request.user, **given))

    @extend_schema(request=serializers.PriorityBody)
    @action(detail=True, methods=["post"])
    def priority(self, request, number):
        found, given = self.get_object(), self.body(serializers.PriorityBody)
        done = operations.set_priority(found, actor=request.user, at=timezone.now(), **given)
        return self.answer(done)

    @extend_schema(request=serializers.SnoozeBody)
    @action(detail=True, methods=["post"])
    def snooze(self, request, number):
        found, given = self.get_object(), self.body(serializers.SnoozeBody)
        if given["until"] is None:
            return self.answer(operations.unsnooze(found, actor=request.user, at=timezone.now()))
        return self.answer(operations.snooze(found, actor=request.user, at=timezone.now(), **given))

    @extend_schema(request=serializers.EstimateBody)
    @action(detail=True, methods=["post"])
    def estimate(self, request, number):
        found, given = self.get_object(), self.body(serializers.EstimateBody)
        make = estimates.type_estimate if "reason" in given else estimates.estimate_from_records
        make(found, actor=request.user, at=timezone.now(), **given)
        return self.answer(found)

    @extend_schema(request=serializers.Sighted)
    @action(detail=True, methods=["post"])
    def quote(self, request, number):
        found, given = self.get_object(), self.body(serializers.Sighted)
        last = get_object_or_404(found.estimates.order_by("-number")[:1])
        estimates.quote(last, actor=request.user, at=timezone.now(), **given)
        return self.answer(found)

    @extend_schema(request=serializers.AnswerBody)
    @action(detail=True, methods=["post"], url_path="answer-estimate")
    def answer_estimate(self, request, number):
        found, said = self.get_object(), self.body(serializers.AnswerBody)
        told = get_object_or_404(Estimate.objects.told().filter(request=found).order_by("-number")[:1])
        if said["agrees"]:
            estimates.agree(told, actor=request.user, at=timezone.now())
        else:
            estimates.ask_change(told, said["body"], actor=request.user, at=timezone.now())
        return self.answer(found)


class RankingViewSet(Strict, Idempotent, ReadsBodies, viewsets.GenericViewSet):
    """By which method the queue is ranked. No score is lost by choosing another."""

    queryset = Ranking.objects.all()
    serializer_class = serializers.RankingSerializer
    pagination_class = None
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "create"], TRIAGE)

    def list(self, request):
        return Response(self.get_serializer(Ranking.current()).data)

    @extend_schema(request=serializers.RankingBody)
    def create(self, request):
        chosen = rank_by(actor=request.user, **self.body(serializers.RankingBody))
        return Response(self.get_serializer(chosen).data)


class AgeingViewSet(Strict, viewsets.GenericViewSet):
    """How old what waits is, and of the last `days` how triage decided, how long it took and what it kept."""

    queryset = DataRequest.objects.none()
    serializer_class = serializers.AgeingSerializer
    asked = ("days",)
    pagination_class = None
    permission = {"list": TRIAGE}

    @extend_schema(parameters=[OpenApiParameter("days", int, enum=[30, 90, 365])])
    def list(self, request):
        now, days = timezone.now(), request.query_params.get("days", "90")
        if days not in ("30", "90", "365"):
            raise ValidationError({"days": ["Choose 30, 90 or 365."]})
        seen = DataRequest.objects.visible_to(request.user)
        found = ageing_of(seen, since=now - timedelta(days=int(days)), at=now)
        return Response(self.get_serializer(found).data)


class Promises(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {"list": TRIAGE, "create": KEEP, "partial_update": KEEP}

    def standing(self, pk: int, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)


class CalendarViewSet(Promises):
    """When working time counts."""

    queryset = BusinessCalendar.objects.order_by("name")
    serializer_class = serializers.CalendarSerializer

    @extend_schema(request=serializers.CalendarBody)
    def create(self, request):
        made = sla.add_calendar(actor=request.user, **self.body(serializers.CalendarBody))
        return self.standing(made.pk, 201)

    @extend_schema(request=serializers.CalendarChangeBody)
    def partial_update(self, request, pk):
        found, asked = self.get_object(), self.body(serializers.CalendarChangeBody)
        return self.standing(sla.change_calendar(found, actor=request.user, at=timezone.now(), **asked).pk)


class PolicyViewSet(Promises):
    """What is promised to requesters; the first policy that fits a request holds for it."""

    queryset = SlaPolicy.objects.prefetch_related("goals").order_by("position", "pk")
    serializer_class = serializers.PolicySerializer

    @extend_schema(request=serializers.PolicyBody)
    def create(self, request):
        return self.standing(sla.add_policy(actor=request.user, **self.body(serializers.PolicyBody)).pk, 201)

    @extend_schema(request=serializers.PolicyChangeBody)
    def partial_update(self, request, pk):
        found, asked = self.get_object(), self.body(serializers.PolicyChangeBody)
        return self.standing(sla.change_policy(found, actor=request.user, at=timezone.now(), **asked).pk)
