from quality.models import GoldCount, GoldItem
from tests.factories.labeling import batch, task
from tests.factories.vendors import worker


def gold_item(task_=None, **fields) -> GoldItem:
    on = task_ or task()
    return GoldItem.objects.create(project=on.project, task=on, **{"code": 1} | fields)


def gold_count(batch_=None, *, correct: int, judged: int) -> GoldCount:
    of, by = batch_ or batch(), worker()
    return GoldCount.objects.create(
        project=of.project, batch=of, vendor=by.vendor, worker=by, correct=correct, judged=judged
    )
