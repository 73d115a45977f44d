from __future__ import annotations

import django_filters as filters

from dataops.accounts.models import User
from programs.choices import ChangeState
from programs.models import ChangeRequest


class ChangeFilter(filters.FilterSet):
    """The change requests of a program, narrowed; of people only those who asked for one of them."""

    state = filters.ChoiceFilter(choices=ChangeState.choices, label="State", empty_label="Any state")
    requested_by = filters.ModelChoiceFilter(
        queryset=User.objects.none(), label="Requested by", empty_label="Anybody"
    )

    class Meta:
        model = ChangeRequest
        fields = ["state", "requested_by"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.queryset.order_by().values("requested_by")
        self.filters["requested_by"].queryset = User.objects.filter(pk__in=asked).order_by("name", "pk")
