"""Who has a say in a program, and who does what in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.choices import Part
from programs.models.program import Program


class Stakeholder(Stamped):
    """A person, a team or a vendor that a program concerns, and what they want of it."""

    hidden_in_trail = ("name",)

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="stakeholders")
    name = models.CharField(max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="stakes"
    )
    interest = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="stakeholder_named_once")]

    def __str__(self):
        return self.name

    @property
    def trail_name(self) -> str:
        return f"stakeholder {self.pk}"


class Activity(Stamped):
    """Something that is done in a program, with exactly one who answers for it."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="activities")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="activity_named_once")]
        verbose_name_plural = "activities"

    def __str__(self):
        return self.name

    @property
    def part_of(self) -> dict[int, Part]:
        """Stakeholder → what they are in it."""
        return {part.stakeholder_id: Part(part.part) for part in self.parts.all()}

    @property
    def accountable(self) -> Stakeholder:
        return next(part.stakeholder for part in self.parts.all() if part.part == Part.ACCOUNTABLE)


class Involvement(Stamped):
    """What one stakeholder is in one activity."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="parts")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=11, choices=Part)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "stakeholder"], name="one_part_in_an_activity"),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(part=Part.ACCOUNTABLE), name="one_accountable_per_activity"
            ),
        ]

    def __str__(self):
        return self.get_part_display()
