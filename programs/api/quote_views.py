"""Estimates beside outcomes in JSON."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from dataops.web.api.filters import Strict
from programs import permissions
from programs.models import Program
from programs.reports.quotes import quotes_of


class QuoteShareSerializer(serializers.Serializer):
    quoted = serializers.CharField(source="name")
    promised = serializers.FloatField()
    held = serializers.FloatField(source="kept.share.estimate", allow_null=True)
    low = serializers.FloatField(source="kept.share.ci_low", allow_null=True)
    high = serializers.FloatField(source="kept.share.ci_high", allow_null=True)
    n = serializers.IntegerField(source="kept.share.n")
    reason = serializers.CharField(source="why", help_text="Why there is no share.")


class QuotedSerializer(serializers.Serializer):
    program = serializers.CharField(source="program.code")
    request = serializers.CharField(source="estimate.request.number")
    estimate = serializers.IntegerField(source="estimate.number")
    quoted_on = serializers.DateField()
    p50_on = serializers.DateField(source="estimate.p50_on")
    p85_on = serializers.DateField(source="estimate.p85_on")
    done_on = serializers.DateField(allow_null=True)
    date_held = serializers.CharField(source="date_fate")
    cost_p50 = serializers.DecimalField(
        source="estimate.cost_p50", max_digits=14, decimal_places=2, allow_null=True
    )
    cost_p85 = serializers.DecimalField(
        source="estimate.cost_p85", max_digits=14, decimal_places=2, allow_null=True
    )
    cost = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    currency = serializers.CharField(source="estimate.currency")
    cost_held = serializers.CharField(source="cost_fate")


class QuotesSerializer(serializers.Serializer):
    shares = QuoteShareSerializer(many=True)
    rows = QuotedSerializer(many=True)


class QuoteViewSet(Strict, viewsets.GenericViewSet):
    """Whether agreed estimates kept their word, with the rows behind."""

    queryset = Program.objects.none()
    serializer_class = QuotesSerializer
    permission = {"list": permissions.SEE_LEADERSHIP}
    pagination_class = None
    filter_backends: list[type] = []

    @extend_schema(responses=QuotesSerializer)
    def list(self, request):
        seen = Program.objects.visible_to(request.user)
        return Response(self.get_serializer(quotes_of(seen, on=timezone.now().date())).data)
