"""What labeling says about programs: how much of the judgements is in, and how many came a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.urls import reverse

from dataops.base.verdicts import ALLOWED, Verdict, denied
from labeling.models import BatchShare, Project
from labeling.reports.progress import DAYS, Progress, pace_of_projects, progress_of_projects
from programs.models import Program
from programs.sockets import Measure

NOT_PLANNED = "No batch is prepared yet."
NO_LABELS = f"No judgement came in the last {DAYS} days."


def program_measures(program_ids: Sequence[int], *, on: date) -> dict[int, list[Measure]]:
    """How far the judgements of each program are, and how many came in the days up to that one."""
    of_program: dict[int, list[int]] = {pk: [] for pk in program_ids}
    projects_page = reverse("labeling:project-list")
    url = dict.fromkeys(program_ids, projects_page)
    projects = Project.objects.filter(program__in=list(program_ids))
    for key, program, code in projects.values_list("pk", "program", "program__code"):
        of_program[program].append(key)
        url[program] = f"{projects_page}?q={code}"
    everything = [key for keys in of_program.values() for key in keys]
    progress = progress_of_projects(everything)
    pace = pace_of_projects(everything, at=datetime.combine(on, time.max, UTC))
    return {
        pk: [
            _progress([progress[key] for key in keys], url=url[pk]),
            _throughput(sum(pace[key].judgements for key in keys), url=url[pk]),
        ]
        for pk, keys in of_program.items()
    }


def _progress(parts: list[Progress], *, url: str) -> Measure:
    whole = Progress(sum(part.done for part in parts), sum(part.planned for part in parts))
    return Measure(
        metric="progress",
        label="Judgements in",
        value=whole.share,
        n=whole.planned,
        reason="" if whole.planned else NOT_PLANNED,
        numerator=whole.done,
        denominator=whole.planned,
        url=url,
    )


def _throughput(judgements: int, *, url: str) -> Measure:
    return Measure(
        metric="throughput",
        label="Judgements a day",
        value=judgements / DAYS if judgements else None,
        n=judgements,
        reason="" if judgements else NO_LABELS,
        numerator=judgements,
        denominator=DAYS,
        unit="count",
        url=url,
    )


def no_open_shares(program: Program) -> Verdict:
    """A program does not end while somebody labels for it."""
    out = BatchShare.objects.open().filter(batch__project__program=program).count()
    if out:
        batches = "1 batch is" if out == 1 else f"{out:,} shares of batches are"
        return denied(f"{batches} still being labeled.")
    return ALLOWED
