from quality.models import GoldItem
from tests.factories.labeling import task


def gold_item(task_=None, **fields) -> GoldItem:
    on = task_ or task()
    return GoldItem.objects.create(project=on.project, task=on, **{"code": 1} | fields)
