"""The leadership page, the roadmap, alerts and saved views in JSON."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.accounts.models import Organisation
from dataops.base.limits import one_line
from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.filters import Strict
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.choices import Beyond, Bound, Every, SnapshotScope
from programs.models import MetricDefinition, Portfolio, Program, SavedView, Watch
from programs.operations import view as views
from programs.operations import watch as watches
from programs.reports.board import board_of, figures_of
from programs.reports.narrowing import NAMES, narrowing_of
from programs.reports.roadmap import quarters_from, roads_of


class LeadershipViewSet(Strict, viewsets.GenericViewSet):
    """The eight figures under the filters `portfolio`, `period`, `vendor` and `modality`, as the page has them."""

    queryset = Program.objects.none()
    serializer_class = serializers.Serializer
    asked = NAMES
    filterset_class = None
    filter_backends: list = []
    permission = {"list": permissions.SEE_LEADERSHIP}

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


class WatchSerializer(serializers.ModelSerializer):
    metric = serializers.CharField(source="metric.key")
    owner = serializers.EmailField(source="owner.email")

    class Meta:
        model = Watch
        fields = ["id", "metric", "owner", "scope", "about", "beyond", "bound", "by", "is_shared", "fired_at"]


class WatchBody(serializers.Serializer):
    metric = serializers.SlugRelatedField(slug_field="key", queryset=MetricDefinition.objects.kept())
    scope = serializers.ChoiceField(choices=SnapshotScope.choices)
    program = serializers.SlugRelatedField(slug_field="code", queryset=Program.objects.all(), required=False)
    vendor = serializers.PrimaryKeyRelatedField(
        source="organisation", queryset=Organisation.objects.exclude(kind="company"), required=False
    )
    portfolio = serializers.PrimaryKeyRelatedField(queryset=Portfolio.objects.all(), required=False)
    beyond = serializers.ChoiceField(choices=Beyond.choices)
    bound = serializers.DecimalField(max_digits=14, decimal_places=4)
    by = serializers.ChoiceField(choices=Bound.choices, default=Bound.INTERVAL)
    is_shared = serializers.BooleanField(default=False)


class WatchViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Who is told when a metric lies beyond a bound."""

    queryset = Watch.objects.none()
    serializer_class = WatchSerializer
    permission = dict.fromkeys(["list", "create", "destroy"], permissions.SEE_LEADERSHIP)

    def get_queryset(self):
        seen = Watch.objects.visible_to(self.request.user).filter(removed_at=None)
        return seen.select_related("metric", "owner", "program", "organisation", "portfolio").order_by("pk")

    @extend_schema(request=WatchBody)
    def create(self, request):
        asked = self.body(WatchBody)
        made = watches.add_watch(asked.pop("metric"), actor=request.user, **asked)
        return Response(self.get_serializer(self.get_queryset().get(pk=made.pk)).data, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        own = get_object_or_404(Watch.objects.filter(owner=request.user), pk=self.get_object().pk)
        watches.remove_watch(own, actor=request.user, at=timezone.now())
        return Response(status=204)


class SavedViewSerializer(serializers.ModelSerializer):
    class Meta:
        model = SavedView
        fields = ["id", "name", "filters", "is_shared", "is_default"]


class SavedViewBody(serializers.Serializer):
    name = serializers.CharField(max_length=80, validators=[one_line])
    filters = serializers.DictField(child=serializers.CharField(max_length=40), default=dict)
    is_shared = serializers.BooleanField(default=False)
    is_default = serializers.BooleanField(default=False)

    def validate_filters(self, given):
        if unknown := set(given) - set(NAMES):
            raise serializers.ValidationError(f"No such filter: {', '.join(sorted(unknown))}.")
        return given


class SendBody(serializers.Serializer):
    every = serializers.ChoiceField(choices=Every.choices)
    day = serializers.IntegerField(min_value=1, max_value=31)
    hour = serializers.IntegerField(min_value=0, max_value=23)
    zone = serializers.CharField(max_length=60)

    def validate_zone(self, zone):
        if zone not in available_timezones():
            raise serializers.ValidationError("There is no such time zone: write one as Europe/Lisbon.")
        return zone

    def validate(self, asked):
        if asked["every"] == Every.WEEK and asked["day"] > 7:
            raise serializers.ValidationError({"day": "A week has seven days: 1 is Monday, 7 Sunday."})
        return asked


class SavedViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Filters of the leadership page that somebody kept; `send` mails one to oneself."""

    queryset = SavedView.objects.none()
    serializer_class = SavedViewSerializer
    permission = dict.fromkeys(["list", "create", "destroy", "send", "stop"], permissions.SEE_LEADERSHIP)

    def get_queryset(self):
        return SavedView.objects.visible_to(self.request.user).order_by("name", "pk")

    @extend_schema(request=SavedViewBody)
    def create(self, request):
        made = views.save_view(actor=request.user, **self.body(SavedViewBody))
        return Response(self.get_serializer(made).data, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        own = get_object_or_404(self.get_queryset().filter(owner=request.user), pk=self.get_object().pk)
        views.remove_view(own, actor=request.user, at=timezone.now())
        return Response(status=204)

    @extend_schema(request=SendBody, responses={204: None})
    @action(detail=True, methods=["post"])
    def send(self, request, pk):
        found, asked = self.get_object(), self.body(SendBody)
        views.send_view(found, request.user, actor=request.user, at=timezone.now(), **asked)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def stop(self, request, pk):
        mine = self.get_object().deliveries.filter(reader=request.user, stopped_at=None)
        for delivery in mine:
            views.stop_sending(delivery, actor=request.user, at=timezone.now())
        return Response(status=204)
