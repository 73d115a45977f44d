"""A project's batches together, read off the sum that is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dataops.base.statements import Statement
from dataops.stats.stored import Stored
from labeling.models import Project
from quality.models import AgreementSnapshot, BatchTally
from quality.reports.running import added_up, state_over
from quality.reports.state import State, figures

# Of a row "project": the categories its newest schema declares, and the sum of its batches.
KEPT = """(select choices::json from labeling_labelschema
    where project_id = project.id and published_at is not null order by number desc limit 1),
(select state::json from quality_projecttally where project_id = project.id)"""
_KEPT = Statement(f"select {KEPT} from labeling_project project where project.id = %(project)s::bigint")  # noqa: S608 -- made of constants


def project_state(project: Project) -> State:
    """All batches of the project together, over every category its newest schema declares."""
    [(choices, kept)] = _KEPT.rows(project=project.pk)
    return state_of(project.pk, choices, kept)


def state_of(project_id: int, choices: Sequence[dict[str, Any]] | None, kept: Stored | None) -> State:
    """Read off one row, however many batches it sums up; before there is one, the batches themselves."""
    declared = [choice["code"] for choice in choices or []]
    return state_over(kept or sum_of_batches(project_id), declared)


def sum_of_batches(project_id: int) -> Stored:
    """The sum made from nothing: every stored batch is read."""
    stored = BatchTally.objects.filter(project=project_id).order_by("pk")
    return added_up(stored.values_list("state", flat=True).iterator())


def unmeasured(project: Project) -> AgreementSnapshot:
    """What is known before anything was counted: nothing, with its reason. Never stored."""
    return AgreementSnapshot(project=project, results=figures(project_state(project).tally), judgements=0)
