"""Many batches wait to be measured. However often the worker dies, each is measured exactly."""

from collections import Counter

from django.db import connection
from django.db.models import Sum

from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from dataops.jobs.outbox import enqueue
from quality.models import AgreementSnapshot, BatchTally
from tests.chaos import world
from tests.chaos.losses import Losses

TASK = "quality.measure_batch"
_LABELS = """
insert into labeling_annotation (vendor_id, project_id, batch_id, task_id, worker_id, schema_id, guideline_id,
                                 code, source, created_at)
select w.vendor_id, t.project_id, t.batch_id, t.id, w.id, b.schema_id, b.guideline_id,
       (t.id * 31 + (w.id * t.id) %% 5 + t.batch_id) %% 3, 'import', now()
from labeling_task t join labeling_batch b on b.id = t.batch_id cross join vendors_worker w
where t.project_id = %s and w.vendor_id = %s
"""
# Agreeing pairs of all pairs of two answers to one item, counted plainly, by batch.
_PERCENT = """
select batch_id, sum(agreeing)::float / sum(pairs) from (
    select batch_id, task_id, sum(n * (n - 1)) agreeing, sum(n) * (sum(n) - 1) pairs
    from (select batch_id, task_id, code, count(*) n from labeling_annotation
          where project_id = %s group by 1, 2, 3) by_code group by 1, 2
) by_task group by 1
"""


class AgreementRun:
    name = "agreement run, worker killed"

    def __init__(self, *, batches: int, items_each: int, judges: int) -> None:
        self.world = world.build(batches=batches, items_each=items_each, judges=judges)
        self.batches = batches
        with connection.cursor() as cursor:
            cursor.execute(_LABELS, [self.world.project.pk, self.world.order.vendor_id])

    def begin(self) -> None:
        for batch in self.world.project.batches.order_by("pk"):
            enqueue(TASK, batch_id=batch.pk)

    def progress(self) -> float:
        return BatchTally.objects.filter(project=self.world.project).count() / self.batches

    def is_over(self) -> bool:
        return not Outbox.objects.filter(done_at=None, parked_reason="").exists()

    def losses(self) -> Losses:
        project = self.world.project
        tallies = {tally.batch_id: tally.results for tally in BatchTally.objects.filter(project=project)}
        with connection.cursor() as cursor:
            cursor.execute(_PERCENT, [project.pk])
            truth = dict(cursor.fetchall())
        right = {key for key, share in truth.items() if _is_right(tallies.get(key), share, self._each)}
        events = Event.objects.filter(verb="batch.measured", program_id=project.program_id)
        told = Counter(events.values_list("target_id", flat=True))
        newest = AgreementSnapshot.objects.newest_per_project().get(project=project)
        assert newest.judgements == self.world.labels, (newest.judgements, self.world.labels)
        seen = BatchTally.objects.filter(project=project).aggregate(n=Sum("annotations_seen"))["n"]
        assert seen == self.world.labels, (seen, self.world.labels)
        return Losses("batches", self.batches, self.batches - len(right), sum(told.values()) - len(told))

    @property
    def _each(self) -> int:
        return self.world.labels // self.batches


def _is_right(results: dict | None, share: float, judgements: int) -> bool:
    if results is None or results["judgements"] != judgements:
        return False
    return abs(results["percent_agreement"]["estimate"] - share) < 1e-12
