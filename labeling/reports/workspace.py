"""What a labeler sees of the work: their projects, their pace, their own last answers. Nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import BooleanField, Count, Exists, Max, OuterRef, Q
from django.db.models.expressions import RawSQL

from compliance.rules import MAY_RECEIVE
from labeling.choices import ShareState, SlotState, Source
from labeling.models import Annotation, BatchShare, Project, Slot
from labeling.models.slot import SlotQuerySet
from vendors.models import Worker

LAST = 6
PACE_OF = 20
FEWEST_TIMES = 5  # before that nobody has a usual time


@dataclass(frozen=True)
class Waiting:
    """A project with work for somebody's team."""

    project: Project
    open: int
    held: int
    mine_today: int


@dataclass(frozen=True)
class Finished:
    """A project somebody answered in and that has nothing open for them now."""

    project: Project
    mine_today: int
    mine: int


@dataclass(frozen=True)
class Answer:
    number: int
    name: str
    seconds: int | None


@dataclass(frozen=True)
class Desk:
    """What stands around the item: how far the share is, how fast one usually is, what one said last."""

    done: int
    total: int
    usual: int | None
    last: list[Answer]

    @property
    def percent(self) -> float:
        return 100 * self.done / self.total if self.total else 0


def waiting_for(worker: Worker, *, at: datetime) -> list[Waiting]:
    """Open projects with something left that this worker may be handed, and all that is open for their team."""
    mine = Q(slots__worker=worker, slots__state=SlotState.LEASED)
    counted = (
        Project.objects.open()
        .filter(slots__vendor=worker.vendor_id, slots__state__in=[SlotState.OPEN, SlotState.LEASED])
        .filter(_cleared(worker.vendor_id, on=at.date()))
        .annotate(
            open_slots=Count("slots", filter=Q(slots__state=SlotState.OPEN)), held=Count("slots", filter=mine)
        )
        .filter(Q(held__gt=0) | Exists(_left_for(worker)))
        .select_related("program")
        .order_by("-open_slots", "pk")
    )
    today = answered_today(worker, at=at)
    return [
        Waiting(project, project.open_slots, project.held, today.get(project.pk, 0)) for project in counted
    ]


def _left_for(worker: Worker) -> SlotQuerySet:
    """Open room of the outer project, on tasks the worker neither answered, nor skipped, nor has at hand."""
    touched = Q(worker=worker) | Q(skipped_by__contains=[worker.pk])
    return Slot.objects.filter(
        ~Exists(Slot.objects.filter(touched, task=OuterRef("task"))),
        ~Exists(Annotation.objects.filter(task=OuterRef("task"), worker=worker)),
        project=OuterRef("pk"),
        vendor=worker.vendor_id,
        state=SlotState.OPEN,
    )


def finished_for(worker: Worker, *, waiting: Sequence[Waiting], today: dict[int, int]) -> list[Finished]:
    """Where the worker answered and is asked nothing now, latest first."""
    given = Annotation.objects.filter(worker=worker, source=Source.WORKSPACE)
    given = given.exclude(project__in=[row.project for row in waiting])
    counts = {
        row["project"]: row["answers"]
        for row in given.values("project")
        .annotate(answers=Count("*"), last=Max("labeled_at"))
        .order_by("-last")
    }
    projects = Project.objects.in_bulk(counts)
    return [Finished(projects[key], today.get(key, 0), answers) for key, answers in counts.items()]


def _cleared(vendor_id: int, *, on: date) -> RawSQL:
    may = MAY_RECEIVE.format(program="labeling_project.program_id", vendor="%s", on="%s")
    return RawSQL(may, [vendor_id, vendor_id, on, on], output_field=BooleanField())  # noqa: S611 -- a constant


def answered_today(worker: Worker, *, at: datetime) -> dict[int, int]:
    since = at.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Annotation.objects.filter(worker=worker, source=Source.WORKSPACE, labeled_at__gte=since)
    return dict(mine.order_by().values_list("project").annotate(n=Count("pk")))


def desk_of(slot: Slot, worker: Worker) -> Desk:
    share = slot.share
    left = Slot.objects.filter(share=share).unfinished().count()
    mine = list(
        Annotation.objects.filter(worker=worker, project=slot.project_id)
        .select_related("schema")
        .order_by("-pk")[:PACE_OF]
    )
    times = [annotation.seconds for annotation in mine if annotation.seconds]
    return Desk(
        done=share.judgements - left,
        total=share.judgements,
        usual=round(median(times)) if len(times) >= FEWEST_TIMES else None,
        last=[
            Answer(number, annotation.schema.name_of(annotation.code), annotation.seconds)
            for number, annotation in enumerate(mine[:LAST], start=1)
        ],
    )


def has_open_share(worker: Worker, project: Project) -> bool:
    """Is there anything an answer could still be taken back from?"""
    shares = BatchShare.objects.filter(batch__project=project, vendor=worker.vendor_id)
    return shares.filter(state=ShareState.ISSUED).exists()
