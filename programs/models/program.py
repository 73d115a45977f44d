from __future__ import annotations

from django.conf import settings
from django.db import models
from guardian.shortcuts import get_objects_for_user, get_users_with_perms

from dataops.accounts.models import User
from dataops.accounts.models.user import UserQuerySet
from dataops.base.models import Stamped
from dataops.base.walls import rows_where
from programs import permissions
from programs.choices import LOWER_IS_BETTER, Metric, ProgramState
from programs.models.portfolio import Portfolio


class ProgramQuerySet(models.QuerySet):
    def visible_to(self, user) -> ProgramQuerySet:
        """All of them for roles that see programs, those that name the person for others.

        A vendor's people see the programs they hold a work order for; the portal role of
        the database says the same.
        """
        if user.vendor_id is not None:
            return self.filter(work_orders__vendor_id=user.vendor_id).distinct()
        return self.granting(user, permissions.SEE_PROGRAMS)

    def granting(self, user, permission: str) -> ProgramQuerySet:
        """Those on which the person has this right: all by their role, or each by its own grant."""
        if user.has_perm(permission):
            return self
        return get_objects_for_user(user, permission, self, accept_global_perms=False)

    def changeable_by(self, user) -> ProgramQuerySet:
        return self.granting(user, permissions.CHANGE_PROGRAM)

    def managed_by(self, user) -> ProgramQuerySet:
        return self.filter(manager=user)

    def running(self) -> ProgramQuerySet:
        return self.filter(state__in=[ProgramState.PLANNED, ProgramState.ACTIVE, ProgramState.PAUSED])


class Program(Stamped):
    """One effort to deliver data to a model: scope, dates, targets and money in one place."""

    hidden_in_trail = ("sponsor",)  # often the name of who asked

    portal = rows_where("{works_for}")
    portal_plugs = {"programs": "exists (select from programs_program p where p.id = audit_event.program_id)"}

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    goal = models.TextField()
    scope_in = models.TextField(blank=True)
    scope_out = models.TextField(blank=True)
    portfolio = models.ForeignKey(Portfolio, null=True, on_delete=models.PROTECT, related_name="programs")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="programs")
    sponsor = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    units_planned = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="USD")
    state = models.CharField(max_length=10, choices=ProgramState, default=ProgramState.PLANNED)
    version = models.PositiveIntegerField(default=1, db_default=1)

    # when its week ends and its report is due, and how far off is still on track
    time_zone = models.CharField(max_length=40, default="UTC", db_default="UTC")
    report_due_hours = models.PositiveSmallIntegerField(
        default=12, db_default=12, help_text="Hours after the week has ended: 12 is Monday noon."
    )
    tolerance_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    tolerance_scope = models.DecimalField(max_digits=5, decimal_places=4, default="0.10", db_default="0.10")
    tolerance_risk = models.PositiveSmallIntegerField(default=9, db_default=9)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        permissions = permissions.ON_PROGRAM
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("starts_on")), name="program_ends_after_start"
            )
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def people(self) -> UserQuerySet:
        """Its manager and everybody who was admitted: who can be asked to do something."""
        admitted = get_users_with_perms(self, only_with_perms_in=["view_program"], with_group_users=False)
        concerned = models.Q(pk=self.manager_id) | models.Q(pk__in=admitted.values("pk"))
        return User.objects.filter(concerned).order_by("name", "pk")


class Target(Stamped):
    """What the program promises on one measure, and how far off is still amber."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="targets")
    metric = models.CharField(max_length=20, choices=Metric)
    value = models.DecimalField(max_digits=12, decimal_places=4)
    tolerance = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "metric"], name="target_once_per_metric")]

    def __str__(self):
        return f"{self.get_metric_display()} of {self.program_id}"

    @property
    def trail_name(self) -> str:
        return self.get_metric_display()

    @property
    def is_higher_better(self) -> bool:
        return self.metric not in LOWER_IS_BETTER
