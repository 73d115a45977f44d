from __future__ import annotations

from decimal import Decimal

from django.db import models

from dataops.base.models import Stamped
from programs.choices import BudgetCategory
from programs.models.program import Program


class BudgetLine(Stamped):
    """Money set aside: so many units of one kind of work at one price."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="budget_lines")
    category = models.CharField(max_length=10, choices=BudgetCategory)
    note = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField()
    unit_cost = models.DecimalField(max_digits=12, decimal_places=4)
    version = models.PositiveIntegerField(default=1, db_default=1)

    def __str__(self):
        return f"{self.get_category_display()} of {self.program_id}"

    @property
    def trail_name(self) -> str:
        return self.get_category_display()

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_cost
