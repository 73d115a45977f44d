"""Quality in JSON: the same figures as on the pages, with interval, n and reason."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from dataops.base.limits import LEAST_CODE, MOST_CODE
from dataops.web.api.bodies import seen_version
from labeling.models import BatchShare, Project
from quality.choices import Outcome
from quality.models import AcceptanceDecision, AgreementSnapshot, GoldCount, GoldItem
from quality.operations.gold import CannotKeepGold, task_of
from quality.reports.evidence import is_measured, share_evidence, version_of
from quality.reports.needs import judged_programs


class EstimateSerializer(serializers.Serializer):
    """A number with its interval and n, or null and the reason why."""

    estimate = serializers.FloatField(allow_null=True)
    se = serializers.FloatField(allow_null=True)
    ci_low = serializers.FloatField(allow_null=True)
    ci_high = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    n = serializers.IntegerField()


@extend_schema_serializer(component_name="AgreementFigures")  # compliance has agreements of another kind
class AgreementSerializer(serializers.Serializer):
    """All coefficients of a project over all its batches."""

    items = serializers.IntegerField()
    overlapping_items = serializers.IntegerField()
    annotators = serializers.IntegerField()
    judgements = serializers.IntegerField()
    categories = serializers.IntegerField()
    repeats = serializers.IntegerField()
    repeated_pairs = serializers.IntegerField()
    consistent_pairs = serializers.IntegerField()
    minority_items = serializers.IntegerField(
        default=None,
        allow_null=True,
        help_text="Items of several answers that hold another than the commonest.",
    )
    rests_on_few = serializers.BooleanField(
        default=None,
        allow_null=True,
        help_text="Whether so few do that a handful more could move the figures far.",
    )
    alpha = EstimateSerializer()
    ac1 = EstimateSerializer()
    fleiss_kappa = EstimateSerializer()
    brennan_prediger = EstimateSerializer()
    percent_agreement = EstimateSerializer()


class SnapshotSerializer(serializers.ModelSerializer):
    """A project's figures as they were counted last."""

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    program = serializers.CharField(source="project.program.code", read_only=True)
    results = AgreementSerializer(read_only=True)
    computed_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = AgreementSnapshot
        fields = ["project", "program", "results", "judgements", "computed_at"]


class RecomputeSerializer(serializers.Serializer):
    batches = serializers.IntegerField(read_only=True)


class GoldItemSerializer(serializers.ModelSerializer):
    """A known answer. An item is named by its number at the source."""

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    item = serializers.CharField(source="task.item.external_id", read_only=True)
    batch = serializers.CharField(source="task.batch.number", read_only=True)

    class Meta:
        model = GoldItem
        fields = ["id", "project", "item", "batch", "code", "retired_at", "updated_at"]


class KeepGoldSerializer(serializers.Serializer):
    project = serializers.SlugRelatedField(slug_field="slug", queryset=Project.objects.none())
    item = serializers.CharField(max_length=200)
    code = serializers.IntegerField(min_value=LEAST_CODE, max_value=MOST_CODE)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if "request" in self.context:
            programs = judged_programs(self.context["request"].user)
            fields["project"].queryset = Project.objects.filter(program__in=programs)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            return attrs | {"task": task_of(attrs["project"], attrs["item"])}
        except CannotKeepGold as refusal:
            raise serializers.ValidationError({"item": [refusal.message]}) from None


class GoldCountSerializer(serializers.ModelSerializer):
    """Two integers that add up over batches, vendors and workers."""

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    batch = serializers.SlugRelatedField(slug_field="number", read_only=True)
    vendor = serializers.CharField(source="vendor.slug", read_only=True)
    worker = serializers.CharField(source="worker.external_id", read_only=True)

    class Meta:
        model = GoldCount
        fields = ["project", "batch", "vendor", "worker", "judged", "correct"]


def judged_shares(user) -> QuerySet[BatchShare]:
    """Those of programs on which the person judges quality."""
    return BatchShare.objects.filter(batch__project__program__in=judged_programs(user))


class DecisionSerializer(serializers.ModelSerializer):
    """An answer to a delivery with the evidence as it stood."""

    batch = serializers.CharField(source="share.batch.number", read_only=True)
    vendor = serializers.CharField(source="vendor.slug", read_only=True)
    decided_by = serializers.CharField(source="decided_by.name", read_only=True)
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = AcceptanceDecision
        fields = [
            "id",
            "share",
            "delivery",
            "batch",
            "vendor",
            "outcome",
            "reason",
            "evidence",
            "decided_by",
            "decided_at",
        ]

    @extend_schema_field(serializers.DictField())
    def get_evidence(self, decision: AcceptanceDecision) -> dict[str, Any]:
        return decision.evidence


class EvidenceSerializer(serializers.Serializer):
    """What is known about a delivery now, and the version to decide upon."""

    share = serializers.IntegerField(source="pk")
    evidence = serializers.SerializerMethodField()
    is_measured = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField())
    def get_evidence(self, share: BatchShare) -> dict[str, Any]:
        return share_evidence(share).to_json()

    def get_is_measured(self, share: BatchShare) -> bool:
        return is_measured(share.batch)

    def get_version(self, share: BatchShare) -> int:
        return version_of(share)


class DecideSerializer(serializers.Serializer):
    share = serializers.PrimaryKeyRelatedField(queryset=BatchShare.objects.none())
    version = seen_version(help_text="Of the evidence that was looked at.")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if "request" in self.context:
            fields["share"].queryset = judged_shares(self.context["request"].user)
        return fields
