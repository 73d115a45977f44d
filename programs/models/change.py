from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from dataops.base.models import Stamped
from programs.choices import ChangeState
from programs.models.budget import BudgetLine
from programs.models.milestone import Milestone
from programs.models.program import Program

LONGEST_REASON = 500


class ChangeRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> ChangeRequestQuerySet:
        return self.filter(program__in=Program.objects.visible_to(user))

    def waiting(self) -> ChangeRequestQuerySet:
        return self.filter(state=ChangeState.WAITING)

    def newest_first(self) -> ChangeRequestQuerySet:
        """What waits first, oldest on top; then what was decided, newest on top."""
        is_waiting = Case(When(state=ChangeState.WAITING, then=Value(0)), default=Value(1))
        return self.annotate(place=is_waiting).order_by(
            "place", F("decided_at").desc(nulls_first=True), "number"
        )


class ChangeRequest(Stamped):
    """What somebody wants otherwise in a program; what is not named stays as it is.

    Decided by somebody else, with the effect before their eyes; that effect is kept.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=120)
    reason = models.CharField(max_length=LONGEST_REASON)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField()
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.WAITING)

    # what would be otherwise
    due_on = models.DateField(null=True)
    units_planned = models.PositiveIntegerField(null=True)
    scope_in = models.TextField(null=True)
    scope_out = models.TextField(null=True)
    budget_line = models.ForeignKey(BudgetLine, null=True, on_delete=models.PROTECT, related_name="changes")
    quantity = models.PositiveIntegerField(null=True)
    unit_cost = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    is_on_top = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Its units and scope come on top of what the program says by then.",
    )

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    effect = models.JSONField(null=True, help_text="As it was shown to who decided.")
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "change request"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ChangeState.WAITING, ChangeState.WITHDRAWN])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by")),
                name="change_is_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(budget_line__isnull=True, quantity__isnull=True, unit_cost__isnull=True)
                | Q(budget_line__isnull=False, quantity__isnull=False, unit_cost__isnull=False),
                name="change_of_money_names_line_units_and_price",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"CR-{self.number:03}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ChangeState.WAITING

    @property
    def kind(self) -> str:
        """The shape beside its state."""
        return {ChangeState.WAITING: "warn", ChangeState.APPROVED: "done"}.get(
            ChangeState(self.state), "idle"
        )

    @property
    def seen(self) -> int:
        """The versions of everything its effect hangs on, added up: each of them only ever rises."""
        parts = [self.program, self.budget_line, *(move.milestone for move in self.moves.all())]
        return self.version + sum(part.version for part in parts if part is not None)

    @property
    def new_days(self) -> dict[int, date]:
        """By milestone, the day on which it is asked to stand."""
        return {move.milestone_id: move.due_on for move in self.moves.all()}


class ChangeMove(Stamped):
    """One of the milestones that a change request would move, and its new day."""

    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="moves")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="wished_moves")
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "milestone_id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "milestone"], name="change_moves_a_milestone_once")
        ]

    def __str__(self):
        return f"{self.milestone} to {self.due_on}"
