from __future__ import annotations

from datetime import date

from django.db import models

from dataops.base.models import Stamped
from programs.choices import MilestoneState
from programs.models.program import Program


class MilestoneQuerySet(models.QuerySet):
    def open(self) -> MilestoneQuerySet:
        return self.filter(state=MilestoneState.PLANNED)

    def overdue(self, *, on: date) -> MilestoneQuerySet:
        return self.open().filter(due_on__lt=on)


class Milestone(Stamped):
    """A date the program committed to. The first promise stays beside the present one."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="milestones")
    name = models.CharField(max_length=120)
    baseline_on = models.DateField()
    due_on = models.DateField()
    units = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=MilestoneState, default=MilestoneState.PLANNED)
    done_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = MilestoneQuerySet.as_manager()

    def __str__(self):
        return self.name

    @property
    def slip_days(self) -> int:
        """How many days the promise moved: positive is later."""
        return (self.due_on - self.baseline_on).days
