"""The digest of all programs, and how it comes, in JSON."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies, seen_version
from dataops.web.api.filters import Strict
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.forms.program import ZONES
from programs.models import DigestReader, Program
from programs.operations import reading
from programs.reports.digest import DigestRow, comes_by_mail, digest_of


class DigestRowSerializer(serializers.Serializer):
    """One program: where it stands, what moved, what it needs most, and the weeks without a report."""

    program = serializers.CharField(source="line.program.code")
    name = serializers.CharField(source="line.program.name")
    status = serializers.CharField(source="line.status.key")
    reason = serializers.CharField(source="line.status.reason")
    trend = serializers.CharField()
    change = serializers.CharField(source="moved")
    report = serializers.IntegerField(source="report.pk", default=None)
    ask = serializers.CharField(source="ask.what", default=None)
    ask_owner = serializers.EmailField(source="ask.owner.email", default=None)
    ask_needed_by = serializers.DateField(source="ask.needed_by", default=None)
    asks = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.DateField())


class DigestSettingsSerializer(serializers.Serializer):
    time_zone = serializers.CharField()
    wants_mail = serializers.BooleanField()
    version = serializers.IntegerField()


class DigestSettingsBody(serializers.Serializer):
    """What is left out stays."""

    time_zone = serializers.ChoiceField(choices=[(zone, zone) for zone in ZONES], required=False)
    wants_mail = serializers.BooleanField(required=False)
    version = seen_version(required=False)


class DigestViewSet(Strict, Idempotent, ReadsBodies, viewsets.GenericViewSet):
    """Every program under way in one line, the worst first."""

    queryset = Program.objects.none()
    serializer_class = DigestRowSerializer
    http_method_names = ["get", "post", "head", "options"]
    permission = dict.fromkeys(["list", "mail", "choose"], permissions.SEE_LEADERSHIP)

    def list(self, request) -> Response:
        seen = Program.objects.visible_to(request.user)
        money = request.user.has_perm(permissions.SEE_MONEY)
        rows: list[DigestRow] = self.paginate_queryset(
            digest_of(seen, at=timezone.now(), with_money=money).rows
        )
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def chosen(self) -> dict[str, object]:
        known = DigestReader.objects.filter(person=self.request.user).first()
        comes = comes_by_mail(self.request.user, known)
        zone, version = (known.time_zone, known.version) if known else ("UTC", 0)
        return {"time_zone": zone, "wants_mail": comes, "version": version}

    @extend_schema(responses=DigestSettingsSerializer)
    @action(detail=False, methods=["get"], url_path="settings", url_name="settings")
    def mail(self, request):
        """Whether the digest comes by mail on Mondays, and by which clock."""
        return Response(DigestSettingsSerializer(self.chosen()).data)

    @extend_schema(request=DigestSettingsBody, responses=DigestSettingsSerializer)
    @mail.mapping.post
    def choose(self, request):
        asked, chosen = self.body(DigestSettingsBody), self.chosen()
        kept = {"time_zone": chosen["time_zone"], "wants_mail": chosen["wants_mail"]}
        reading.set_digest(request.user, actor=request.user, **kept | asked)
        return Response(DigestSettingsSerializer(self.chosen()).data)
