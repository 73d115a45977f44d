"""What each type of request asks, kept by an administrator; a request that was sent keeps what it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.choices import QuestionKind, RequestKind

EMPTY = (None, "", [], {})
LONGEST_HINT = 200
# Triage cannot decide without these, whatever an administrator leaves out.
ALWAYS = ("title", "kind", "purpose", "needed_by")


@dataclass(frozen=True)
class Question:
    """A question of one company's own, as it is asked."""

    key: str
    label: str
    hint: str
    kind: str
    options: tuple[str, ...]
    is_required: bool


@dataclass(frozen=True)
class Asking:
    """What one request is asked: which of the known answers it needs or may leave away, and which others."""

    name: str
    required: tuple[str, ...]
    not_asked: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

    def asks(self, name: str) -> bool:
        return name not in self.not_asked

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Asking:
        questions = tuple(
            Question(**asked | {"options": tuple(asked["options"])}) for asked in kept["questions"]
        )
        required, not_asked = tuple(kept["required"]), tuple(kept["not_asked"])
        return cls(kept["name"], required, not_asked, kept["hints"], questions)


class RequestTypeQuerySet(models.QuerySet):
    def offered(self) -> RequestTypeQuerySet:
        return self.filter(is_offered=True)

    def in_order(self) -> RequestTypeQuerySet:
        return self.prefetch_related("questions").order_by("place", "pk")

    def names(self) -> dict[str, str]:
        """What people read for each kind."""
        return dict(self.order_by("place", "pk").values_list("kind", "name"))


class RequestType(Stamped):
    """One type of request: what it is for and what it asks. Requests that were sent do not change with it."""

    kind = models.CharField(max_length=20, choices=RequestKind, unique=True)
    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=300, blank=True)
    required = models.JSONField(default=list)
    not_asked = models.JSONField(default=list)
    hints = models.JSONField(default=dict)
    place = models.PositiveSmallIntegerField(default=1)
    is_offered = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = RequestTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "request type"

    def __str__(self):
        return self.name

    @property
    def asking(self) -> Asking:
        questions = tuple(question.as_asked for question in self.questions.all())
        return Asking(self.name, in_full(self.required), tuple(self.not_asked), self.hints, questions)


class RequestQuestion(Stamped):
    """A question that this company adds to one type of request."""

    type = models.ForeignKey(RequestType, on_delete=models.CASCADE, related_name="questions")
    label = models.CharField(max_length=120)
    hint = models.CharField(max_length=LONGEST_HINT, blank=True)
    kind = models.CharField(max_length=10, choices=QuestionKind)
    options = models.JSONField(default=list)
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["type", "label"], name="request_question_once_a_type"),
            models.CheckConstraint(
                condition=Q(kind=QuestionKind.CHOICE) | Q(options=[]), name="request_options_are_of_a_choice"
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def as_asked(self) -> Question:
        options = tuple(self.options)
        return Question(str(self.pk), self.label, self.hint, self.kind, options, self.is_required)


def in_full(required: Iterable[str]) -> tuple[str, ...]:
    """With what every request needs."""
    return tuple(dict.fromkeys([*ALWAYS, *required]))
