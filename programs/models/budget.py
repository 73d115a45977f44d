from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from dataops.base.models import Stamped
from programs.choices import BudgetCategory
from programs.models.estimate import Estimate
from programs.models.program import Program


class BudgetLine(Stamped):
    """Money set aside: so many units of one kind of work at one price."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="budget_lines")
    category = models.CharField(max_length=10, choices=BudgetCategory)
    note = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField()
    unit_cost = models.DecimalField(max_digits=12, decimal_places=4)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    estimate = models.ForeignKey(
        Estimate,
        null=True,
        on_delete=models.PROTECT,
        related_name="budget_lines",
        help_text="The quote it was set aside by.",
    )
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="budget_line_ends_after_start",
            )
        ]

    def __str__(self):
        return f"{self.get_category_display()} of {self.program_id}"

    @property
    def trail_name(self) -> str:
        return self.get_category_display()

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_cost


class BudgetTolerance(Stamped):
    """How far over its budget a program may end before it is amber, and before it is red; as shares of the budget."""

    program = models.OneToOneField(Program, on_delete=models.PROTECT, related_name="budget_tolerance")
    amber = models.DecimalField(max_digits=5, decimal_places=4)
    red = models.DecimalField(max_digits=5, decimal_places=4)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amber__gte=0) & Q(red__gte=F("amber")), name="red_is_beyond_amber"
            )
        ]

    def __str__(self):
        return f"tolerance of {self.program_id}"
