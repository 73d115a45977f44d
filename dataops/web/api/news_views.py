"""What one was told, and when it comes by mail, for scripts."""

from __future__ import annotations

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api import news_serializers as serializers
from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.filters import Strict
from dataops.web.api.idempotency import Idempotent
from dataops.web.api.work_serializers import NotificationSerializer
from dataops.web.api.work_views import ANYBODY, WorkRows
from dataops.work import targets
from dataops.work.choices import News
from dataops.work.models import Notification, Preference
from dataops.work.operations import notification as notifications
from dataops.work.operations.mail import preference_of
from dataops.work.operations.subscription import choose_mail


class NewsFilter(filters.FilterSet):
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    news = filters.ChoiceFilter(choices=News.choices)

    class Meta:
        model = Notification
        fields: list[str] = []


class NotificationViewSet(WorkRows):
    """What one was told; about what one may not see any more nothing is said."""

    queryset = Notification.objects.none()
    serializer_class = NotificationSerializer
    filterset_class = NewsFilter
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "read", "unread", "read_all", "unread_all"], ANYBODY)

    def get_queryset(self):
        return super().get_queryset().filter(targets.about_seen(self.request.user))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def read(self, request, pk):
        found = self.get_object()
        notifications.mark_read(found, actor=request.user, at=timezone.now())
        return self.standing(found)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def unread(self, request, pk):
        found = self.get_object()
        notifications.mark_unread(found, actor=request.user)
        return self.standing(found)

    @extend_schema(request=serializers.ReadAllBody, responses=serializers.MarkedSerializer)
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request):
        """Everything up to the newest that was seen; `marked_at` takes it back."""
        now = timezone.now()
        count = notifications.mark_all_read(actor=request.user, at=now, **self.body(serializers.ReadAllBody))
        return Response(serializers.MarkedSerializer({"marked": count, "marked_at": now}).data)

    @extend_schema(request=serializers.UnreadAllBody, responses=serializers.MarkedSerializer)
    @action(detail=False, methods=["post"], url_path="unread-all")
    def unread_all(self, request):
        """What was marked at one moment is unread again."""
        marked_at = self.body(serializers.UnreadAllBody)["marked_at"]
        count = notifications.mark_as_before(marked_at, actor=request.user)
        return Response(serializers.MarkedSerializer({"marked": count, "marked_at": marked_at}).data)


class MailSettingsViewSet(Strict, Idempotent, ReadsBodies, viewsets.GenericViewSet):
    """One rhythm per kind of news, one hour, one time zone. What is left out stays as it was."""

    queryset = Preference.objects.none()
    serializer_class = serializers.MailSettingsSerializer
    pagination_class = None
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "create"], ANYBODY)

    def list(self, request):
        return Response(self.get_serializer(preference_of(request.user)).data)

    @extend_schema(request=serializers.MailSettingsBody)
    def create(self, request):
        asked, chosen = self.body(serializers.MailSettingsBody), preference_of(request.user)
        choose_mail(
            time_zone=asked.get("time_zone", chosen.time_zone),
            hour=asked.get("hour", chosen.hour),
            cadences=asked.get("cadences", {}),
            actor=request.user,
        )
        return self.list(request)
