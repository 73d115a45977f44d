"""The address of one's calendar, for scripts: issued once, shown once, ended at any time."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.base.mail import absolute
from dataops.web.api.filters import Strict
from dataops.web.api.idempotency import Idempotent
from dataops.web.api.work_views import STAFF
from dataops.work.models import CalendarKey
from dataops.work.operations import calendar as operations


class CalendarKeySerializer(serializers.Serializer):
    """Whether an address is good, since when, and when a calendar last asked; the address itself is kept nowhere."""

    is_issued = serializers.BooleanField()
    issued_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class IssuedCalendar(CalendarKeySerializer):
    address = serializers.CharField()


class CalendarAddressViewSet(Strict, Idempotent, viewsets.GenericViewSet):
    """GET says whether there is one; POST makes a new one, and the one before opens nothing any more."""

    queryset = CalendarKey.objects.none()
    serializer_class = CalendarKeySerializer
    pagination_class = None
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "create", "revoke"], STAFF)

    def standing(self) -> dict[str, object]:
        key = CalendarKey.objects.visible_to(self.request.user).standing().first()
        return {
            "is_issued": key is not None,
            "issued_at": key and key.created_at,
            "last_used_at": key and key.last_used_at,
        }

    @extend_schema(responses=CalendarKeySerializer)
    def list(self, request):
        return Response(CalendarKeySerializer(self.standing()).data)

    @extend_schema(request=None, responses={201: IssuedCalendar})
    def create(self, request):
        secret = operations.issue_calendar(actor=request.user, at=timezone.now())
        address = absolute(reverse("work:calendar-feed", args=[secret]))
        return Response(IssuedCalendar(self.standing() | {"address": address}).data, status=201)

    def repeated(self, answer):
        """The address is told once and kept nowhere in plain."""
        return {name: told for name, told in answer.items() if name != "address"}

    @extend_schema(request=None)
    @action(detail=False, methods=["post"])
    def revoke(self, request):
        operations.revoke_calendar(actor=request.user, at=timezone.now())
        return Response(CalendarKeySerializer(self.standing()).data)
