"""What the past of a program does not know: days on which nobody works, people who join or leave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.base.walls import rows_where
from programs.models.program import Program


class DayOffQuerySet(models.QuerySet):
    def visible_to(self, user) -> DayOffQuerySet:
        """To a vendor's people those of everybody and their own; never another house's."""
        seen = self.filter(program__in=Program.objects.visible_to(user))
        return seen if user.vendor_id is None else seen.filter(Q(house=None) | Q(house_id=user.vendor_id))


class DayOff(Stamped):
    """A day on which nothing is accepted: for everybody in the program, or for one house of its vendors."""

    portal = rows_where(
        "(house_id is null or house_id = {vendor})"
        " and exists (select from programs_program p where p.id = program_id)"
    )

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="days_off")
    house = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="days_off"
    )
    on = models.DateField()
    name = models.CharField(max_length=80)

    objects = DayOffQuerySet.as_manager()

    class Meta:
        verbose_name = "day off"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "house", "on"], nulls_distinct=False, name="day_off_once"
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.on}"


class CrewChange(Stamped):
    """So many people more or fewer from a day on; who joins is at full pace after some weeks."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="crew_changes")
    from_on = models.DateField()
    people_before = models.PositiveIntegerField()
    people_added = models.IntegerField(help_text="Negative when people leave.")
    ramp_weeks = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "from_on"], name="crew_change_once_a_day"),
            models.CheckConstraint(condition=Q(people_before__gt=0), name="crew_change_of_somebody"),
            models.CheckConstraint(
                condition=~Q(people_added=0) & Q(people_added__gte=-models.F("people_before")),
                name="crew_change_leaves_none_below_zero",
            ),
        ]

    def __str__(self):
        return f"{self.people_added:+} people on {self.from_on}"
