from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now, TruncDate

from dataops.base.models import Stamped
from dataops.base.sight import sight_of
from programs import permissions
from programs.choices import Modality, Priority, RankMethod, RequestKind, RequestState, Sensitivity, Split
from programs.models.program import Program
from programs.models.request_carried import order_of, project_of
from programs.models.request_type import EMPTY, Asking, RequestType
from programs.models.request_words import gain_of, plan_of

# What each step of the form asks; the last step reads it all once more and sends it.
ASKED: dict[int, tuple[str, ...]] = {
    1: (
        *("title", "kind", "team", "purpose", "model_name", "model_slice"),
        *("metric_name", "metric_now", "metric_wanted", "metric_said"),
    ),
    2: ("about", "modality", "source", "sensitivity"),
    3: ("question", "classes", "smallest_class"),
    4: ("volume", "judgements_per_item", "split", "agreement_wanted", "accuracy_wanted"),
    5: ("needed_by", "access_until", "cost_of_delay", "extra"),
}
LAST_STEP = 6
# What is needed while nobody has said which type of request it is.
REQUIRED = (
    *("title", "kind", "purpose", "modality", "source", "sensitivity", "question", "classes"),
    *("volume", "judgements_per_item", "split", "needed_by"),
)
ANSWERS = tuple(name for names in ASKED.values() for name in names)
NOT_YET = Asking("", REQUIRED, not_asked=("about", "access_until"))
LONGEST_TEXT, MOST_METRIC = 4_000, 1_000_000_000
RICE = ("reach", "impact", "confidence", "effort_weeks")
WSJF = ("user_value", "time_criticality", "risk_reduction", "job_size")
WORTH = (*RICE, *WSJF)
SCORE = {RankMethod.RICE: "score", RankMethod.WSJF: "wsjf"}
FIBONACCI = (1, 2, 3, 5, 8, 13, 20)
MOST_CLASSES, LONGEST_CLASS = 200, 80
OPEN = (RequestState.SUBMITTED, RequestState.NEEDS_INFORMATION, RequestState.ESTIMATED)
JUDGED = {
    True: "Who asked accepted what came: it is closed.",
    False: "Who asked rejected what came: the corrective request goes on.",
}
NEXT = {
    RequestState.DRAFT: "You finish the questions and send it.",
    RequestState.SUBMITTED: "Triage scores it and decides.",
    RequestState.NEEDS_INFORMATION: "You answer what triage asked; until then it rests.",
    RequestState.ESTIMATED: "You agree to the estimate, or ask for another.",
    RequestState.ACCEPTED: "The work goes on in its program.",
    RequestState.DECLINED: "Nothing more happens; the reason stands on the request.",
    RequestState.DUPLICATE: "The other request is followed instead.",
}


def between(low: float, high: float) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


@dataclass(frozen=True)
class Bucket:
    """So many whole days since a request was sent, both ends in; no `last` is for ever."""

    first: int
    last: int | None

    @property
    def label(self) -> str:
        return f"{self.first} to {self.last} days" if self.last is not None else f"{self.first} days or more"


BUCKETS = {
    "0-2": Bucket(0, 2),
    "3-7": Bucket(3, 7),
    "8-14": Bucket(8, 14),
    "15-30": Bucket(15, 30),
    "31-": Bucket(31, None),
}
# The database's own clock: what waits is read in many places, and none of them should have to know about snoozing.
_IS_AWAKE = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=TruncDate(Now(), tzinfo=UTC))


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, user) -> DataRequestQuerySet:
        """One's own, and what one's own is a duplicate of; more for those who triage or see programs.

        Triage sees everything that was sent. Who sees programs sees what became one.
        """
        if user.vendor_id is not None:
            return self.none()
        seen = Q(requester=user) | Q(pk__in=self.model.objects.filter(requester=user).values("duplicate_of"))
        if user.has_perm(permissions.TRIAGE_REQUESTS):
            seen |= ~Q(state=RequestState.DRAFT)
        elif user.has_perm(permissions.SEE_PROGRAMS):
            seen |= Q(state=RequestState.ACCEPTED)
        return self.filter(seen)

    def asked_by(self, user) -> DataRequestQuerySet:
        return self.filter(requester=user)

    def drafts(self) -> DataRequestQuerySet:
        return self.filter(state=RequestState.DRAFT)

    def matching(self, text: str) -> DataRequestQuerySet:
        return self.filter(Q(number__icontains=text) | Q(title__icontains=text) | Q(purpose__icontains=text))

    def undecided(self) -> DataRequestQuerySet:
        """What is triage's turn: sent and not asked about, or estimated and agreed to; snoozed or not."""
        agreed = Q(state=RequestState.ESTIMATED, agreed_at__isnull=False)
        return self.filter(Q(state=RequestState.SUBMITTED) | agreed)

    def waiting_for_triage(self) -> DataRequestQuerySet:
        """What is in the queue; a snooze that is over counts no longer, whether or not anybody wrote that down."""
        return self.undecided().filter(_IS_AWAKE)

    def snoozed(self) -> DataRequestQuerySet:
        return self.undecided().exclude(_IS_AWAKE)

    def waiting_for_requester(self) -> DataRequestQuerySet:
        return self.filter(state=RequestState.NEEDS_INFORMATION)

    def sent_within(self, bucket: Bucket, *, at: datetime) -> DataRequestQuerySet:
        """Sent so many days before `at`."""
        found = self.filter(submitted_at__lte=at - timedelta(days=bucket.first))
        if bucket.last is None:
            return found
        return found.filter(submitted_at__gt=at - timedelta(days=bucket.last + 1))

    def ranked(self, method: str = RankMethod.RICE) -> DataRequestQuerySet:
        """Everything with its `place` among what waits: by the house's score, or where triage put it by hand."""
        places = Value(
            places_of(self.model.objects.waiting_for_triage(), method), ArrayField(models.BigIntegerField())
        )
        place = Func(places, F("pk"), function="array_position", output_field=models.IntegerField())
        return self.annotate(place=place)

    def usual_answer(self, *, of_last: int = 50) -> tuple[timedelta | None, int]:
        """The median time from sending to a decision, and of how many decisions it is one."""
        decided = self.filter(decided_at__isnull=False, submitted_at__isnull=False).order_by("-decided_at")
        waits = [end - start for start, end in decided.values_list("submitted_at", "decided_at")[:of_last]]
        return (median(waits) if waits else None), len(waits)


