"""Tallies added up over batches."""

from __future__ import annotations

from labeling.models import Project
from quality.models import AgreementSnapshot, BatchTally
from quality.reports.state import State, figures


def project_state(project: Project) -> State:
    """All batches of the project together, over every category its newest schema declares."""
    newest = project.schemas.exclude(published_at=None).order_by("-number").first()
    declared = [choice["code"] for choice in newest.choices] if newest else []
    stored = BatchTally.objects.filter(project=project).order_by("pk").values_list("state", flat=True)
    return State.merge_stored(stored, declared)


def unmeasured(project: Project) -> AgreementSnapshot:
    """What is known before anything was counted: nothing, with its reason. Never stored."""
    return AgreementSnapshot(project=project, results=figures(project_state(project).tally), judgements=0)
