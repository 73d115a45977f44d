from __future__ import annotations

from django.utils import timezone
from rest_framework import serializers

from compliance.choices import AgreementKind
from compliance.models import Clearance, DataAgreement
from compliance.reports.gates import version_of
from dataops.audit.models import Event
from dataops.web.api.bodies import seen_version
from dataops.web.api.fields import DayField, Visible
from programs.choices import Sensitivity
from programs.models import Program
from vendors.models import Vendor


class AgreementSerializer(serializers.ModelSerializer):
    vendor = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = DataAgreement
        fields = ["id", "vendor", "kind", "reference", "signed_on", "ends_on", "created_at"]


class AgreementBody(serializers.Serializer):
    vendor = Visible(Vendor, "slug")
    kind = serializers.ChoiceField(choices=AgreementKind.choices)
    reference = serializers.CharField(max_length=80)
    signed_on = DayField()
    ends_on = DayField()


class ClearanceSerializer(serializers.ModelSerializer):
    program = serializers.SlugRelatedField(slug_field="code", read_only=True)
    requested_by = serializers.CharField(source="requested_by.name", read_only=True)
    decided_by = serializers.CharField(source="decided_by.name", read_only=True, default=None)

    class Meta:
        model = Clearance
        fields = [
            *("id", "program", "sensitivity", "basis", "state", "requested_by", "decided_by", "decided_at"),
            *("requested_at", "decision_reason", "updated_at"),
        ]


class ClearanceDetailSerializer(ClearanceSerializer):
    """With the version to decide upon: it covers the request and the vendors behind it."""

    version = serializers.SerializerMethodField()

    class Meta(ClearanceSerializer.Meta):
        fields = [*ClearanceSerializer.Meta.fields, "version"]

    def get_version(self, clearance: Clearance) -> int:
        return version_of(clearance, on=timezone.now().date())


class ClearanceBody(serializers.Serializer):
    program = Visible(Program, "code")
    sensitivity = serializers.ChoiceField(choices=Sensitivity.choices)
    basis = serializers.CharField(max_length=4000)


class DecisionBody(serializers.Serializer):
    version = seen_version()
    is_granted = serializers.BooleanField()
    reason = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)


class RevokeBody(serializers.Serializer):
    version = seen_version()
    reason = serializers.CharField(max_length=4000)


class EventSerializer(serializers.ModelSerializer):
    actor = serializers.CharField(source="actor.name", read_only=True, default=None)
    target_type = serializers.CharField(source="target_type.model", read_only=True, default=None)

    class Meta:
        model = Event
        fields = [
            *("id", "happened_at", "actor", "verb", "target_type", "target_id", "subject", "program_id"),
            *("vendor_id", "request_id", "details"),
        ]
