from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dataops.base.models import Stamped
from programs.choices import MilestoneState
from programs.models.program import Program


class MilestoneQuerySet(models.QuerySet):
    def open(self) -> MilestoneQuerySet:
        return self.filter(state=MilestoneState.PLANNED)

    def standing(self) -> MilestoneQuerySet:
        """Done or still to come: not dropped."""
        return self.exclude(state=MilestoneState.DROPPED)

    def overdue(self, *, on: date) -> MilestoneQuerySet:
        return self.open().filter(due_on__lt=on)

    def with_needs(self) -> MilestoneQuerySet:
        """With what each hangs on, for pages that draw or list them."""
        return self.prefetch_related("needs__needed")


class Milestone(Stamped):
    """A date the program committed to. The first promise stays beside the present one.

    One that names a gate is passed only when that is true.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="milestones")
    name = models.CharField(max_length=120)
    starts_on = models.DateField(null=True)
    baseline_on = models.DateField()
    due_on = models.DateField()
    units = models.PositiveIntegerField(null=True)
    gate = models.CharField(max_length=300, blank=True, db_default="")
    deliverable = models.CharField(max_length=200, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, choices=MilestoneState, default=MilestoneState.PLANNED)
    done_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=F("due_on")),
                name="milestone_starts_before_it_is_due",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def slip_days(self) -> int:
        """How many days the promise moved: positive is later."""
        return (self.due_on - self.baseline_on).days

    @property
    def is_open(self) -> bool:
        return self.state == MilestoneState.PLANNED

    @property
    def needed(self) -> list[Milestone]:
        """What it hangs on and was not dropped, in the order of their dates."""
        named = [need.needed for need in self.needs.all() if need.needed.state != MilestoneState.DROPPED]
        return sorted(named, key=lambda other: (other.due_on, other.pk))

    @property
    def too_early_for(self) -> list[Milestone]:
        """What it hangs on and is promised only after it."""
        return [other for other in self.needed if other.is_open and other.due_on > self.due_on]


class MilestoneNeed(Stamped):
    """One milestone cannot be reached before another of the same program."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="needs")
    needed = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone", "needed"], name="milestone_need_once"),
            models.CheckConstraint(condition=~Q(milestone=F("needed")), name="milestone_needs_another"),
        ]

    def __str__(self):
        return f"{self.milestone_id} after {self.needed_id}"


class MilestoneMove(Stamped):
    """A promise that was moved: who, when, why, from which day to which."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="moves")
    was_on = models.DateField()
    now_on = models.DateField()
    reason = models.CharField(max_length=1000)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    def __str__(self):
        return f"{self.was_on} to {self.now_on}"

    @property
    def days(self) -> int:
        return (self.now_on - self.was_on).days
