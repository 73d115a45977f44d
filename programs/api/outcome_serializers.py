"""What belongs to a request besides its answers, in JSON: criteria, files, its way, and what was said of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from dataops.base.limits import MOST, one_line
from dataops.web.api.bodies import seen_version
from dataops.web.api.fields import DayField
from programs import permissions
from programs.choices import Metric, Operator
from programs.models import Criterion, DataRequest, MetricAfter, RequestAttachment, RequesterVerdict
from programs.models.outcome import HIGHEST, LOWEST
from programs.models.request import LONGEST_TEXT
from programs.reports.evidence import kept_evidence, without_money


class CriterionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Criterion
        fields = ["id", "metric", "operator", "threshold", "sample_size", "is_measured"]


class AttachmentSerializer(serializers.ModelSerializer):
    added_by = serializers.CharField(source="added_by.name", read_only=True)

    class Meta:
        model = RequestAttachment
        fields = ["id", "file_name", "content_type", "size", "sha256", "added_by", "created_at"]


class VerdictSerializer(serializers.ModelSerializer):
    decided_by = serializers.CharField(source="decided_by.name", read_only=True)
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = RequesterVerdict
        fields = [
            *("is_accepted", "reason", "evidence", "units_accepted", "units_planned"),
            *("decided_by", "decided_at"),
        ]

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_evidence(self, verdict: RequesterVerdict) -> list[dict[str, Any]]:
        if self.context["request"].user.has_perm(permissions.SEE_MONEY):
            return verdict.evidence
        return [asdict(one) for one in without_money(kept_evidence(verdict.evidence))]


class MetricAfterSerializer(serializers.ModelSerializer):
    class Meta:
        model = MetricAfter
        fields = ["value", "items", "how", "model_release", "measured_on", "version"]


class StageSerializer(serializers.Serializer):
    name = serializers.CharField()
    state = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    words = serializers.CharField()


class WaySerializer(serializers.Serializer):
    """Where a request is; what was judged and measured comes with it."""

    stages = StageSerializer(many=True)
    next = serializers.CharField()
    who = serializers.CharField()
    units_accepted = serializers.IntegerField(source="accepted")
    is_all_there = serializers.BooleanField()
    verdict = VerdictSerializer(allow_null=True)
    after = MetricAfterSerializer(allow_null=True)


class SimilarSerializer(serializers.ModelSerializer):
    likeness = serializers.FloatField(read_only=True)

    class Meta:
        model = DataRequest
        fields = ["number", "title", "state", "likeness"]


class CriterionBody(serializers.Serializer):
    metric = serializers.ChoiceField(choices=Metric.choices)
    operator = serializers.ChoiceField(choices=Operator.choices)
    threshold = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=0, max_value=1_000_000)
    sample_size = serializers.IntegerField(min_value=1, max_value=10_000_000, required=False, allow_null=True)


class PartBody(serializers.Serializer):
    part = serializers.IntegerField(min_value=1, max_value=MOST)


class FileBody(serializers.Serializer):
    file = serializers.FileField()


class FollowBody(serializers.Serializer):
    request = serializers.CharField(max_length=20)


class JudgeBody(serializers.Serializer):
    is_accepted = serializers.BooleanField()
    reason = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    version = seen_version(required=False)


class MetricAfterBody(serializers.Serializer):
    value = serializers.DecimalField(max_digits=14, decimal_places=4)
    items = serializers.IntegerField(min_value=1, max_value=MOST, required=False, allow_null=True)
    how = serializers.CharField(max_length=300, required=False, allow_blank=True, validators=[one_line])
    model_release = serializers.CharField(max_length=120, validators=[one_line])
    measured_on = DayField()
    version = seen_version(required=False)


class RateBody(serializers.Serializer):
    score = serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST)
    words = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
