"""Change requests of one program in JSON, each with what it does."""

from __future__ import annotations

from dataclasses import asdict

import django_filters as filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied

from dataops.base.limits import MOST, one_line
from dataops.web.api.bodies import Revision, seen_version
from dataops.web.api.fields import DayField
from programs import permissions
from programs.api.plan_views import PlanViewSet
from programs.choices import ChangeState
from programs.models import BudgetLine, ChangeMove, ChangeRequest, Milestone
from programs.operations import change as operations
from programs.reports.change import MOVES, RELATED, effect_of, recalled
from programs.rules.change import OF_LINE

SEE = permissions.SEE_PROGRAMS
ASK = permissions.SUBMIT_REQUESTS
CHANGE = permissions.CHANGE_PROGRAM


class WishSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="milestone.name")

    class Meta:
        model = ChangeMove
        fields = ["milestone", "name", "due_on"]


class ChangeSerializer(serializers.ModelSerializer):
    code = serializers.CharField()
    requested_by = serializers.EmailField(source="requested_by.email")
    moves = WishSerializer(many=True)
    seen = serializers.IntegerField(help_text="Send it back with the decision: it says what was looked at.")

    class Meta:
        model = ChangeRequest
        fields = [
            "id", "code", "title", "reason", "requested_by", "requested_on", "state", "due_on", "units_planned",
            "scope_in", "scope_out", "moves", "budget_line", "quantity", "unit_cost", "decision_reason", "decided_at",
            "version", "seen",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, change):
        said = super().to_representation(change)
        if not self.context["request"].user.has_perm(permissions.SEE_MONEY):
            said = {name: value for name, value in said.items() if name not in OF_LINE}
        return said


class MoveWishBody(serializers.Serializer):
    milestone = serializers.PrimaryKeyRelatedField(queryset=Milestone.objects.none())
    due_on = DayField()


class ChangeBody(serializers.Serializer):
    title = serializers.CharField(max_length=120, validators=[one_line])
    reason = serializers.CharField(max_length=500)
    due_on = DayField(required=False, allow_null=True)
    units_planned = serializers.IntegerField(min_value=1, max_value=MOST, required=False, allow_null=True)
    scope_in = serializers.CharField(max_length=10_000, required=False, allow_null=True, allow_blank=True)
    scope_out = serializers.CharField(max_length=10_000, required=False, allow_null=True, allow_blank=True)
    moves = MoveWishBody(many=True, required=False)
    budget_line = serializers.PrimaryKeyRelatedField(
        queryset=BudgetLine.objects.none(), required=False, allow_null=True
    )
    quantity = serializers.IntegerField(min_value=0, max_value=MOST, required=False, allow_null=True)
    unit_cost = serializers.DecimalField(
        max_digits=12, decimal_places=4, min_value=0, required=False, allow_null=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        program, request = self.context.get("program"), self.context.get("request")
        if program:
            self.fields["moves"].child.fields["milestone"].queryset = program.milestones.open()
        if program and request.user.has_perm(permissions.SEE_MONEY):
            self.fields["budget_line"].queryset = program.budget_lines.all()

    def validate_moves(self, moves):
        """Each milestone once; in PATCH they are all that it would move from then on."""
        days = {move["milestone"]: move["due_on"] for move in moves}
        if len(days) < len(moves):
            raise serializers.ValidationError("Name each milestone once.")
        return days


class ReviseBody(Revision, ChangeBody):
    pass


class ChangeDecisionBody(serializers.Serializer):
    seen = seen_version()
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class WithdrawBody(serializers.Serializer):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ChangeFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ChangeState.choices)
    requested_by = filters.CharFilter(field_name="requested_by__email", label="The address of who asked")

    class Meta:
        model = ChangeRequest
        fields: list[str] = []


class ChangeViewSet(PlanViewSet):
    """Requests to change a program: asked for, shown with their effect, decided by somebody else."""

    queryset = ChangeRequest.objects.none()
    serializer_class = ChangeSerializer
    filterset_class = ChangeFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        **dict.fromkeys(["list", "effect"], SEE),
        **dict.fromkeys(["create", "partial_update", "withdraw"], ASK),
        **dict.fromkeys(["approve", "decline"], CHANGE),
    }

    def get_queryset(self):
        return self.program.changes.select_related(*RELATED).prefetch_related(MOVES).newest_first()

    @extend_schema(request=ChangeBody)
    def create(self, request, program):
        asked, on = self.body(ChangeBody), timezone.now().date()
        made = operations.request_change(self.program, actor=request.user, on=on, **asked)
        return self.answer(made, status=201)

    @extend_schema(request=ReviseBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(ReviseBody)
        return self.answer(operations.revise_change(found, actor=request.user, **asked))

    @extend_schema(responses={200: dict})
    @action(detail=True, methods=["get"])
    def effect(self, request, program, pk):
        """P85, cost at completion and milestones before and after; once decided, as they were seen."""
        found, with_money = self.get_object(), request.user.has_perm(permissions.SEE_MONEY)
        effect = recalled(found) or effect_of(found, on=timezone.now().date(), with_money=with_money)
        said = asdict(effect) | {"p85_days": effect.p85_days, "cost": effect.cost if with_money else None}
        if not with_money:
            for side in ("before", "after"):
                said[side] |= {"ends": None, "budget": None}
        response = self.answer(found)
        response.data = response.data | {"effect": said}
        return response

    @extend_schema(request=ChangeDecisionBody)
    @action(detail=True, methods=["post"])
    def approve(self, request, program, pk):
        found, asked = self.to_decide(), self.body(ChangeDecisionBody)
        return self.answer(operations.approve_change(found, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=ChangeDecisionBody)
    @action(detail=True, methods=["post"])
    def decline(self, request, program, pk):
        found, asked = self.to_decide(), self.body(ChangeDecisionBody)
        return self.answer(operations.decline_change(found, actor=request.user, at=timezone.now(), **asked))

    @extend_schema(request=WithdrawBody)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, program, pk):
        found, asked = self.get_object(), self.body(WithdrawBody)
        return self.answer(operations.withdraw_change(found, actor=request.user, at=timezone.now(), **asked))

    def to_decide(self) -> ChangeRequest:
        """Nobody decides what they asked for themselves."""
        found = self.get_object()
        if found.requested_by_id == self.request.user.pk:
            raise PermissionDenied("You asked for this change: somebody else decides it.")
        return found
