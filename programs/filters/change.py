from __future__ import annotations

import django_filters as filters

from dataops.accounts.models import User
from programs.choices import ChangeState
from programs.models import ChangeRequest


def requesters(request):
    seen = ChangeRequest.objects.visible_to(request.user)
    return User.objects.filter(pk__in=seen.values("requested_by")).order_by("name", "pk")


class ChangeFilter(filters.FilterSet):
    """The change requests of a program, narrowed."""

    state = filters.ChoiceFilter(choices=ChangeState.choices, label="State", empty_label="Any state")
    requested_by = filters.ModelChoiceFilter(queryset=requesters, label="Requested by", empty_label="Anybody")

    class Meta:
        model = ChangeRequest
        fields = ["state", "requested_by"]
