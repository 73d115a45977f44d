"""What came of requests, in JSON: verdict, metric before and after, how content people are."""

from __future__ import annotations

from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from programs import permissions
from programs.filters.outcome import OutcomeFilter
from programs.models import DataRequest
from programs.reports.outcomes import outcome_of, satisfaction_of, seen_outcomes


class OutcomeSerializer(serializers.Serializer):
    number = serializers.CharField(source="request.number")
    title = serializers.CharField(source="request.title")
    team = serializers.CharField(source="request.team")
    program = serializers.CharField(source="request.program.code")
    is_accepted = serializers.BooleanField(source="verdict.is_accepted")
    judged_at = serializers.DateTimeField(source="verdict.decided_at")
    reason = serializers.CharField(source="verdict.reason")
    metric = serializers.CharField(source="request.metric_name")
    before = serializers.FloatField(source="request.metric_now", allow_null=True)
    wanted = serializers.FloatField(source="request.metric_wanted", allow_null=True)
    after = serializers.FloatField(source="after.value", default=None)
    items = serializers.IntegerField(source="after.items", default=None)
    model_release = serializers.CharField(source="after.model_release", default=None)
    measured_on = serializers.DateField(source="after.measured_on", default=None)
    moved = serializers.CharField(source="moved.word", default="No data")
    answers = serializers.SerializerMethodField()
    satisfaction = serializers.FloatField(source="mean", allow_null=True)

    def get_answers(self, outcome) -> int:
        return len(outcome.scores)


class TeamSerializer(serializers.Serializer):
    """The share of answers of 4 or 5 with its interval, or why there is none."""

    team = serializers.CharField()
    answers = serializers.IntegerField(source="n")
    content = serializers.IntegerField()
    share = serializers.CharField()
    between = serializers.CharField()


class OutcomeViewSet(viewsets.GenericViewSet):
    """Every request that was judged, newest first; `teams` counts satisfaction by the team that asked."""

    queryset = DataRequest.objects.none()
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilter
    permission = dict.fromkeys(["list", "teams"], permissions.SEE_LEADERSHIP)

    def get_queryset(self):
        seen = seen_outcomes(DataRequest.objects.visible_to(self.request.user))
        return seen.order_by("-verdict__decided_at", "-pk")

    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = [outcome_of(one) for one in page]
        return self.get_paginated_response(self.get_serializer(found, many=True).data)

    @action(detail=False, methods=["get"], pagination_class=None, serializer_class=TeamSerializer)
    def teams(self, request):
        found = satisfaction_of(self.filter_queryset(self.get_queryset()))
        return Response(self.get_serializer(found, many=True).data)