def places_of(waiting: models.QuerySet, method: str = RankMethod.RICE) -> list[int]:
    """Keys in the order of triage. Most worth first, without a score by the house's method last; a place given by
    hand is kept.

    Scores by two methods cannot be compared, so one by the other method gives no place.
    """
    worth = SCORE[RankMethod(method)]
    by_worth = waiting.order_by(F(worth).desc(nulls_last=True), "submitted_at", "pk")
    rows = list(by_worth.values_list("pk", "rank_override"))
    order = [pk for pk, override in rows if override is None]
    for override, pk in sorted((override, pk) for pk, override in rows if override is not None):
        order.insert(override - 1, pk)
    return order


class DataRequest(Stamped):
    """What an ML team asks for, in the words that the rest of the chain will carry."""

    number = models.CharField(max_length=20, unique=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.DRAFT)
    step = models.PositiveSmallIntegerField(default=1)

    # what for
    title = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=RequestKind, blank=True)
    team = models.CharField(max_length=120, blank=True)
    purpose = models.TextField(blank=True, max_length=LONGEST_TEXT)
    model_name = models.CharField(max_length=120, blank=True)
    model_slice = models.CharField(max_length=200, blank=True)
    metric_name = models.CharField(max_length=80, blank=True)
    metric_now = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True, validators=between(-MOST_METRIC, MOST_METRIC)
    )
    metric_wanted = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True, validators=between(-MOST_METRIC, MOST_METRIC)
    )
    metric_said = models.CharField(max_length=200, blank=True)
    # which data
    about = models.CharField(max_length=200, blank=True)
    modality = models.CharField(max_length=10, choices=Modality, blank=True)
    source = models.TextField(blank=True, max_length=LONGEST_TEXT)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, blank=True)
    # which labels
    question = models.CharField(max_length=200, blank=True)
    classes = models.JSONField(default=list, blank=True)
    smallest_class = models.PositiveIntegerField(null=True, blank=True, validators=between(1, 1_000_000))
    # how much, how good, by when
    volume = models.PositiveIntegerField(null=True, blank=True, validators=between(1, 10_000_000))
    judgements_per_item = models.PositiveSmallIntegerField(null=True, blank=True, validators=between(1, 50))
    split = models.CharField(max_length=10, choices=Split, blank=True)
    agreement_wanted = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, blank=True, validators=between(0, 1)
    )
    accuracy_wanted = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, blank=True, validators=between(0, 1)
    )
    needed_by = models.DateField(null=True, blank=True)
    access_until = models.DateField(null=True, blank=True)
    cost_of_delay = models.TextField(blank=True, max_length=LONGEST_TEXT)
    # what this company asks besides: each answer with its question as it was asked
    extra = models.JSONField(default=dict, blank=True)
    asked_as = models.JSONField(null=True, help_text="What its type asked when it was sent.")

    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_reason = models.TextField(blank=True)
    corrects = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="correctives",
        help_text="What was rejected.",
    )
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    program = models.ForeignKey(Program, null=True, on_delete=models.PROTECT, related_name="requests")

    # RICE: reach × impact × confidence ÷ effort
    reach = models.PositiveIntegerField(null=True, validators=between(0, 1_000_000_000))
    impact = models.DecimalField(max_digits=4, decimal_places=2, null=True, validators=between(0, 10))
    confidence = models.PositiveSmallIntegerField(null=True, validators=between(0, 100))
    effort_weeks = models.DecimalField(
        max_digits=6, decimal_places=1, null=True, validators=between(0.1, 10_000)
    )
    score = models.FloatField(null=True)
    # WSJF: (value + time criticality + risk reduction) ÷ job size, each beside the others
    user_value = models.PositiveSmallIntegerField(null=True)
    time_criticality = models.PositiveSmallIntegerField(null=True)
    risk_reduction = models.PositiveSmallIntegerField(null=True)
    job_size = models.PositiveSmallIntegerField(null=True)
    wsjf = models.FloatField(null=True)
    priority = models.CharField(
        max_length=10, choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL.value
    )
    snoozed_until = models.DateField(null=True)
    snooze_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    agreed_at = models.DateTimeField(null=True, help_text="When the requester agreed to the estimate.")
    rank_override = models.PositiveIntegerField(null=True, validators=between(1, 10_000))
    rank_reason = models.CharField(max_length=300, blank=True)

    objects = DataRequestQuerySet.as_manager()

    def __str__(self):
        return f"{self.number} {self.title or 'untitled'}"

    @property
    def is_open(self) -> bool:
        """Sent and not decided."""
        return self.state in OPEN

    @property
    def is_undecided(self) -> bool:
        """Triage's turn."""
        is_agreed = self.state == RequestState.ESTIMATED and self.agreed_at is not None
        return self.state == RequestState.SUBMITTED or is_agreed

    def is_snoozed(self, *, on: date) -> bool:
        return self.is_undecided and self.snoozed_until is not None and self.snoozed_until > on

    def worth_by(self, method: str) -> float | None:
        return getattr(self, SCORE[RankMethod(method)])

    @property
    def version(self) -> int:
        """Which state of it somebody decides upon: its answers, its talk, its worth and its decision."""
        decided = (
            "state",
            "rank_override",
            "rank_reason",
            "priority",
            "snoozed_until",
            "agreed_at",
            "decision_reason",
            "duplicate_of_id",
            "program_id",
        )
        facts = [getattr(self, name) for name in (*ANSWERS, *WORTH, *decided)]
        return sight_of([str(fact) for fact in facts], len(self.messages.all()))

    def version_of(self, names: Iterable[str]) -> int:
        """Which state of these answers, and of those asked with them, somebody writes upon."""
        asked = [together for together in ASKED.values() if set(together) & set(names)]
        return sight_of([str(getattr(self, name)) for together in asked for name in together])

    @property
    def units(self) -> int | None:
        """Judgements to buy: items times how often each is judged."""
        known = self.volume is not None and self.judgements_per_item is not None
        return self.volume * self.judgements_per_item if known else None

    @property
    def what_next(self) -> str:
        if self.state == RequestState.ESTIMATED and self.agreed_at is not None:
            return "You agreed to the estimate. Triage decides."
        if self.state == RequestState.ACCEPTED and (verdict := getattr(self, "verdict", None)):
            return JUDGED[verdict.is_accepted]
        return NEXT[RequestState(self.state)]

    @property
    def asking(self) -> Asking:
        """What it was asked when it was sent; a draft is asked what its type asks today."""
        if self.asked_as:
            return Asking.read(self.asked_as)
        if self.state != RequestState.DRAFT or not self.kind:
            return NOT_YET
        kept = self.__dict__.get("_type")
        if kept is None or kept.kind != self.kind:
            kept = RequestType.objects.in_order().filter(kind=self.kind).first()
            self.__dict__["_type"] = kept
        return kept.asking if kept else NOT_YET

    def unanswered(self) -> list[str]:
        """Which of the required answers are still missing, in the order they are asked."""
        asking = self.asking
        missing = [name for name in ANSWERS if name in asking.required and getattr(self, name) in EMPTY]
        wanted = [question.key for question in asking.questions if question.is_required]
        return missing + [key for key in wanted if self.extra.get(key, {}).get("value") in EMPTY]

    def is_untouched(self) -> bool:
        return all(getattr(self, name) in EMPTY for name in ANSWERS)

    def waited(self, *, at: datetime) -> timedelta:
        """Since it was sent until it was decided or now; a draft since it was begun."""
        return (self.decided_at or at) - (self.submitted_at or self.created_at)

    def days_waited(self, *, at: datetime) -> int:
        """Rounded as `duration` writes it, so that every page and file says the same number of days."""
        return max(0, round(self.waited(at=at) / timedelta(days=1)))

    @property
    def gain(self) -> str:
        """What should become better: the metric today and wanted, or the words for it."""
        return gain_of(self)

    def as_project(self) -> dict[str, Any]:
        """What the form of a labeling project begins with."""
        return project_of(self)

    def as_order(self, *, on: date) -> dict[str, Any]:
        """What the form of a work order begins with."""
        return order_of(self, on=on)

    @property
    def has_joined(self) -> bool:
        """Whether it was taken into a program that existed before, with work of its own."""
        return bool(self.program and self.decided_at and self.decided_at > self.program.created_at)

    def as_program(self, *, on: date) -> dict[str, Any]:
        """The program this request asks for, in the words of `start_program`: nothing is typed twice."""
        return plan_of(self, on=on)
