from quality.models import AgreementSnapshot, GoldCount, GoldItem
from tests.factories.labeling import batch, project, task
from tests.factories.vendors import worker


def gold_item(task_=None, **fields) -> GoldItem:
    on = task_ or task()
    return GoldItem.objects.create(project=on.project, task=on, **{"code": 1} | fields)


def gold_count(batch_=None, *, correct: int, judged: int) -> GoldCount:
    of, by = batch_ or batch(), worker()
    return GoldCount.objects.create(
        project=of.project, batch=of, vendor=by.vendor, worker=by, correct=correct, judged=judged
    )


def agreement_snapshot(project_=None, *, alpha: float, at) -> AgreementSnapshot:
    """A project's alpha over ten items, with the disagreement it came from."""
    found = {"estimate": alpha, "se": 0.01, "ci_low": alpha - 0.02, "ci_high": alpha + 0.02, "reason": None}
    results = {"alpha": found | {"n": 10}, "disagreement": [0.5 * (1 - alpha), 0.5]}
    return AgreementSnapshot.objects.create(
        project=project_ or project(), results=results, judgements=30, computed_at=at
    )
