from __future__ import annotations

import django_filters as filters

from programs.choices import BudgetCategory, CostSource
from programs.models import CostEntry


class CostFilter(filters.FilterSet):
    category = filters.ChoiceFilter(choices=BudgetCategory.choices, label="For", empty_label="Anything")
    source = filters.ChoiceFilter(choices=CostSource.choices, label="How it came", empty_label="Any way")

    class Meta:
        model = CostEntry
        fields = ["category", "source"]
