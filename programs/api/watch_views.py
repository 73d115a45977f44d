"""Alerts, saved views and their deliveries in JSON."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.accounts.models import Organisation, User
from dataops.base.limits import one_line
from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.choices import Beyond, Bound, Every, SnapshotScope
from programs.models import MetricDefinition, Portfolio, Program, SavedView, ViewDelivery, Watch
from programs.operations import view as views
from programs.operations import watch as watches
from programs.reports.narrowing import NAMES


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
    reader = serializers.SlugRelatedField(
        slug_field="email",
        queryset=User.objects.active(),
        required=False,
        help_text="Somebody else who leads; oneself without it. Only of one's own view.",
    )
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
        reader = asked.pop("reader", request.user)
        views.send_view(found, reader, actor=request.user, at=timezone.now(), **asked)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def stop(self, request, pk):
        mine = self.get_object().deliveries.filter(reader=request.user, stopped_at=None)
        for delivery in mine:
            views.stop_sending(delivery, actor=request.user, at=timezone.now())
        return Response(status=204)


class ViewDeliverySerializer(serializers.ModelSerializer):
    view = serializers.CharField(source="view.name")
    reader = serializers.EmailField(source="reader.email")

    class Meta:
        model = ViewDelivery
        fields = ["id", "view", "reader", "every", "day", "hour", "zone", "next_at"]


class ViewDeliveryViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Which saved view goes to whom and when: of the views one sees. Its reader stops it, or the view's owner."""

    queryset = ViewDelivery.objects.none()
    serializer_class = ViewDeliverySerializer
    permission = dict.fromkeys(["list", "stop"], permissions.SEE_LEADERSHIP)

    def get_queryset(self):
        user = self.request.user
        seen = ViewDelivery.objects.filter(stopped_at=None, view__in=SavedView.objects.visible_to(user))
        if self.action == "stop":
            seen = ViewDelivery.objects.filter(Q(reader=user) | Q(view__owner=user))
        return seen.select_related("view", "reader").order_by("view__name", "pk")

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def stop(self, request, pk):
        views.stop_sending(self.get_object(), actor=request.user, at=timezone.now())
        return Response(status=204)
