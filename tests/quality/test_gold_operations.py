import pytest

from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from labeling.extensions import gold_keeper
from quality.models import GoldItem
from quality.operations.gold import CannotKeepGold, keep_gold, keep_many, retire
from tests.conftest import NOON
from tests.factories import accounts, labeling, quality

pytestmark = pytest.mark.django_db


def test_keeping_gold_counts_its_batch_anew():
    task, lead = labeling.task(), accounts.user("reviewer")

    gold = keep_gold(task.project, task, 1, actor=lead)

    assert (gold.code, gold.project) == (1, task.project)
    assert [(row.name, row.kwargs) for row in Outbox.objects.all()] == [
        ("quality.measure_batch", {"batch_id": task.batch_id})
    ]
    event = Event.objects.get()
    assert (event.verb, event.actor, event.program_id) == ("gold_item.kept", lead, task.project.program_id)


def test_keeping_the_same_answer_twice_changes_nothing():
    task = labeling.task()
    keep_gold(task.project, task, 1, actor=None)

    keep_gold(task.project, task, 1, actor=None)

    assert GoldItem.objects.count() == Event.objects.count() == Outbox.objects.count() == 1


def test_another_answer_replaces_the_first_and_revives_a_retired_one():
    gold = quality.gold_item(code=1, retired_at=NOON)

    keep_gold(gold.project, gold.task, 0, actor=None)

    gold.refresh_from_db()
    assert (gold.code, gold.retired_at) == (0, None)


@pytest.mark.parametrize("code", [7, -1])
def test_an_answer_the_question_does_not_offer_is_refused(code):
    task = labeling.task()

    with pytest.raises(CannotKeepGold, match="not one of the question's choices"):
        keep_gold(task.project, task, code, actor=None)

    assert not GoldItem.objects.exists()
    assert not Event.objects.exists()


def test_an_item_of_another_project_is_refused():
    task, other = labeling.task(), labeling.project()

    with pytest.raises(CannotKeepGold, match="another project"):
        keep_gold(other, task, 1, actor=None)
    with pytest.raises(CannotKeepGold, match="another project"):
        keep_many(other, {task.pk: 1}, actor=None)

    assert not GoldItem.objects.exists()


def test_retiring_twice_is_retiring_once():
    gold, lead = quality.gold_item(), accounts.user("reviewer")

    retire(gold, actor=lead, at=NOON)
    retire(gold, actor=lead, at=NOON)

    assert not GoldItem.objects.in_force().exists()
    assert [event.verb for event in Event.objects.all()] == ["gold_item.retired"]


def test_a_files_answers_are_kept_at_once_and_only_once():
    batch = labeling.batch()
    known = quality.gold_item(labeling.task(batch), code=0)
    answers = {known.task_id: 1, labeling.task(batch).pk: 0, labeling.task(batch).pk: 1}

    first, second = (keep_many(batch.project, answers, actor=None) for _ in range(2))

    assert (first, second) == (2, 0)
    assert dict(GoldItem.objects.values_list("task", "code")) == answers
    assert [row.kwargs for row in Outbox.objects.all()] == [{"batch_id": batch.pk}]


def test_imports_of_gold_come_here():
    assert dict(gold_keeper.items()) == {"quality": keep_many}
