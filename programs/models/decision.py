from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from dataops.base.models import Stamped
from programs.choices import DecisionState
from programs.models.program import Program


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user) -> DecisionQuerySet:
        return self.filter(program__in=Program.objects.visible_to(user))

    def proposed(self) -> DecisionQuerySet:
        return self.filter(state=DecisionState.PROPOSED)

    def decided(self) -> DecisionQuerySet:
        return self.filter(state=DecisionState.DECIDED)

    def newest_first(self) -> DecisionQuerySet:
        """What is still open first, by the day it is needed; then what was decided, newest first."""
        is_open = Case(When(state=DecisionState.PROPOSED, then=Value(0)), default=Value(1))
        return self.annotate(place=is_open).order_by("place", "-decided_on", "needed_by", "pk")


class Decision(Stamped):
    """A question, what could be chosen, what was, and why; a later one can take its place."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="decisions")
    question = models.CharField(max_length=200)
    options = models.TextField(help_text="One a line.")
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    needed_by = models.DateField(null=True)
    is_reversible = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PROPOSED)
    choice = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_on = models.DateField(null=True)
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["decider", "state"], name="decision_of_decider")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DecisionState.PROPOSED)
                | ~Q(choice="") & ~Q(reason="") & Q(decided_on__isnull=False),
                name="decided_with_choice_and_reason",
            )
        ]

    def __str__(self):
        return self.question

    @property
    def is_open(self) -> bool:
        return self.state == DecisionState.PROPOSED

    @property
    def option_list(self) -> list[str]:
        return self.options.splitlines()

    @property
    def kind(self) -> str:
        """The shape beside its state."""
        return {DecisionState.PROPOSED: "warn", DecisionState.DECIDED: "done"}.get(
            DecisionState(self.state), "idle"
        )
