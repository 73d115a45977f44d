"""What triage says of a request in JSON, and what it promises."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from dataops.base.limits import one_line
from dataops.web.api.bodies import Revision, seen_version
from dataops.web.api.fields import DayField
from programs import permissions
from programs.choices import Currency, Priority, RankMethod, RequestKind, Rest, SlaGoalKind, WorkUnit
from programs.models import BusinessCalendar, Estimate, Ranking, SlaClock, SlaGoal, SlaPolicy
from programs.models.request import FIBONACCI, LONGEST_TEXT
from programs.rules.sla import MOST_AMOUNT, MOST_HOLIDAYS


class ClockSerializer(serializers.ModelSerializer):
    class Meta:
        model = SlaClock
        fields = [
            "goal",
            "promised",
            "state",
            "started_at",
            "paused_since",
            "resumes_at",
            "due_at",
            "done_at",
        ]
        read_only_fields = fields


class EstimateSerializer(serializers.ModelSerializer):
    made_by = serializers.CharField(source="made_by.name", read_only=True)
    basis = serializers.DictField(read_only=True)

    class Meta:
        model = Estimate
        fields = [
            *("id", "number", "state", "starts_on", "units", "p50_on", "p85_on", "cost_p50", "cost_p85"),
            *("currency", "cost_reason", "is_typed", "reason", "basis", "made_by", "made_at", "quoted_at"),
            *("answered_at", "answer"),
        ]
        read_only_fields = fields

    def to_representation(self, estimate: Estimate) -> dict[str, Any]:
        """What it costs is for those who may see money and for who asked; what it rests on, for the first alone."""
        told, user = super().to_representation(estimate), self.context["request"].user
        if user.has_perm(permissions.SEE_MONEY):
            return told
        told["basis"] = {name: kept for name, kept in told["basis"].items() if name != "programs"}
        if user.pk != estimate.request.requester_id:
            told |= {"cost_p50": None, "cost_p85": None, "cost_reason": "", "reason": ""}
        return told


class Sighted(serializers.Serializer):
    """Upon the version of the request that was read."""

    version = seen_version(required=False)


class WsjfBody(Sighted):
    user_value = serializers.ChoiceField(choices=FIBONACCI)
    time_criticality = serializers.ChoiceField(choices=FIBONACCI)
    risk_reduction = serializers.ChoiceField(choices=FIBONACCI)
    job_size = serializers.ChoiceField(choices=FIBONACCI)


class PriorityBody(Sighted):
    priority = serializers.ChoiceField(choices=Priority.choices)


class SnoozeBody(Sighted):
    """Until a day with its reason; `null` brings it back now."""

    until = DayField(allow_null=True)
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class EstimateBody(Sighted):
    """From records, or typed: then with both dates and what it rests on."""

    starts_on = DayField(required=False)
    p50_on = DayField(required=False)
    p85_on = DayField(required=False)
    cost_p50 = serializers.DecimalField(max_digits=13, decimal_places=2, required=False, allow_null=True)
    cost_p85 = serializers.DecimalField(max_digits=13, decimal_places=2, required=False, allow_null=True)
    currency = serializers.ChoiceField(choices=Currency.choices, required=False)
    reason = serializers.CharField(max_length=1000, required=False)

    def validate(self, attrs):
        typed = set(attrs) - {"starts_on", "version"}
        if typed and (missing := {"starts_on", "p50_on", "p85_on", "reason"} - set(attrs)):
            raise serializers.ValidationError(dict.fromkeys(missing, "A typed estimate needs this."))
        return attrs


class AnswerBody(serializers.Serializer):
    """Agreed, or what should be otherwise."""

    agrees = serializers.BooleanField()
    body = serializers.CharField(max_length=LONGEST_TEXT, required=False, default="", allow_blank=True)


class RankingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Ranking
        fields = ["method", "version"]
        read_only_fields = fields


class RankingBody(serializers.Serializer):
    method = serializers.ChoiceField(choices=RankMethod.choices)
    version = seen_version(required=False)


class CalendarSerializer(serializers.ModelSerializer):
    weekdays = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    holidays = serializers.ListField(child=serializers.DateField(), read_only=True)

    class Meta:
        model = BusinessCalendar
        fields = ["id", "name", "time_zone", "weekdays", "opens", "closes", "holidays", "version"]
        read_only_fields = fields


class CalendarBody(serializers.Serializer):
    name = serializers.CharField(max_length=80, validators=[one_line])
    time_zone = serializers.CharField(max_length=60)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), max_length=7)
    opens = serializers.TimeField()
    closes = serializers.TimeField()
    holidays = serializers.ListField(child=DayField(), max_length=MOST_HOLIDAYS, required=False, default=list)


class CalendarChangeBody(Revision, CalendarBody):
    holidays = serializers.ListField(child=DayField(), max_length=MOST_HOLIDAYS)
    is_moving_clocks = serializers.BooleanField()


class GoalSerializer(serializers.ModelSerializer):
    class Meta:
        model = SlaGoal
        fields = ["goal", "amount", "unit"]


class PolicySerializer(serializers.ModelSerializer):
    goals = GoalSerializer(many=True, read_only=True)
    pauses = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = SlaPolicy
        fields = [
            *("id", "name", "position", "kind", "priority", "calendar", "goals", "pauses", "is_active"),
            "version",
        ]
        read_only_fields = fields


class GoalBody(serializers.Serializer):
    goal = serializers.ChoiceField(choices=SlaGoalKind.choices)
    amount = serializers.IntegerField(min_value=1, max_value=MOST_AMOUNT)
    unit = serializers.ChoiceField(choices=WorkUnit.choices)


def once_each(goals: list[dict]) -> dict[str, tuple[int, str]]:
    """As the operation takes them."""
    found = {goal["goal"]: (goal["amount"], goal["unit"]) for goal in goals}
    if len(found) < len(goals):
        raise serializers.ValidationError("Each goal is promised once.")
    return found


class PolicyBody(serializers.Serializer):
    name = serializers.CharField(max_length=80, validators=[one_line])
    position = serializers.IntegerField(min_value=1, max_value=1_000)
    kind = serializers.ChoiceField(choices=RequestKind.choices, allow_blank=True, required=False)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_blank=True, required=False)
    calendar = serializers.PrimaryKeyRelatedField(queryset=BusinessCalendar.objects.all())
    goals = serializers.ListField(child=GoalBody(), max_length=len(SlaGoalKind))
    pauses = serializers.ListField(
        child=serializers.ChoiceField(choices=Rest.choices), max_length=len(Rest), required=False
    )
    is_active = serializers.BooleanField(required=False)

    def validate_goals(self, goals):
        return once_each(goals)


class PolicyChangeBody(Revision, PolicyBody):
    is_moving_clocks = serializers.BooleanField()


class FoundSerializer(serializers.Serializer):
    """An estimate with its interval, or why there is none."""

    label = serializers.CharField()
    value = serializers.FloatField(source="estimate.estimate", allow_null=True)
    low = serializers.FloatField(source="estimate.ci_low", allow_null=True)
    high = serializers.FloatField(source="estimate.ci_high", allow_null=True)
    hits = serializers.IntegerField(allow_null=True)
    n = serializers.IntegerField()
    reason = serializers.CharField(source="why")


class AgeLineSerializer(serializers.Serializer):
    kind = serializers.CharField()
    counts = serializers.ListField(child=serializers.IntegerField())


class AgeingSerializer(serializers.Serializer):
    """`counts` follow the order of `buckets`, which are days since a request was sent."""

    buckets = serializers.ListField(child=serializers.CharField())
    lines = AgeLineSerializer(many=True)
    oldest = serializers.CharField(source="oldest.number", default=None)
    outcomes = FoundSerializer(many=True)
    turnaround = FoundSerializer(many=True)
    attainment = FoundSerializer(many=True)
