"""An entry of the RAID log in JSON."""

from __future__ import annotations

from rest_framework import serializers

from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.api.bodies import seen_version
from dataops.web.api.fields import DayField
from programs.choices import Direction, RaidCategory, RaidKind, Treatment
from programs.models import Milestone, RaidItem
from programs.models.raid import LEAST, MOST


def score(**given) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=LEAST, max_value=MOST, allow_null=True, **given)


class RaidSerializer(serializers.ModelSerializer):
    owner = serializers.EmailField(source="owner.email")
    trend = serializers.CharField(allow_null=True)
    level = serializers.SerializerMethodField()

    class Meta:
        model = RaidItem
        fields = [
            "id", "kind", "statement", "category", "owner", "next_step", "review_on", "state", "raised_on",
            "closed_on", "closed_reason", "came_from", "likelihood", "impact", "level", "trend",
            "residual_likelihood", "residual_impact", "treatment", "accepted_until", "direction",
            "counterparty", "need_by", "milestone", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_level(self, item: RaidItem) -> str | None:
        return item.level.label if item.level else None


class RaidInProgramSerializer(RaidSerializer):
    program = serializers.CharField(source="program.code")

    class Meta(RaidSerializer.Meta):
        fields = ["program", *RaidSerializer.Meta.fields]
        read_only_fields = fields


class RaidChangeBody(serializers.Serializer):
    """What one may write about an entry; a field that its kind has not is refused."""

    version = seen_version()
    statement = serializers.CharField(max_length=200, validators=[one_line], required=False)
    category = serializers.ChoiceField(choices=RaidCategory.choices, required=False)
    owner = serializers.SlugRelatedField(slug_field="email", queryset=User.objects.none(), required=False)
    next_step = serializers.CharField(max_length=300, validators=[one_line], required=False, allow_blank=True)
    review_on = DayField(required=False, allow_null=True)
    residual_likelihood = score(required=False)
    residual_impact = score(required=False)
    treatment = serializers.ChoiceField(choices=Treatment.choices, required=False)
    accepted_until = DayField(required=False, allow_null=True)
    direction = serializers.ChoiceField(choices=Direction.choices, required=False)
    counterparty = serializers.CharField(max_length=120, validators=[one_line], required=False)
    need_by = DayField(required=False)
    milestone = serializers.PrimaryKeyRelatedField(
        queryset=Milestone.objects.none(), required=False, allow_null=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if program := self.context.get("program"):
            self.fields["owner"].queryset = program.people().active()
            self.fields["milestone"].queryset = program.milestones.open()


class RaidBody(RaidChangeBody):
    version = None
    kind = serializers.ChoiceField(choices=RaidKind.choices)
    likelihood = score(required=False)
    impact = score(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("statement", "category", "owner"):
            self.fields[name].required = True


class ReviewBody(serializers.Serializer):
    version = seen_version()
    likelihood = score(required=False)
    impact = score(required=False)
    next_step = serializers.CharField(max_length=300, validators=[one_line], allow_blank=True)
    review_on = DayField(allow_null=True)


class CloseBody(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class HappenedBody(serializers.Serializer):
    next_step = serializers.CharField(max_length=300, validators=[one_line])
