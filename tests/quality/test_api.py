import pytest
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.jobs.models import Outbox
from labeling.models import Item
from programs.operations.admission import admit
from quality.models import AcceptanceDecision, GoldItem
from quality.operations.project import measure_project
from quality.operations.tally import measure_batch
from tests.conftest import NOON
from tests.factories import accounts, labeling, quality
from tests.quality.test_decision_operations import delivered
from vendors.models import LedgerEntry

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quality"


@pytest.fixture
def lead():
    return signed_in(accounts.user(Role.REVIEWER))


def signed_in(person) -> APIClient:
    api = APIClient()
    api.force_login(person)
    return api


def test_agreement_comes_with_interval_and_reason(lead):
    share = delivered()
    measure_batch(share.batch_id, at=NOON)
    snapshot = measure_project(share.batch.project_id, at=NOON)
    slug = share.batch.project.slug

    listed = lead.get(f"{ROOT}/agreement/").json()["results"]
    one = lead.get(f"{ROOT}/projects/{slug}/agreement/").json()

    assert listed == [one]
    assert one["results"]["alpha"] == snapshot.results["alpha"]
    assert one["results"]["judgements"] == 40


def test_before_anything_was_counted_there_is_no_data(lead):
    project = labeling.schema().project

    found = lead.get(f"{ROOT}/projects/{project.slug}/agreement/").json()

    assert (found["results"]["alpha"]["estimate"], found["results"]["alpha"]["reason"]) == (None, "empty")
    assert (found["judgements"], found["computed_at"]) == (0, None)


def test_recompute_promises_the_counting(lead):
    batch = labeling.batch()

    answer = lead.post(f"{ROOT}/projects/{batch.project.slug}/recompute/")

    assert (answer.status_code, answer.json()) == (202, {"batches": 1})
    assert Outbox.objects.filter(name="quality.measure_batches").count() == 1


def test_gold_is_kept_and_retired(lead):
    task = labeling.task()
    body = {"project": task.project.slug, "item": task.item.external_id, "code": 1}

    first, second = (lead.post(f"{ROOT}/gold-items/", body) for _ in range(2))
    retired = lead.post(f"{ROOT}/gold-items/{first.json()['id']}/retire/")
    unknown = lead.post(f"{ROOT}/gold-items/", body | {"item": "none"})
    wrong = lead.post(f"{ROOT}/gold-items/", body | {"code": 9})

    assert (first.status_code, second.status_code, retired.status_code) == (201, 201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert (unknown.status_code, wrong.status_code) == (400, 409)
    assert not GoldItem.objects.in_force().exists()


def test_a_number_that_two_datasets_share_names_no_item(lead):
    task = labeling.task()
    other = labeling.task(labeling.batch(task.project))
    Item.objects.filter(pk=other.item_id).update(external_id=task.item.external_id)
    body = {"project": task.project.slug, "item": task.item.external_id, "code": 1}

    answer = lead.post(f"{ROOT}/gold-items/", body)

    assert answer.status_code == 400
    assert "Several datasets of this project" in answer.json()["item"][0]
    assert not GoldItem.objects.exists()


def test_a_manager_sees_gold_of_the_programs_they_were_admitted_to():
    mine, other = quality.gold_item(), quality.gold_item()
    manager = accounts.user(Role.PROGRAM_MANAGER)
    admit(mine.project.program, manager, actor=None)

    api = signed_in(manager)
    listed = api.get(f"{ROOT}/gold-items/").json()["results"]

    assert [row["id"] for row in listed] == [mine.pk]
    assert api.post(f"{ROOT}/gold-items/{other.pk}/retire/").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VENDOR_MANAGER, 403), (Role.LEADERSHIP, 403), (Role.REQUESTER, 403)]
)
def test_others_do_not_see_gold(role, status):
    quality.gold_item()

    assert signed_in(accounts.user(role)).get(f"{ROOT}/gold-items/").status_code == status


def test_gold_counts_add_up(lead):
    share = delivered()
    measure_batch(share.batch_id, at=NOON)

    rows = lead.get(f"{ROOT}/gold-counts/", {"batch": share.batch.number}).json()["results"]

    assert [(row["judged"], row["correct"]) for row in rows] == [(20, 18), (20, 18)]


def test_a_delivery_is_decided_once_whatever_is_sent_again(lead):
    share = delivered()
    measure_batch(share.batch_id, at=NOON)
    version = lead.get(f"{ROOT}/shares/{share.pk}/evidence/").json()["version"]
    body = {"share": share.pk, "outcome": "accepted", "version": version}

    first = lead.post(f"{ROOT}/decisions/", body, headers={"Idempotency-Key": "k1"})
    replay = lead.post(f"{ROOT}/decisions/", body, headers={"Idempotency-Key": "k1"})
    again = lead.post(f"{ROOT}/decisions/", body)

    assert (first.status_code, replay.status_code, again.status_code) == (201, 201, 409)
    assert again.json() == {"reason": f"{first.json()['decided_by']} accepted this delivery already."}
    assert first.json()["evidence"]["judgements"] == 40
    assert AcceptanceDecision.objects.count() == LedgerEntry.objects.count() == 1


def test_what_one_may_not_judge_does_not_exist():
    share, manager = delivered(), accounts.user(Role.PROGRAM_MANAGER)
    admit(labeling.project().program, manager, actor=None)

    answer = signed_in(manager).post(
        f"{ROOT}/decisions/", {"share": share.pk, "outcome": "accepted", "version": 1}
    )

    assert answer.status_code == 400
    assert not AcceptanceDecision.objects.exists()


@pytest.mark.parametrize("path", ["agreement", "gold-items", "gold-counts", "decisions"])
def test_a_filter_nobody_declared_is_an_error(lead, path):
    assert lead.get(f"{ROOT}/{path}/", {"colour": "blue"}).status_code == 400
