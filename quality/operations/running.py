"""The sum that a project keeps of its batches: moved by each of them, and held against them once a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from psycopg2.extras import Json

from dataops.audit.recording import record
from dataops.base.statements import Statement
from dataops.stats.stored import Stored
from labeling.models import Project
from quality.models import BatchTally, ProjectTally
from quality.reports.running import is_same, moved
from quality.reports.sums import sum_of_batches

_SUM = Statement(
    "select {total} from quality_projecttally total where total.project_id = %(project)s for no key update",
    total=ProjectTally,
)
_MOVE = Statement("update quality_projecttally set state = %(state)s::jsonb where id = %(id)s")


@dataclass
class Shift:
    """What leaves a project's sum and what enters it."""

    gone: list[Stored] = field(default_factory=list)
    come: list[Stored] = field(default_factory=list)

    def add(self, before: BatchTally | None, after: BatchTally) -> None:
        self.gone += [before.state] if before else []
        self.come.append(after.state)


@transaction.atomic(savepoint=False)
def shift_sum(project_id: int, shift: Shift) -> None:
    """Move the sum by batches whose new states this transaction has written, and which it holds locked.

    The row is locked last and to the end, so batches counted at the same time move it one after the other.
    Who counts the same labels again has no shift to make. The first time all batches are added up instead.
    """
    running = _locked(project_id)
    if running.state is None:
        running.state = sum_of_batches(project_id)
    else:
        running.state = moved(running.state, shift.gone, shift.come)
    _MOVE.rows(id=running.pk, state=Json(running.state))


@transaction.atomic
def check_sum(project: Project, *, at: datetime) -> bool:
    """Add all batches up anew and say whether the sum was right; where it was not it is put right, and told."""
    running, found = _locked(project.pk), sum_of_batches(project.pk)
    was_right = running.state is None or is_same(running.state, found)
    if running.state is None or not was_right:
        running.state = found
    running.checked_at = at
    running.save(update_fields=["state", "checked_at"])
    if not was_right:
        record("project.sum_put_right", project, actor=None, batches=found["batches"])
    return was_right


def _locked(project_id: int) -> ProjectTally:
    if found := _SUM.one(project=project_id):
        return found[0]
    ProjectTally.objects.bulk_create([ProjectTally(project_id=project_id)], ignore_conflicts=True)
    return _locked(project_id)
