"""Forms that a program fills in: a QA plan, an escalation path, a checklist for the release."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.models.program import Program
from programs.models.template import ProgramTemplate

LONGEST_QUESTION, MOST_QUESTIONS = 200, 20


class TemplateForm(Stamped):
    """A form that every program of one sort is given."""

    template = models.ForeignKey(ProgramTemplate, on_delete=models.PROTECT, related_name="forms")
    name = models.CharField(max_length=120)
    questions = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["template", "name"], name="template_form_named_once")]

    def __str__(self):
        return self.name


class ProgramForm(Stamped):
    """A form of one program: its questions, and an answer to each, empty until it is given."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="forms")
    name = models.CharField(max_length=120)
    questions = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    filled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], name="program_form_named_once"),
            models.CheckConstraint(
                condition=Q(filled_by__isnull=True) | Q(filled_at__isnull=False),
                name="program_form_filled_on_a_day",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.questions, self.answers, strict=True))

    @property
    def answered(self) -> int:
        return sum(1 for answer in self.answers if answer)

    @property
    def is_complete(self) -> bool:
        return self.answered == len(self.questions)
