"""The money of one program in JSON: its budget with earned value, and bills posted by the tools that make them."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from dataops.base.limits import one_line
from dataops.web.api.bodies import ReadsBodies, seen_version
from dataops.web.api.fields import DayField
from dataops.web.api.idempotency import Idempotent
from programs import permissions
from programs.api.plan_views import PlanViewSet
from programs.api.program_views import InProgram
from programs.choices import BudgetCategory, CostSource, Currency
from programs.models import CostEntry, Program
from programs.operations import cost
from programs.reports.budget import BudgetPage, budget_of

MONEY = permissions.SEE_MONEY
CHANGE = permissions.CHANGE_PROGRAM


def amount(**given) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=22, decimal_places=4, rounding="ROUND_HALF_EVEN", **given)


def index(**given) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=4, rounding="ROUND_HALF_EVEN", **given)


class CategorySerializer(serializers.Serializer):
    category = serializers.CharField()
    planned = amount()
    committed = amount()
    accrued = amount()
    invoiced = amount()
    remaining = amount()


class EarnedSerializer(serializers.Serializer):
    """None where a figure cannot be; `reason` says why."""

    bac, pv, ev, ac, cv, sv = (amount(allow_null=True) for _ in range(6))
    cpi, spi = (index(allow_null=True) for _ in range(2))
    eac, etc, vac = (amount(allow_null=True) for _ in range(3))
    planned_unit, actual_unit = (amount(allow_null=True) for _ in range(2))
    reason = serializers.CharField(source="why")


class BudgetSerializer(serializers.Serializer):
    currency = serializers.CharField(source="line.program.currency")
    state = serializers.CharField(source="standing.word")
    reason = serializers.CharField()
    categories = CategorySerializer(many=True, source="rows")
    total = CategorySerializer()
    earned = EarnedSerializer()


class ToleranceBody(serializers.Serializer):
    amber = serializers.DecimalField(max_digits=5, decimal_places=4, min_value=Decimal(0))
    red = serializers.DecimalField(max_digits=5, decimal_places=4, min_value=Decimal(0))
    version = seen_version(required=False)


class CostSerializer(serializers.ModelSerializer):
    class Meta:
        model = CostEntry
        fields = [
            "id", "category", "spent_on", "amount", "currency", "note", "source", "external_id", "reverses", "entered_at"
        ]  # fmt: skip
        read_only_fields = fields


class CostBody(serializers.Serializer):
    category = serializers.ChoiceField(choices=BudgetCategory.choices)
    spent_on = DayField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=4)
    currency = serializers.ChoiceField(choices=Currency.choices, required=False)
    note = serializers.CharField(max_length=200, validators=[one_line], required=False, allow_blank=True)
    external_id = serializers.CharField(
        max_length=80,
        validators=[one_line],
        required=False,
        help_text="Entered once, however often it is sent.",
    )


class ReverseBody(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class BudgetViewSet(InProgram, Idempotent, ReadsBodies, viewsets.GenericViewSet):
    """Where the money stands and where it ends; for those who may see what things cost."""

    queryset = Program.objects.none()
    serializer_class = BudgetSerializer
    pagination_class = None
    filter_backends: list[type] = []
    permission = {"list": MONEY, "tolerance": CHANGE}

    def answer(self) -> Response:
        page: BudgetPage = budget_of(self.program, on=timezone.now().date())
        return Response(self.get_serializer(page).data)

    @extend_schema(responses=BudgetSerializer)
    def list(self, request, program):
        return self.answer()

    @extend_schema(request=ToleranceBody)
    @action(detail=False, methods=["post"])
    def tolerance(self, request, program):
        cost.set_tolerance(self.program, actor=request.user, **self.body(ToleranceBody))
        return self.answer()


class CostViewSet(PlanViewSet):
    """Bills besides vendors. Never changed: a mistake is reversed, and both entries stay."""

    queryset = CostEntry.objects.none()
    serializer_class = CostSerializer
    http_method_names = ["get", "post", "head", "options"]
    permission = {"list": MONEY, **dict.fromkeys(["create", "reverse"], CHANGE)}

    def get_queryset(self):
        return self.program.costs.order_by("-spent_on", "-pk")

    @extend_schema(request=CostBody)
    def create(self, request, program):
        asked, now = self.body(CostBody), timezone.now()
        entry = cost.enter_cost(self.program, source=CostSource.API, actor=request.user, at=now, **asked)
        return self.answer(entry, status=201)

    @extend_schema(request=ReverseBody)
    @action(detail=True, methods=["post"])
    def reverse(self, request, program, pk):
        found, asked = self.get_object(), self.body(ReverseBody)
        return self.answer(
            cost.reverse_cost(found, actor=request.user, at=timezone.now(), **asked), status=201
        )
