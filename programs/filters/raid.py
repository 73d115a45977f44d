from __future__ import annotations

import django_filters as filters

from dataops.accounts.models import User
from programs.choices import RaidKind, RaidState
from programs.models import Program, RaidItem
from programs.models.raid import LEAST, MOST

SCALE = [(str(step), str(step)) for step in range(LEAST, MOST + 1)]


def owners(request):
    seen = RaidItem.objects.visible_to(request.user)
    return User.objects.filter(pk__in=seen.values("owner")).order_by("name", "pk")


def programs(request):
    return Program.objects.visible_to(request.user).order_by("code")


class RaidFilter(filters.FilterSet):
    """The RAID log of a program, narrowed."""

    kind = filters.ChoiceFilter(choices=RaidKind.choices, label="Type", empty_label="Any type")
    state = filters.ChoiceFilter(choices=RaidState.choices, label="State", empty_label="Open and closed")
    owner = filters.ModelChoiceFilter(queryset=owners, label="Owner", empty_label="Anybody")
    likelihood = filters.ChoiceFilter(choices=SCALE, label="Likelihood", empty_label="Any")
    impact = filters.ChoiceFilter(choices=SCALE, label="Impact", empty_label="Any")

    class Meta:
        model = RaidItem
        fields = ["kind", "state", "owner", "likelihood", "impact"]


class RaidOfProgramsFilter(RaidFilter):
    """The RAID logs of all programs that one sees."""

    program = filters.ModelChoiceFilter(
        queryset=programs, to_field_name="code", label="Program", empty_label="All programs"
    )

    class Meta(RaidFilter.Meta):
        fields = ["program", *RaidFilter.Meta.fields]
