from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.jobs.outbox import enqueue
from labeling.models import Project, Task
from quality import rules
from quality.models import GoldItem


class CannotKeepGold(Refused):
    pass


@transaction.atomic
def keep_gold(project: Project, task: Task, code: int, *, actor: User | None) -> GoldItem:
    """Declare the task's right answer. Declaring the same again changes nothing; another one replaces it."""
    if not (verdict := rules.may_be_gold(project, task, code)):
        raise CannotKeepGold(verdict.reason)
    gold, is_new = GoldItem.objects.select_for_update().get_or_create(
        task=task, defaults={"project": project, "code": code}
    )
    if not is_new and gold.code == code and gold.retired_at is None:
        return gold
    if not is_new:
        gold.code, gold.retired_at = code, None
        gold.save(update_fields=["code", "retired_at", "updated_at"])
    record("gold_item.kept", gold, actor=actor, task=task.pk, code=code)
    _count_anew(task)
    return gold


@transaction.atomic
def retire(gold: GoldItem, *, actor: User, at: datetime) -> GoldItem:
    """Stop judging by this item, because it is wrong or has been seen too often. Twice is once."""
    gold = GoldItem.objects.select_for_update().get(pk=gold.pk)
    if gold.retired_at is not None:
        return gold
    gold.retired_at = at
    gold.save(update_fields=["retired_at", "updated_at"])
    record("gold_item.retired", gold, actor=actor, task=gold.task_id)
    _count_anew(gold.task)
    return gold


def _count_anew(task: Task) -> None:
    enqueue("quality.measure_batch", batch_id=task.batch_id)
