from __future__ import annotations

from collections.abc import Mapping
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


def task_of(project: Project, item: str) -> Task:
    """The task of an item of the project, by the item's number at its source; two datasets may share one."""
    found = Task.objects.filter(project=project, item__external_id=item).select_related("batch__schema")
    tasks = list(found.order_by("pk")[:2])
    if not tasks:
        raise CannotKeepGold("No batch of this project holds an item of this number.")
    if len(tasks) > 1:
        raise CannotKeepGold(
            "Several datasets of this project have an item of this number: "
            "bring its answer in as a file for the dataset you mean."
        )
    return tasks[0]


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
def keep_many(project: Project, answers: Mapping[int, int], *, actor: User | None) -> int:
    """Keep a file's answers, task to code, and say how many were not known before. Twice is once."""
    tasks = dict(Task.objects.filter(project=project, pk__in=answers).values_list("pk", "batch_id"))
    if len(tasks) < len(answers):
        raise CannotKeepGold("Some of these items belong to another project.")
    known = {
        gold.task_id: gold
        for gold in GoldItem.objects.select_for_update().filter(task__in=answers).order_by("pk")
    }
    fresh = [GoldItem(project=project, task_id=pk, code=answers[pk]) for pk in tasks if pk not in known]
    moved = [gold for pk, gold in known.items() if gold.code != answers[pk] or gold.retired_at is not None]
    for gold in moved:
        gold.code, gold.retired_at = answers[gold.task_id], None
    GoldItem.objects.bulk_create(fresh)
    GoldItem.objects.bulk_update(moved, ["code", "retired_at"])
    if fresh or moved:
        record("gold_items.kept", project, actor=actor, new=len(fresh), changed=len(moved))
        for batch_id in sorted({tasks[gold.task_id] for gold in [*fresh, *moved]}):
            enqueue("quality.measure_batch", batch_id=batch_id)
    return len(fresh)


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
