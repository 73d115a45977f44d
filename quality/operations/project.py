from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg2.extras import Json

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.statements import Statement
from dataops.jobs.outbox import enqueue
from dataops.stats.aggregation import majority
from dataops.stats.dawid_skene import dawid_skene
from labeling.models import Batch, Project
from quality.models import AggregationSnapshot, AgreementSnapshot, GoldItem
from quality.operations.running import check_sum
from quality.reports.counting import positions
from quality.reports.judgements import Judgements
from quality.reports.state import figures
from quality.reports.sums import KEPT, project_state, state_of

AT_ONCE = 20

# After every batch that is counted: what is kept of the project in one question, behind its lock.
_LAST = Statement(
    f"""
select {{last}}, {KEPT}
from labeling_project project left join lateral (
    select * from quality_agreementsnapshot where project_id = project.id order by computed_at desc, id desc limit 1
) last on true
where project.id = %(project)s::bigint
""",  # noqa: S608 -- made of constants
    first="select 1 from labeling_project where id = %(project)s for no key update;",
    last=AgreementSnapshot,
)
_FIGURES = Statement(
    """
insert into quality_agreementsnapshot as snapshot (project_id, results, judgements, computed_at)
values (%(project)s, %(results)s, %(judgements)s, %(at)s) returning {snapshot}
""",
    snapshot=AgreementSnapshot,
)


@transaction.atomic
def measure_project(project_id: int, *, at: datetime) -> AgreementSnapshot:
    """The project's figures, read off the sum of its batches. Unmoved they leave no second snapshot."""
    [(last, choices, kept)] = _LAST.rows(project=project_id)
    results = figures(state_of(project_id, choices, kept).tally)
    if last.pk and last.results == results:
        return last
    judgements = results["judgements"]
    [(found,)] = _FIGURES.rows(project=project_id, results=Json(results), judgements=judgements, at=at)
    return found


@transaction.atomic
def check_project(project_id: int, *, at: datetime) -> bool:
    """Hold the project's sum against all its batches, with its figures anew; whether it was right."""
    was_right = check_sum(Project.objects.get(pk=project_id), at=at)
    measure_project(project_id, at=at)
    return was_right


@transaction.atomic
def recompute(project: Project, *, actor: User) -> int:
    """Ask for everything to be counted anew, batch by batch, and say how many batches that is."""
    batches = list(project.batches.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(batches), AT_ONCE):
        enqueue("quality.measure_batches", batch_ids=batches[first : first + AT_ONCE])
    enqueue("quality.check_project", project_id=project.pk)
    enqueue("quality.aggregate_project", project_id=project.pk)
    record("project.recompute_asked", project, actor=actor, batches=len(batches))
    return len(batches)


def aggregate_project(project_id: int, *, at: datetime) -> AggregationSnapshot | None:
    """Make one label per item out of many and hold it against gold; None where no gold was judged.

    Reads every judgement, a batch at a time (about 24 bytes each stay in memory), outside any lock.
    """
    project = Project.objects.get(pk=project_id)
    gold = dict(GoldItem.objects.in_force().filter(project=project).values_list("task_id", "code"))
    held = Judgements.merge(_held(project))
    if not gold or not len(held):
        return None
    codes = sorted({*held.code.tolist(), *gold.values(), *project_state(project).codes})
    label = positions(held.code, codes)
    truth = [codes.index(code) for code in gold.values()]
    vote = majority(held.task, label, len(codes))
    model = dawid_skene(held.task, held.worker, label, len(codes))
    fields = {
        "items": int(vote.items.size),
        "gold_items": len(gold),
        "tie_share": vote.tie_share,
        "majority": vote.accuracy(list(gold), truth).to_json(),
        "dawid_skene": model.accuracy(list(gold), truth).to_json(),
    }
    return _keep_aggregation(project, fields, at=at)


@transaction.atomic
def _keep_aggregation(project: Project, fields: Mapping[str, Any], *, at: datetime) -> AggregationSnapshot:
    last = project.aggregation_snapshots.order_by("computed_at", "pk").last()
    if last and all(getattr(last, name) == value for name, value in fields.items()):
        last.computed_at = at
        last.save(update_fields=["computed_at"])
        return last
    return AggregationSnapshot.objects.create(project=project, computed_at=at, **fields)


def _held(project: Project) -> Iterator[Judgements]:
    for batch in Batch.objects.filter(project=project).order_by("pk"):
        yield Judgements.of_batch(batch.pk).in_force()
