"""A program in JSON: what it says of itself, and what is computed of it."""

from __future__ import annotations

from rest_framework import serializers

from dataops.accounts.models import User
from dataops.base.limits import MOST, one_line
from dataops.web.api.bodies import Revision, seen_version
from dataops.web.api.fields import DayField
from programs.choices import BudgetCategory, Currency, Metric, ProgramState
from programs.forms.program import ZONES, managers
from programs.models import BudgetLine, ProgramTemplate, Target


class CauseSerializer(serializers.Serializer):
    text = serializers.CharField()
    url = serializers.CharField()


class StandingSerializer(serializers.Serializer):
    """One dimension; `rule` is what the rule says where the last report says otherwise."""

    dimension = serializers.CharField()
    key = serializers.CharField()
    rule = serializers.CharField()
    reason = serializers.CharField()


class StatusSerializer(serializers.Serializer):
    key = serializers.CharField()
    word = serializers.CharField()
    reason = serializers.CharField()
    causes = CauseSerializer(many=True)
    dimensions = StandingSerializer(many=True, source="standings")


class ProgressSerializer(serializers.Serializer):
    accepted = serializers.IntegerField()
    planned = serializers.IntegerField()
    remaining = serializers.IntegerField()
    per_week = serializers.FloatField()
    needed_per_week = serializers.FloatField(allow_null=True)


class ForecastSerializer(serializers.Serializer):
    computed_at = serializers.DateTimeField()
    p50_on = serializers.DateField(allow_null=True)
    p85_on = serializers.DateField(allow_null=True)
    p95_on = serializers.DateField(allow_null=True)
    remaining = serializers.IntegerField()
    history_days = serializers.IntegerField()
    reason = serializers.CharField(source="why")


class MoneySerializer(serializers.Serializer):
    currency = serializers.CharField()
    budget = serializers.FloatField()
    spent = serializers.FloatField(allow_null=True)
    ends = serializers.FloatField(allow_null=True)
    committed = serializers.FloatField()
    bound_share = serializers.FloatField(allow_null=True)


class ClosingSerializer(serializers.Serializer):
    """How it ended, and what was missing then."""

    delivered_at = serializers.DateTimeField()
    missing = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()


class ProgramSerializer(serializers.Serializer):
    """One line of the portfolio."""

    code = serializers.CharField(source="program.code")
    name = serializers.CharField(source="program.name")
    goal = serializers.CharField(source="program.goal")
    scope_in = serializers.CharField(source="program.scope_in")
    scope_out = serializers.CharField(source="program.scope_out")
    manager = serializers.EmailField(source="program.manager.email")
    sponsor = serializers.CharField(source="program.sponsor")
    starts_on = serializers.DateField(source="program.starts_on")
    due_on = serializers.DateField(source="program.due_on")
    units_planned = serializers.IntegerField(source="program.units_planned")
    currency = serializers.CharField(source="program.currency")
    state = serializers.ChoiceField(source="program.state", choices=ProgramState.choices)
    time_zone = serializers.CharField(source="program.time_zone")
    report_due_hours = serializers.IntegerField(source="program.report_due_hours")
    tolerance_days = serializers.IntegerField(source="program.tolerance_days")
    tolerance_scope = serializers.FloatField(source="program.tolerance_scope")
    tolerance_risk = serializers.IntegerField(source="program.tolerance_risk")
    status = StatusSerializer()
    progress = ProgressSerializer()
    forecast = ForecastSerializer(allow_null=True)
    slip_days = serializers.IntegerField(allow_null=True)
    money = MoneySerializer(allow_null=True)
    closing = ClosingSerializer(source="program.closing", allow_null=True)
    version = serializers.IntegerField(source="program.version")


class ProgramBody(serializers.Serializer):
    """What one may write about a program."""

    name = serializers.CharField(max_length=120, validators=[one_line])
    goal = serializers.CharField(max_length=10_000)
    manager = serializers.SlugRelatedField(slug_field="email", queryset=User.objects.none())
    starts_on = DayField()
    due_on = DayField()
    units_planned = serializers.IntegerField(min_value=1, max_value=MOST)
    currency = serializers.ChoiceField(choices=Currency, required=False)
    sponsor = serializers.CharField(max_length=120, validators=[one_line], required=False, allow_blank=True)
    scope_in = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    scope_out = serializers.CharField(max_length=10_000, required=False, allow_blank=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = managers()


class ProgramChangeBody(Revision, ProgramBody):
    """Also when its weeks end, and how far off is still on track."""

    time_zone = serializers.ChoiceField(choices=ZONES, required=False)
    report_due_hours = serializers.IntegerField(min_value=1, max_value=167, required=False)
    tolerance_days = serializers.IntegerField(min_value=0, max_value=365, required=False)
    tolerance_scope = serializers.DecimalField(5, 4, min_value=0, max_value=1, required=False)
    tolerance_risk = serializers.IntegerField(min_value=1, max_value=25, required=False)


class NewProgramBody(ProgramBody):
    code = serializers.CharField(max_length=20, required=False, allow_blank=True)
    template = serializers.PrimaryKeyRelatedField(
        queryset=ProgramTemplate.objects.offered(), required=False, allow_null=True
    )


class StateBody(serializers.Serializer):
    version = seen_version()
    state = serializers.ChoiceField(choices=ProgramState.choices)
    reason = serializers.CharField(
        max_length=2000,
        required=False,
        allow_blank=True,
        help_text="Why it is delivered with something missing.",
    )


class PersonBody(serializers.Serializer):
    person = serializers.SlugRelatedField(slug_field="email", queryset=User.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            self.fields["person"].queryset = User.objects.visible_to(request.user).active()


class TargetSerializer(serializers.ModelSerializer):
    class Meta:
        model = Target
        fields = ["metric", "value", "tolerance", "version"]
        read_only_fields = fields


class TargetBody(serializers.Serializer):
    metric = serializers.ChoiceField(choices=Metric.choices)
    value = serializers.DecimalField(max_digits=12, decimal_places=4)
    tolerance = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=0, required=False)
    version = seen_version(default=0, help_text="Of the target it replaces; 0 for the first of its measure.")


class BudgetLineSerializer(serializers.ModelSerializer):
    amount = serializers.DecimalField(max_digits=22, decimal_places=4, read_only=True)

    class Meta:
        model = BudgetLine
        fields = [
            "id",
            "category",
            "note",
            "quantity",
            "unit_cost",
            "starts_on",
            "ends_on",
            "amount",
            "estimate",
            "version",
        ]
        read_only_fields = fields


class BudgetLineBody(serializers.Serializer):
    category = serializers.ChoiceField(choices=BudgetCategory.choices)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST)
    unit_cost = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=0)
    starts_on = DayField(required=False, allow_null=True)
    ends_on = DayField(required=False, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class BudgetLineChange(serializers.Serializer):
    version = seen_version()
    quantity = serializers.IntegerField(min_value=0, max_value=MOST)
    unit_cost = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=0)
    starts_on = DayField(required=False, allow_null=True)
    ends_on = DayField(required=False, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class MeasureSerializer(serializers.Serializer):
    """One figure with its interval, or the reason there is none."""

    program = serializers.CharField()
    metric = serializers.CharField()
    label = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    reason = serializers.CharField()
    unit = serializers.CharField()
    url = serializers.CharField()
