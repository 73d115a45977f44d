from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from dataops.work import targets
from dataops.work.choices import ActionState
from dataops.work.models.targeted import Targeted

PERSON = settings.AUTH_USER_MODEL


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> ActionItemQuerySet:
        """One's own, those one gave, and those of the programs and vendors one sees; a vendor's people see none."""
        if user.vendor_id is not None:
            return self.none()
        mine = Q(owner=user) | Q(given_by=user)
        for column, seen in targets.anchors_of(user).items():
            mine |= Q(**{f"{column}__in": seen})
        return self.filter(mine)

    def open(self) -> ActionItemQuerySet:
        return self.filter(state=ActionState.OPEN)

    def overdue(self, *, on: date) -> ActionItemQuerySet:
        return self.open().filter(due_on__lt=on)


class ActionItem(Stamped, Targeted):
    """Something one person has to do by a day, about a thing that has a page."""

    hidden_in_trail = ("note",)

    title = models.CharField(max_length=200)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="action_items")
    given_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    source = models.CharField(max_length=40, help_text="Where it comes from, in a word people read.")
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.OPEN)
    note = models.TextField(blank=True, help_text="How it was done, or why it was waived.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    program_id = models.BigIntegerField(null=True)
    vendor_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = "action item"
        indexes = [
            models.Index(fields=["owner", "state", "due_on"], name="action_of_owner"),
            models.Index(fields=["program_id"], name="action_of_program"),
            models.Index(fields=["target_type", "target_id"], name="action_of_target"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ActionState.OPEN, closed_at=None)
                | ~Q(state=ActionState.OPEN) & Q(closed_at__isnull=False),
                name="action_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=ActionState.WAIVED) | ~Q(note=""), name="action_waived_with_a_reason"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN
