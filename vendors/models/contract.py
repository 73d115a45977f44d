from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, Value

from dataops.base.models import Stamped
from dataops.base.walls import own_rows
from vendors.choices import Unit
from vendors.models.vendor import Vendor


class ContractQuerySet(models.QuerySet):
    def visible_to(self, user) -> ContractQuerySet:
        return self.filter(vendor__in=Vendor.objects.visible_to(user))

    def in_force(self, *, on: date) -> ContractQuerySet:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def ending_within(self, *, on: date, until: date) -> ContractQuerySet:
        """Contracts that run out with nothing to follow them."""
        return self.filter(ends_on__range=(on, until)).exclude(Exists(_followers()))


def _followers() -> QuerySet[Contract]:
    """Contracts of the same vendor that go on from where one ends, with a price to order at."""
    day_after = ExpressionWrapper(
        OuterRef("ends_on") + Value(timedelta(days=1)), output_field=models.DateTimeField()
    )
    return Contract.objects.filter(
        vendor=OuterRef("vendor"),
        starts_on__lte=day_after,
        ends_on__gt=OuterRef("ends_on"),
        rate_lines__valid_to__gt=OuterRef("ends_on"),
    )


class Contract(Stamped):
    """What a vendor and we agreed: from when to when, in which money, up to how much."""

    portal = own_rows()

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    notice_days = models.PositiveSmallIntegerField(default=30)
    currency = models.CharField(max_length=3, default="USD")
    cap = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "number"], name="contract_number_once_per_vendor"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"
            ),
        ]

    def __str__(self):
        return self.number


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class RateLineQuerySet(models.QuerySet):
    def visible_to(self, user) -> RateLineQuerySet:
        return self.filter(vendor__in=Vendor.objects.visible_to(user))


class RateLine(Stamped):
    """The price of one unit of one kind of work while it is valid; two may not hold at once."""

    portal = own_rows()

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="rate_lines")
    task_type = models.CharField(max_length=60)
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.JUDGEMENT)
    price = models.DecimalField(max_digits=10, decimal_places=4)
    valid_from = models.DateField()
    valid_to = models.DateField()

    objects = RateLineQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_rate_at_a_time",
                expressions=[
                    ("contract_id", RangeOperators.EQUAL),
                    ("task_type", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self):
        return f"{self.task_type} at {self.price}"
