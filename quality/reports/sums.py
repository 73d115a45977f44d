"""A project's batches together, read off the sum that is kept of them."""

from __future__ import annotations

from dataops.stats.stored import Stored
from labeling.models import Project
from quality.models import AgreementSnapshot, BatchTally, ProjectTally
from quality.reports.running import added_up, state_over
from quality.reports.state import State, figures


def project_state(project: Project) -> State:
    """All batches of the project together, over every category its newest schema declares."""
    newest = project.schemas.exclude(published_at=None).order_by("-number").first()
    declared = [choice["code"] for choice in newest.choices] if newest else []
    return state_over(running_sum(project), declared)


def running_sum(project: Project) -> Stored:
    """One row, however many batches it sums up; before there is one, the batches themselves."""
    kept = ProjectTally.objects.filter(project=project).values_list("state", flat=True).first()
    return kept or sum_of_batches(project.pk)


def sum_of_batches(project_id: int) -> Stored:
    """The sum made from nothing: every stored batch is read."""
    stored = BatchTally.objects.filter(project=project_id).order_by("pk")
    return added_up(stored.values_list("state", flat=True).iterator())


def unmeasured(project: Project) -> AgreementSnapshot:
    """What is known before anything was counted: nothing, with its reason. Never stored."""
    return AgreementSnapshot(project=project, results=figures(project_state(project).tally), judgements=0)
