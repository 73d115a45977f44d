"""Milestones of one program in JSON: what each hangs on, and how its date moved."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from dataops.base.limits import MOST, one_line
from dataops.web.api.bodies import Revision, seen_version
from dataops.web.api.fields import DayField
from programs import permissions
from programs.api.plan_views import PlanViewSet
from programs.models import Milestone, MilestoneMove
from programs.operations import milestone
from programs.reports.plan import conflict_of

SEE = permissions.SEE_PROGRAMS
CHANGE = permissions.CHANGE_PROGRAM


class MoveSerializer(serializers.ModelSerializer):
    moved_by = serializers.EmailField(source="moved_by.email")

    class Meta:
        model = MilestoneMove
        fields = ["was_on", "now_on", "days", "reason", "moved_by", "moved_at"]
        read_only_fields = fields


class MilestoneSerializer(serializers.ModelSerializer):
    slip_days = serializers.IntegerField(read_only=True)
    needed = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    conflict = serializers.SerializerMethodField(help_text="Why its date cannot hold beside what it needs.")
    moves = MoveSerializer(many=True, read_only=True)

    class Meta:
        model = Milestone
        fields = [
            "id", "name", "starts_on", "baseline_on", "due_on", "slip_days", "units", "gate", "deliverable", "state",
            "done_on", "needed", "conflict", "moves", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_conflict(self, row: Milestone) -> str:
        return conflict_of(row) if row.is_open else ""


class MilestoneBody(serializers.Serializer):
    name = serializers.CharField(max_length=120, validators=[one_line])
    starts_on = DayField(required=False, allow_null=True)
    due_on = DayField()
    units = serializers.IntegerField(min_value=0, max_value=MOST, required=False, allow_null=True)
    gate = serializers.CharField(max_length=300, validators=[one_line], required=False, allow_blank=True)
    deliverable = serializers.CharField(
        max_length=200, validators=[one_line], required=False, allow_blank=True
    )
    needed = serializers.PrimaryKeyRelatedField(many=True, queryset=Milestone.objects.none(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if program := self.context.get("program"):
            self.fields["needed"].child_relation.queryset = program.milestones.standing()


class MilestoneChangeBody(Revision, MilestoneBody):
    """Everything but the date, which moves with a reason."""

    due_on = None


class MoveBody(serializers.Serializer):
    version = seen_version()
    due_on = DayField()
    reason = serializers.CharField(max_length=1000)


class FinishBody(serializers.Serializer):
    on = DayField()


class DropBody(serializers.Serializer):
    reason = serializers.CharField(max_length=1000)


class MilestoneViewSet(PlanViewSet):
    """Dates the program promised: planned, changed, moved with a reason, finished or dropped."""

    queryset = Milestone.objects.none()
    serializer_class = MilestoneSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {
        "list": SEE,
        **dict.fromkeys(["create", "partial_update", "move", "finish", "drop"], CHANGE),
    }

    def get_queryset(self):
        related = self.program.milestones.with_needs().prefetch_related("moves__moved_by")
        return related.order_by("due_on", "pk")

    @extend_schema(request=MilestoneBody)
    def create(self, request, program):
        asked = self.body(MilestoneBody)
        return self.standing(milestone.plan_milestone(self.program, actor=request.user, **asked), 201)

    @extend_schema(request=MilestoneChangeBody)
    def partial_update(self, request, program, pk):
        found, asked = self.get_object(), self.body(MilestoneChangeBody)
        return self.standing(milestone.change_milestone(found, actor=request.user, **asked))

    @extend_schema(request=MoveBody)
    @action(detail=True, methods=["post"])
    def move(self, request, program, pk):
        found, asked = self.get_object(), self.body(MoveBody)
        moved = milestone.move_milestone(found, actor=request.user, at=timezone.now(), **asked)
        return self.standing(moved)

    @extend_schema(request=FinishBody)
    @action(detail=True, methods=["post"])
    def finish(self, request, program, pk):
        found, asked = self.get_object(), self.body(FinishBody)
        done = milestone.finish_milestone(found, actor=request.user, at=timezone.now(), **asked)
        return self.standing(done)

    @extend_schema(request=DropBody)
    @action(detail=True, methods=["post"])
    def drop(self, request, program, pk):
        found, asked = self.get_object(), self.body(DropBody)
        return self.standing(milestone.drop_milestone(found, actor=request.user, **asked))
