"""Targets and budget lines of one program, and what every part of a plan has in common."""

from __future__ import annotations

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from dataops.web.api.bodies import ReadsBodies
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.api import program_serializers as serializers
from programs.api.program_views import InProgram
from programs.choices import Metric
from programs.models import BudgetLine, Target
from programs.operations import budget, target

SEE = permissions.SEE_PROGRAMS
CHANGE = permissions.CHANGE_PROGRAM


class PlanViewSet(InProgram, Idempotent, ReadsBodies, mixins.ListModelMixin, viewsets.GenericViewSet):
    """What the parts of a plan have in common."""

    def get_serializer_context(self):
        return super().get_serializer_context() | {"program": getattr(self, "program", None)}

    def concerns(self, person_id: int) -> None:
        """Let in whom it concerns, and who may change the program; nobody else."""
        user = self.request.user
        if user.pk != person_id and not (user.has_perm(CHANGE) or user.has_perm(CHANGE, self.program)):
            raise PermissionDenied

    def answer(self, row: object, status: int = 200) -> Response:
        return Response(self.get_serializer(row).data, status=status)

    def standing(self, row: models.Model, status: int = 200) -> Response:
        """The row as it stands now, with all that its list shows beside it."""
        return self.answer(self.get_queryset().get(pk=row.pk), status)


class TargetViewSet(PlanViewSet):
    """What the program promises on each measure; posting a measure again, with its version, sets it anew."""

    queryset = Target.objects.none()
    serializer_class = serializers.TargetSerializer
    permission = {"list": SEE, "create": CHANGE}

    def get_queryset(self):
        targets = self.program.targets.order_by("metric")
        may_see_money = self.request.user.has_perm(permissions.SEE_MONEY)
        return targets if may_see_money else targets.exclude(metric=Metric.UNIT_COST)

    @extend_schema(request=serializers.TargetBody)
    def create(self, request, program):
        asked = self.body(serializers.TargetBody)
        return self.answer(target.set_target(self.program, actor=request.user, **asked), status=201)


class BudgetLineViewSet(PlanViewSet):
    """Money set aside; for those who may see what things cost."""

    queryset = BudgetLine.objects.none()
    serializer_class = serializers.BudgetLineSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    permission = {"list": permissions.SEE_MONEY, **dict.fromkeys(["create", "partial_update"], CHANGE)}

    def get_queryset(self):
        return self.program.budget_lines.order_by("pk")

    @extend_schema(request=serializers.BudgetLineBody)
    def create(self, request, program):
        asked = self.body(serializers.BudgetLineBody)
        return self.answer(budget.add_budget_line(self.program, actor=request.user, **asked), status=201)

    @extend_schema(request=serializers.BudgetLineChange)
    def partial_update(self, request, program, pk):
        line = self.get_object()
        kept = {"note": line.note, "starts_on": line.starts_on, "ends_on": line.ends_on}
        asked = kept | self.body(serializers.BudgetLineChange)
        return self.answer(budget.change_budget_line(line, actor=request.user, **asked))
