from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.choices import BudgetCategory, CostSource
from programs.models.program import Program


class CostEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> CostEntryQuerySet:
        return self.filter(program__in=Program.objects.visible_to(user))

    def with_reversal(self) -> CostEntryQuerySet:
        return self.select_related("reverses", "entered_by", "reversal")


class CostEntry(models.Model):
    """What was paid besides the work of vendors: tools, compute, storage. Never changed; a mistake is reversed."""

    append_only = True

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="costs")
    category = models.CharField(max_length=10, choices=BudgetCategory)
    spent_on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=4)
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=CostSource)
    external_id = models.CharField(max_length=80, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversal")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = CostEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "source", "external_id"],
                condition=~Q(external_id=""),
                name="cost_once_by_its_number",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="cost_reversal_is_negative",
            ),
        ]
        indexes = [models.Index(fields=["program", "spent_on"], name="cost_by_program")]

    def __str__(self):
        return f"{self.get_category_display()}, {self.amount:,.2f} {self.currency}"
