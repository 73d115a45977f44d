"""The improvement ledger in JSON."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from dataops.base.limits import one_line
from dataops.web.api.bodies import ReadsBodies, Revision, seen_version
from dataops.web.api.fields import DayField
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.api.metric_views import SnapshotSerializer
from programs.choices import Currency, ImprovementState
from programs.models import Improvement, MetricDefinition, MetricSnapshot, Program
from programs.operations import improvement as operations
from programs.rules.improvement import metrics_for


class ImprovementSerializer(serializers.ModelSerializer):
    program = serializers.CharField(source="program.code", default=None)
    metric = serializers.CharField(source="metric.key")
    owner = serializers.EmailField(source="owner.email")
    baseline, after = SnapshotSerializer(), SnapshotSerializer()
    ended_by = serializers.EmailField(source="ended_by.email", default=None)

    class Meta:
        model = Improvement
        fields = [
            "id", "title", "program", "metric", "owner", "change", "changed_on", "baseline", "after",
            "saved_amount", "saved_currency", "saved_hours", "saved_how", "state", "ended_by", "ended_on",
            "ended_reason", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, improvement: Improvement) -> dict[str, Any]:
        told = super().to_representation(improvement)
        if improvement.saved_amount is None or self.context["request"].user.has_perm(permissions.SEE_MONEY):
            return told
        return told | {"saved_amount": None, "saved_currency": "", "saved_how": ""}


class ImprovementBody(serializers.Serializer):
    title = serializers.CharField(max_length=160, validators=[one_line])
    change = serializers.CharField(max_length=1000)
    metric = serializers.SlugRelatedField(slug_field="key", queryset=MetricDefinition.objects.kept())
    program = serializers.SlugRelatedField(
        slug_field="code", queryset=Program.objects.none(), required=False, allow_null=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            self.fields["program"].queryset = Program.objects.visible_to(request.user)
            if not request.user.has_perm(permissions.SEE_MONEY):
                self.fields["metric"].queryset = metrics_for(request.user)


class ImprovementChangeBody(Revision):
    title = serializers.CharField(max_length=160, validators=[one_line])
    change = serializers.CharField(max_length=1000)
    saved_amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, allow_null=True)
    saved_currency = serializers.ChoiceField(choices=Currency.choices, allow_blank=True)
    saved_hours = serializers.DecimalField(max_digits=10, decimal_places=1, min_value=0, allow_null=True)
    saved_how = serializers.CharField(max_length=500, allow_blank=True)


class TrialBody(serializers.Serializer):
    version = seen_version(required=False)
    changed_on = DayField()
    baseline = serializers.PrimaryKeyRelatedField(queryset=MetricSnapshot.objects.all())


class VerifyBody(serializers.Serializer):
    version = seen_version(required=False)
    after = serializers.PrimaryKeyRelatedField(queryset=MetricSnapshot.objects.all())


class DropBody(serializers.Serializer):
    version = seen_version(required=False)
    reason = serializers.CharField(max_length=500)


class ImprovementStates(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ImprovementState.choices)
    program = filters.CharFilter(field_name="program__code", label="The code of one program")

    class Meta:
        model = Improvement
        fields: list[str] = []


class ImprovementViewSet(Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """What was changed so that a metric gets better; its owner takes every step but the last."""

    queryset = Improvement.objects.none()
    serializer_class = ImprovementSerializer
    filterset_class = ImprovementStates
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = dict.fromkeys(
        ["list", "create", "partial_update", "begin_trial", "verify", "drop"], permissions.SEE_PROGRAMS
    )

    def get_queryset(self):
        return Improvement.objects.visible_to(self.request.user).with_weeks().order_by("-changed_on", "pk")

    def standing(self, row: Improvement, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=status)

    def own(self) -> Improvement:
        found = self.get_object()
        if found.owner_id != self.request.user.pk:
            raise PermissionDenied
        return found

    @extend_schema(request=ImprovementBody)
    def create(self, request):
        asked = self.body(ImprovementBody)
        return self.standing(operations.add_improvement(actor=request.user, **asked), 201)

    @extend_schema(request=ImprovementChangeBody)
    def partial_update(self, request, pk):
        found, asked = self.own(), self.body(ImprovementChangeBody)
        return self.standing(operations.change_improvement(found, actor=request.user, **asked))

    @extend_schema(request=TrialBody)
    @action(detail=True, methods=["post"], url_path="begin-trial")
    def begin_trial(self, request, pk):
        found, asked = self.own(), self.body(TrialBody)
        return self.standing(operations.begin_trial(found, actor=request.user, **asked))

    @extend_schema(request=VerifyBody)
    @action(detail=True, methods=["post"])
    def verify(self, request, pk):
        found, asked = self.get_object(), self.body(VerifyBody)
        on = timezone.now().date()
        return self.standing(operations.verify_improvement(found, actor=request.user, on=on, **asked))

    @extend_schema(request=DropBody)
    @action(detail=True, methods=["post"])
    def drop(self, request, pk):
        found, asked = self.own(), self.body(DropBody)
        on = timezone.now().date()
        return self.standing(operations.drop_improvement(found, actor=request.user, on=on, **asked))
