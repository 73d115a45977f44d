from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.base.limits import MOST
from dataops.web.api.bodies import ReadsBodies, seen_version
from dataops.web.api.fields import DayField
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.choices import Dimension, Rag, ReportState
from programs.models import Acknowledgement, Program, StatusReport
from programs.operations import reading
from programs.operations import report as operations
from programs.reports.document import comments_of, reason_of
from programs.reports.weekly import without_money
from programs.rules.week import local_day

WORDS = {"max_length": 10_000, "required": False, "allow_blank": True}


class ReportSerializer(serializers.ModelSerializer):
    """One week: the frozen numbers, the rule's status, the manager's words."""

    program = serializers.SlugRelatedField(slug_field="code", read_only=True)
    published_by = serializers.CharField(source="published_by.name", read_only=True, default=None)
    status = serializers.CharField(read_only=True)
    rag_reason = serializers.SerializerMethodField()
    numbers = serializers.SerializerMethodField()
    comments = serializers.SerializerMethodField()
    acknowledged_by = serializers.SerializerMethodField()

    class Meta:
        model = StatusReport
        fields = [
            *("id", "program", "week_on", "state", "status", "rag", "rag_reason", "rag_override"),
            *(
                "override_reason",
                "overrides",
                "comments",
                *operations.WORDS,
                "version",
                "numbers",
                "numbers_at",
            ),
            *("published_at", "published_by", "acknowledged_by"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_comments(self, report: StatusReport) -> dict[str, str]:
        return comments_of(report, with_money=self.context["request"].user.has_perm(permissions.SEE_MONEY))

    def get_rag_reason(self, report: StatusReport) -> str:
        return reason_of(report, with_money=self.context["request"].user.has_perm(permissions.SEE_MONEY))

    @extend_schema_field(serializers.ListField(child=serializers.EmailField()))
    def get_acknowledged_by(self, report: StatusReport) -> list[str]:
        return [row.person.email for row in report.acknowledgements.all()]

    @extend_schema_field(serializers.JSONField())
    def get_numbers(self, report: StatusReport) -> dict[str, Any]:
        may_see_money = self.context["request"].user.has_perm(permissions.SEE_MONEY)
        return report.numbers if may_see_money else without_money(report.numbers)


class DraftBody(serializers.Serializer):
    program = serializers.SlugRelatedField(slug_field="code", queryset=Program.objects.none())
    week_on = DayField(required=False, help_text="Any day of the week; this week if it is left out.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            self.fields["program"].queryset = Program.objects.visible_to(request.user)


class WordsBody(serializers.Serializer):
    """The words to change, and the version they were written upon."""

    version = serializers.IntegerField(min_value=1, max_value=MOST)
    summary = serializers.CharField(**WORDS)
    highlights = serializers.CharField(**WORDS)
    lowlights = serializers.CharField(**WORDS)
    next_week = serializers.CharField(**WORDS)
    comments = serializers.DictField(
        child=serializers.CharField(max_length=600, allow_blank=True),
        required=False,
        help_text="Dimension → what is said of it; one that is not named stays as it is.",
    )

    def validate_comments(self, said: dict[str, str]) -> dict[str, str]:
        if unknown := set(said) - set(Dimension.values):
            raise serializers.ValidationError(f"No such dimension: {', '.join(sorted(unknown))}.")
        return said


class PublishBody(serializers.Serializer):
    """Which version of the report was read."""

    version = seen_version()


class OverrideBody(serializers.Serializer):
    version = seen_version()
    dimension = serializers.ChoiceField(
        choices=Dimension.choices,
        required=False,
        default="",
        allow_blank=True,
        help_text="Empty for the whole.",
    )
    rag = serializers.ChoiceField(choices=Rag.choices, allow_blank=True)
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class AcknowledgeBody(serializers.Serializer):
    report = serializers.PrimaryKeyRelatedField(queryset=StatusReport.objects.none())
    word = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            self.fields["report"].queryset = StatusReport.objects.visible_to(request.user)


class ReportFilter(filters.FilterSet):
    program = filters.CharFilter(field_name="program__code", label="The code of one program")
    state = filters.ChoiceFilter(choices=ReportState.choices)

    class Meta:
        model = StatusReport
        fields: list[str] = []


class ReportViewSet(
    Idempotent, ReadsBodies, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """Weekly reports: drafted with frozen numbers, written by the manager, published once."""

    queryset = StatusReport.objects.none()
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        **dict.fromkeys(["list", "retrieve"], permissions.SEE_REPORTS),
        **dict.fromkeys(
            ["create", "partial_update", "override", "publish", "renew"], permissions.PUBLISH_REPORTS
        ),
    }

    @property
    def granted_on_object(self) -> bool:
        return self.action not in ("list", "retrieve")

    def get_queryset(self):
        seen = StatusReport.objects.visible_to(self.request.user)
        return (
            seen.select_related("program", "published_by")
            .prefetch_related("acknowledgements__person")
            .order_by("-week_on", "-pk")
        )

    def answer(self, report: StatusReport, status: int = 200) -> Response:
        return Response(self.get_serializer(report).data, status=status)

    @extend_schema(request=DraftBody)
    def create(self, request):
        asked, now = self.body(DraftBody), timezone.now()
        self.check_object_permissions(request, asked["program"])
        week_on = asked.get("week_on") or local_day(asked["program"], now)
        report = operations.draft_report(asked["program"], week_on, actor=request.user, at=now)
        return self.answer(report, status=201)

    @extend_schema(request=WordsBody)
    def partial_update(self, request, pk):
        report, words = self.get_object(), self.body(WordsBody)
        return self.answer(operations.edit_report(report, actor=request.user, **words))

    @extend_schema(request=OverrideBody)
    @action(detail=True, methods=["post"])
    def override(self, request, pk):
        report, asked = self.get_object(), self.body(OverrideBody)
        return self.answer(operations.override_rag(report, actor=request.user, **asked))

    @extend_schema(request=PublishBody)
    @action(detail=True, methods=["post"])
    def publish(self, request, pk):
        report, read = self.get_object(), self.body(PublishBody)
        return self.answer(operations.publish_report(report, actor=request.user, at=timezone.now(), **read))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def renew(self, request, pk):
        report = self.get_object()
        return self.answer(operations.renew_numbers(report, actor=request.user, at=timezone.now()))


class AcknowledgementViewSet(Idempotent, ReadsBodies, viewsets.GenericViewSet):
    """Leadership takes note of a published report, once a person."""

    queryset = Acknowledgement.objects.none()
    serializer_class = AcknowledgeBody
    http_method_names = ["post", "options"]
    permission = {"create": permissions.ACKNOWLEDGE_REPORTS}

    @extend_schema(request=AcknowledgeBody, responses={204: None})
    def create(self, request):
        said = self.body(AcknowledgeBody)
        reading.acknowledge(said["report"], word=said["word"], actor=request.user, at=timezone.now())
        return Response(status=204)
