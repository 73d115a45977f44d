"""A request in JSON: the same answers, the same limits, the same sentences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from dataops.base.limits import MOST, one_line
from dataops.web.api.bodies import seen_version
from dataops.web.api.fields import DayField
from programs import permissions
from programs.api.outcome_serializers import AttachmentSerializer, CriterionSerializer
from programs.api.triage_serializers import ClockSerializer, EstimateSerializer
from programs.choices import RequestState
from programs.forms.extra import LONGEST_ANSWER, answers_of, field_of
from programs.models import DataRequest, Program, ProgramTemplate, RequestMessage, RequestType
from programs.models.request import ANSWERS, LONGEST_TEXT, WSJF
from programs.rules import request as rules


class MessageSerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="author.name", read_only=True)

    class Meta:
        model = RequestMessage
        fields = ["author", "body", "created_at"]


class RequestSerializer(serializers.ModelSerializer):
    """Everything one may read about a request."""

    requester = serializers.CharField(source="requester.name", read_only=True)
    decided_by = serializers.CharField(source="decided_by.name", read_only=True, default=None)
    classes = serializers.ListField(child=serializers.CharField(), read_only=True)
    program = serializers.SlugRelatedField(slug_field="code", read_only=True)
    duplicate_of = serializers.SlugRelatedField(slug_field="number", read_only=True)
    units = serializers.IntegerField(read_only=True, allow_null=True)
    extra = serializers.DictField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    what_next = serializers.CharField(read_only=True)
    messages = MessageSerializer(many=True, read_only=True)
    criteria = CriterionSerializer(many=True, read_only=True)
    attachments = AttachmentSerializer(many=True, read_only=True)
    clocks = ClockSerializer(many=True, read_only=True)
    estimates = serializers.SerializerMethodField()

    class Meta:
        model = DataRequest
        fields = [
            *("number", "requester", "state", "what_next", *ANSWERS, "units", "submitted_at"),
            *("decided_at", "decided_by"),
            *("decision_reason", "duplicate_of", "program", "reach", "impact", "confidence", "effort_weeks"),
            *(
                *WSJF,
                "wsjf",
                "priority",
                "snoozed_until",
                "snooze_reason",
                "agreed_at",
                "clocks",
                "estimates",
            ),
            *("score", "rank_override", "rank_reason", "version", "messages", "criteria", "attachments"),
            *("created_at", "updated_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(EstimateSerializer(many=True))
    def get_estimates(self, request: DataRequest) -> list[Any]:
        """A draft is triage's own until it is quoted, and nobody makes one of their own request."""
        user = self.context["request"].user
        drafts = user.has_perm(permissions.TRIAGE_REQUESTS) and user.pk != request.requester_id
        told = [row for row in request.estimates.all() if drafts or not row.is_draft]
        return list(EstimateSerializer(told, many=True, context=self.context).data)


class AnswersSerializer(serializers.ModelSerializer):
    """The answers one may write, some or all of them."""

    classes = serializers.ListField(child=serializers.CharField(), required=False)
    access_until = DayField(required=False, allow_null=True)
    extra = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_ANSWER, allow_blank=True),
        required=False,
        help_text="Answers to the company's own questions, by their number; see the request's type.",
    )

    class Meta:
        model = DataRequest
        fields = ANSWERS
        extra_kwargs = {
            name: {"validators": [one_line]} for name in ("title", "team", "about", "metric_name")
        }

    def validate_kind(self, kind: str) -> str:
        before = self.instance.kind if self.instance else ""
        if kind and kind != before and not RequestType.objects.offered().filter(kind=kind).exists():
            raise serializers.ValidationError("This type of request is not offered: choose another one.")
        return kind

    def validate(self, attrs):
        if "extra" in attrs:
            attrs["extra"] = self._read_extra(attrs["extra"], attrs.get("kind"))
        return attrs

    def validate_classes(self, classes: list[str]) -> list[str]:
        if not (verdict := rules.are_classes(classes, least=0)):
            raise serializers.ValidationError(verdict.reason)
        return classes

    def validate_needed_by(self, day):
        if day and not (verdict := rules.is_date_possible(day, on=timezone.now().date())):
            raise serializers.ValidationError(verdict.reason)
        return day

    def _read_extra(self, given: dict[str, str], kind: str | None) -> dict[str, Any]:
        """Each answer by the control of its question; what was answered before stays."""
        before = self.instance or DataRequest()
        is_other = kind is not None and kind != before.kind
        asking = (DataRequest(kind=kind) if is_other else before).asking
        fields = {question.key: field_of(question, is_draft=True) for question in asking.questions}
        if unknown := sorted(set(given) - set(fields)):
            raise serializers.ValidationError({"extra": f"This type asks no question {unknown[0]}."})
        try:
            read = {key: fields[key].clean(value) for key, value in given.items()}
        except forms.ValidationError as wrong:
            raise serializers.ValidationError({"extra": wrong.messages}) from None
        return answers_of(asking, read, before=before.extra)


class Sighted(serializers.Serializer):
    """What triage does, upon the version of the request that was read."""

    version = seen_version(required=False)


class AskBody(Sighted):
    body = serializers.CharField(max_length=LONGEST_TEXT)


class MessageBody(serializers.Serializer):
    body = serializers.CharField(max_length=LONGEST_TEXT)


class ReasonBody(Sighted):
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ScoreBody(Sighted):
    reach = serializers.IntegerField(min_value=0, max_value=1_000_000_000)
    impact = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=0, max_value=10)
    confidence = serializers.IntegerField(min_value=0, max_value=100)
    effort_weeks = serializers.DecimalField(max_digits=6, decimal_places=1)


class RankBody(Sighted):
    """A place by hand with its reason; `null` takes it back."""

    rank = serializers.IntegerField(min_value=1, max_value=10_000, allow_null=True)
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class DuplicateBody(Sighted):
    of = serializers.SlugRelatedField(slug_field="number", queryset=DataRequest.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            sent = DataRequest.objects.visible_to(request.user).exclude(state=RequestState.DRAFT)
            self.fields["of"].queryset = sent


class NewProgram(serializers.Serializer):
    """What should differ from the request's own words; all of it may stay away."""

    name = serializers.CharField(max_length=120, validators=[one_line], required=False)
    goal = serializers.CharField(max_length=LONGEST_TEXT, required=False)
    code = serializers.RegexField(r"^[A-Z0-9][A-Z0-9-]*$", max_length=20, required=False)
    starts_on = DayField(required=False)
    due_on = DayField(required=False)
    units_planned = serializers.IntegerField(min_value=1, max_value=MOST, required=False)
    template = serializers.PrimaryKeyRelatedField(
        queryset=ProgramTemplate.objects.offered(), required=False, allow_null=True
    )


class AcceptBody(Sighted):
    """Either a program that exists, by its code, or a new one."""

    program = serializers.SlugRelatedField(
        slug_field="code", queryset=Program.objects.none(), required=False, allow_null=True
    )
    new_program = NewProgram(required=False)
    adds_units = serializers.BooleanField(
        required=False,
        help_text="Of a program that exists: ask for the request's units by a change request in the requester's name.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            self.fields["program"].queryset = Program.objects.visible_to(request.user)

    def validate(self, attrs):
        if attrs.get("program") and attrs.get("new_program"):
            raise serializers.ValidationError("Name a program or describe a new one, not both.")
        return attrs
