"""Shares with open slots and the people who label them, each with a key for scripts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.accounts.operations import token
from dataops.jobs.models import Outbox
from labeling.models import Annotation, BatchShare, Project
from tests.chaos import world
from tests.chaos.losses import Losses
from tests.factories import accounts, labeling, vendors
from vendors.models import Delivery

_SLOTS = """
insert into labeling_slot (vendor_id, share_id, project_id, task_id, state, skipped_by)
select s.vendor_id, s.id, t.project_id, t.id, 'open', '{}'
from labeling_task t join labeling_batchshare s on s.batch_id = t.batch_id where t.project_id = %s order by t.id
"""


@dataclass
class Desk:
    project: Project
    secrets: list[str]

    def stored(self, acked: dict[int, int]) -> Losses:
        """Of the answers that were confirmed, how many are not there, and how many slots were answered twice."""
        kept = dict(Annotation.objects.filter(project=self.project).values_list("slot_id", "pk"))
        twice = Annotation.objects.filter(project=self.project).values("task").annotate(n=Count("pk"))
        missing = [slot for slot, answer in acked.items() if kept.get(slot) != answer]
        return Losses("answers", len(acked), len(missing), twice.filter(n__gt=1).count())

    def is_settled(self) -> bool:
        """Every share whose slots are all answered is delivered, and no promise is open."""
        whole = BatchShare.objects.filter(batch__project=self.project).exclude(
            slots__state__in=["open", "leased"]
        )
        waiting = Outbox.objects.filter(done_at=None, parked_reason="").exists()
        return not waiting and not whole.exclude(state="delivered").exists()

    def effects(self) -> Losses:
        """Deliveries of the shares that are whole: each has one, of all its units."""
        shares = BatchShare.objects.filter(batch__project=self.project)
        whole = set(shares.exclude(slots__state__in=["open", "leased"]).values_list("work_order", flat=True))
        made = list(Delivery.objects.filter(work_order__in=whole).values_list("work_order", flat=True))
        parked = Outbox.objects.exclude(parked_reason="").count()
        return Losses("deliveries", len(whole), len(whole - set(made)) + parked, len(made) - len(set(made)))


@transaction.atomic
def open_desk(*, people: int, batches: int, items_each: int) -> Desk:
    """An order for every batch, so that each delivery can be told from the others."""
    made = world.build(batches=batches, items_each=items_each, judges=0)
    vendor, program = made.order.vendor, made.project.program
    Project.objects.filter(pk=made.project.pk).update(judgements_per_item=1)
    for batch in made.project.batches.order_by("pk"):
        order = vendors.work_order(program_=program, rate_line=made.order.rate_line, units=items_each)
        labeling.share(batch, order, judgements=items_each)
    made.project.batches.update(state="issued")
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, [made.project.pk])
    return Desk(made.project, [_labeler(vendor, number) for number in range(people)])


def _labeler(vendor, number: int) -> str:
    person = accounts.user(role=Role.VENDOR_LABELER, organisation=vendor.organisation)
    vendors.worker(vendor, user=person, external_id=f"desk{number}")
    return token.issue("desk", "write", actor=person, at=timezone.now())[1]
