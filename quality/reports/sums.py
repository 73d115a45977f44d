"""A project's batches together, read off the sum that is kept of them."""

from __future__ import annotations

from dataops.base.statements import Statement
from dataops.stats.stored import Stored
from labeling.models import Project
from quality.models import AgreementSnapshot, BatchTally
from quality.reports.running import added_up, state_over
from quality.reports.state import State, figures

_KEPT = Statement("""
select (select choices::json from labeling_labelschema
        where project_id = %(project)s::bigint and published_at is not null order by number desc limit 1),
       (select state::json from quality_projecttally where project_id = %(project)s::bigint)
""")


def project_state(project: Project) -> State:
    """All batches of the project together, over every category its newest schema declares.

    Read off one row, however many batches it sums up; before there is one, the batches themselves.
    """
    [(choices, kept)] = _KEPT.rows(project=project.pk)
    declared = [choice["code"] for choice in choices or []]
    return state_over(kept or sum_of_batches(project.pk), declared)


def sum_of_batches(project_id: int) -> Stored:
    """The sum made from nothing: every stored batch is read."""
    stored = BatchTally.objects.filter(project=project_id).order_by("pk")
    return added_up(stored.values_list("state", flat=True).iterator())


def unmeasured(project: Project) -> AgreementSnapshot:
    """What is known before anything was counted: nothing, with its reason. Never stored."""
    return AgreementSnapshot(project=project, results=figures(project_state(project).tally), judgements=0)
