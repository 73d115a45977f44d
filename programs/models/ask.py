from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.choices import AskState, Dimension
from programs.models.program import Program


class AskQuerySet(models.QuerySet):
    def visible_to(self, user) -> AskQuerySet:
        return self.filter(program__in=Program.objects.visible_to(user))

    def open(self) -> AskQuerySet:
        return self.filter(state=AskState.OPEN)


class Ask(Stamped):
    """Something a program needs from somebody by a day; it stays in the weekly report until it is answered."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="asks")
    what = models.CharField(max_length=200)
    recommendation = models.CharField(max_length=300, blank=True)
    dimension = models.CharField(max_length=10, choices=Dimension, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="asks")
    needed_by = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    state = models.CharField(max_length=10, choices=AskState, default=AskState.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = AskQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "state"], name="ask_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AskState.OPEN) | ~Q(answer="") & Q(closed_on__isnull=False),
                name="ask_closed_with_an_answer",
            )
        ]

    def __str__(self):
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state == AskState.OPEN
