from __future__ import annotations

from decimal import Decimal

from django.db import models

from dataops.base.models import Stamped
from dataops.web.templatetags.formats import coefficient, share
from programs.choices import Metric, Operator
from programs.models.request import DataRequest


class Criterion(Stamped):
    """By what a requester will accept: a measure, how it has to lie, and on how many items it has to be known."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="criteria")
    metric = models.CharField(max_length=20)  # a measure may be given up while requests still name it
    operator = models.CharField(max_length=10, choices=Operator)
    threshold = models.DecimalField(max_digits=12, decimal_places=4)
    sample_size = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = "criterion"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "metric"], name="criterion_once_a_metric"),
        ]

    def __str__(self):
        return f"{self.label} {self.get_operator_display().lower()} {self.written}{self.on_items}"

    @property
    def is_measured(self) -> bool:
        """Whether anybody still reckons this measure."""
        return self.metric in Metric.values

    @property
    def label(self) -> str:
        return (
            Metric(self.metric).label if self.is_measured else f"“{self.metric}”, which is measured no longer"
        )

    @property
    def written(self) -> str:
        """As every page writes a figure of that measure; an amount is in the money of the program to come."""
        if self.metric == Metric.AGREEMENT:
            return coefficient(float(self.threshold))
        if self.is_measured and self.metric != Metric.UNIT_COST:
            return share(float(self.threshold), 1)
        return f"{Decimal(self.threshold).normalize():f}"

    @property
    def on_items(self) -> str:
        return f", on {self.sample_size:,} items or more" if self.sample_size else ""
