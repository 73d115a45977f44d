import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from labeling.models import Annotation, BatchShare, ImportRun, LabelSchema, Project, Slot
from labeling.operations.imports import run_import
from programs.operations.admission import admit
from quality.models import GoldItem
from tests.factories import accounts, compliance, labeling, programs, vendors

pytestmark = pytest.mark.django_db


def client_of(user):
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def program():
    return programs.program()


@pytest.fixture
def manager(program):
    admit(program, program.manager, actor=None)
    return client_of(program.manager)


@pytest.fixture
def share():
    return labeling.share()


@pytest.fixture
def worker(share):
    user = accounts.user(role="vendor_labeler", organisation=share.vendor.organisation)
    return vendors.worker(share.vendor, user=user)


@pytest.fixture
def labeler(worker):
    return client_of(worker.user)


def lease(client, share):
    return client.post("/api/v1/labeling/lease/", {"project": share.batch.project.slug})


def submit(client, held, *, key="", **change):
    body = {"token": held["token"], "code": 1} | change
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/labeling/slots/{held['id']}/submit/", body, headers=headers)


def test_the_chain_from_project_to_share(manager, program):
    compliance.clearance(program)
    order = vendors.work_order(program_=program)
    choices = [{"name": "yes"}, {"name": "no", "hint": "never"}]
    body = {"program": program.code, "name": "Intent", "question": "What?", "choices": choices}
    project = manager.post("/api/v1/projects/", body).json()
    dataset = manager.post("/api/v1/datasets/", {"program": program.code, "name": "Mails"}).json()
    file = SimpleUploadedFile("mails.csv", b"item_id,text\n1,a\n2,b\n")
    form = {"project": project["slug"], "kind": "items", "dataset": dataset["id"], "file": file}
    run = manager.post("/api/v1/imports/", form, format="multipart").json()
    assert run_import(run["id"])
    made = manager.post(
        "/api/v1/batches/prepare/", {"project": project["slug"], "dataset": dataset["id"], "size": 10}
    ).json()
    issued = manager.post(
        f"/api/v1/batches/{made[0]['number']}/issue/",
        {"work_order": order.pk, "judgements_per_item": 1, "due_on": "2026-12-01"},
    )

    assert (issued.status_code, issued.json()["judgements"]) == (201, 2)
    assert manager.get(f"/api/v1/batches/{made[0]['number']}/").json()["shares"][0]["state"] == "issued"
    assert manager.get(f"/api/v1/imports/{run['id']}/").json()["rows_added"] == 2
    assert manager.get(f"/api/v1/imports/{run['id']}/faults/").json() == []


def test_a_rules_no_is_a_409_with_its_words(manager, program):
    project = labeling.project(program)
    batch, order = labeling.batch(project, state="prepared"), vendors.work_order(program_=program)

    answer = manager.post(
        f"/api/v1/batches/{batch.number}/issue/",
        {"work_order": order.pk, "judgements_per_item": 1, "due_on": "2026-12-01"},
    )

    assert answer.status_code == 409
    assert "no clearance" in answer.json()["reason"]
    assert not BatchShare.objects.exists()


def test_versions_over_the_api(manager, program):
    project = labeling.project(program)
    labeling.schema(project)
    at = f"/api/v1/projects/{project.slug}"

    manager.post(f"{at}/schemas/", {"question": "Now?", "choices": [{"name": "yes"}, {"name": "maybe"}]})
    manager.post(f"{at}/guidelines/", {"body": "# New", "change_note": "All new"})

    assert [schema["number"] for schema in manager.get(f"{at}/schemas/").json()] == [2, 1]
    assert manager.get(f"{at}/guidelines/").json()[0]["body"] == "# New"
    assert manager.post(f"{at}/close/").json()["state"] == "closed"


@pytest.mark.parametrize("role", ["program_manager", "vendor_manager", "leadership", "vendor_admin"])
def test_z01_others_change_nothing(role, program):
    project = labeling.project(program)
    organisation = vendors.vendor().organisation if role == "vendor_admin" else None
    client = client_of(accounts.user(role=role, organisation=organisation))
    at = f"/api/v1/projects/{project.slug}/schemas/"

    answer = client.post(at, {"question": "Now?", "choices": [{"name": "a"}, {"name": "b"}]})

    assert answer.status_code in (403, 404)
    assert not LabelSchema.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"question": 1},
        {"question": None},
        {"choices": "yes"},
        {"choices": [{"name": "yes"}]},
        {"choices": [{"name": ["yes"]}, {"name": "no"}]},
        {"choices": [{"name": "a", "code": True}, {"name": "b"}]},
        {"judgements_per_item": "3"},
        {"judgements_per_item": True},
        {"judgements_per_item": 0},
        {"program": "PRG-nope"},
        {"request": "REQ-nope"},
    ],
)
def test_i06_wrong_types_are_a_400_with_the_field(manager, program, change):
    choices = [{"name": "yes"}, {"name": "no"}]
    body = {"program": program.code, "name": "Intent", "question": "What?", "choices": choices} | change

    answer = manager.post("/api/v1/projects/", body)

    assert answer.status_code == 400
    assert list(answer.json()) == list(change)
    assert not Project.objects.exists()


def test_z04_what_is_not_ours_to_set_is_ignored(manager, program):
    choices = [{"name": "yes"}, {"name": "no"}]
    body = {"program": program.code, "name": "Intent", "question": "What?", "choices": choices}

    manager.post("/api/v1/projects/", body | {"state": "closed", "slug": "mine", "id": 7})

    assert (Project.objects.get().state, Project.objects.get().slug) == ("open", "intent")


def test_lease_submit_and_the_next(labeler, share):
    first, second = labeling.slot(share), labeling.slot(share)

    held = lease(labeler, share).json()
    answer = submit(labeler, held, seconds=1)

    assert (held["id"], held["question"]) == (first.pk, "Does it follow?")
    assert answer.status_code == 201
    assert lease(labeler, share).json()["id"] == second.pk


def test_k02_the_same_key_is_one_annotation_and_one_answer(labeler, share):
    labeling.slot(share), labeling.slot(share)
    held = lease(labeler, share).json()

    answers = [submit(labeler, held, key="k1") for _ in range(3)]

    assert {answer.status_code for answer in answers} == {201}
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert Annotation.objects.count() == 1


def test_k03_the_same_key_with_another_body_is_a_422(labeler, share):
    labeling.slot(share), labeling.slot(share)
    held = lease(labeler, share).json()
    submit(labeler, held, key="k1")

    assert submit(labeler, held, key="k1", code=0).status_code == 422
    assert submit(labeler, held, key="k" * 256).status_code == 400
    assert Annotation.objects.get().code == 1


def test_i11_an_answer_outside_the_schema_is_a_422(labeler, share):
    labeling.slot(share)

    answer = submit(labeler, lease(labeler, share).json(), code=9)

    assert (answer.status_code, list(answer.json())) == (422, ["code"])
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "change", [{"code": "1"}, {"code": True}, {"code": None}, {"token": 5}, {"seconds": -1}]
)
def test_i06_half_an_answer_is_a_400(labeler, share, change):
    labeling.slot(share)

    assert submit(labeler, lease(labeler, share).json(), **change).status_code == 400
    assert not Annotation.objects.exists()


def test_i01_a_nul_in_a_body_is_a_400(labeler, share):
    answer = labeler.post(
        "/api/v1/labeling/lease/", '{"project": "\\u0000"}', content_type="application/json"
    )

    assert answer.status_code == 400


def test_a_lost_lease_is_a_409(labeler, share):
    labeling.slot(share)
    held = lease(labeler, share).json()
    Slot.objects.update(state="open", lease_token=None, worker=None)

    answer = submit(labeler, held, key="k1")

    assert (answer.status_code, Annotation.objects.count()) == (409, 0)
    assert "somebody else" in answer.json()["reason"]


def test_skip_renew_and_undo(labeler, share):
    labeling.slot(share), labeling.slot(share)
    held = lease(labeler, share).json()
    at = f"/api/v1/labeling/slots/{held['id']}"

    assert labeler.post(f"{at}/renew/", {"token": held["token"], "draft": 0}).status_code == 204
    assert lease(labeler, share).json()["draft"] == 0
    assert labeler.post(f"{at}/skip/", {"token": held["token"]}).status_code == 204
    submit(labeler, lease(labeler, share).json())
    again = labeler.post("/api/v1/labeling/lease/undo/", {"project": share.batch.project.slug})
    assert (again.status_code, again.json()["draft"]) == (200, 1)


def test_an_empty_queue_is_a_204(labeler, share):
    assert lease(labeler, share).status_code == 204


def test_t01_a_rivals_slot_is_as_good_as_missing(labeler, share):
    rival = labeling.slot()
    Slot.objects.filter(pk=rival.pk).update(
        state="leased", lease_token="a" * 32, worker=vendors.worker(rival.vendor), leased_at=timezone.now()
    )

    answers = [submit(labeler, {"id": pk, "token": "a" * 32}) for pk in (rival.pk, 999_999)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert lease(labeler, rival.share).status_code == 400
    assert not Annotation.objects.exists()


def test_z02_a_gold_item_looks_like_any_other(labeler, share):
    gold, plain = labeling.slot(share), labeling.slot(share)
    GoldItem.objects.create(project=gold.project, task=gold.task, code=1)
    labeling.annotation(gold.task, vendors.worker(share.vendor), code=0)

    first = lease(labeler, share).json()
    submit(labeler, first)
    second = lease(labeler, share).json()

    assert (first["id"], second["id"]) == (gold.pk, plain.pk)
    assert list(first) == list(second)
    assert not {"gold", "price", "unit_price", "annotations"} & set(json.dumps(first).lower().split('"'))


def test_one_sees_ones_own_answers_and_a_vendors_admin_the_vendors(labeler, worker, share):
    slot = labeling.slot(share)
    own = labeling.annotation(slot.task, worker)
    colleague = labeling.annotation(slot.task, vendors.worker(share.vendor))
    labeling.annotation(slot.task)
    admin = client_of(accounts.user(role="vendor_admin", organisation=share.vendor.organisation))

    assert [row["id"] for row in labeler.get("/api/v1/labeling/answers/").json()["results"]] == [own.pk]
    seen = [row["id"] for row in admin.get("/api/v1/portal/annotations/").json()["results"]]
    assert seen == [colleague.pk, own.pk]
    assert labeler.get("/api/v1/annotations/").status_code == 403


def test_staff_read_annotations_by_key(manager, program):
    batch = labeling.batch(labeling.project(program))
    rows = [labeling.annotation(labeling.task(batch)) for _ in range(3)]
    first = manager.get(f"/api/v1/annotations/?batch={batch.number}&page_size=2").json()

    second = manager.get(first["next"]).json()

    found = [row["id"] for page in (first, second) for row in page["results"]]
    assert found == [row.pk for row in reversed(rows)]


def test_t08_an_unknown_filter_is_a_400(manager):
    answer = manager.get("/api/v1/annotations/?worker__user__password=x")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("raw", "word"), [(b"", "empty"), (b"\x1f\x8b\x07" + b"x" * 20, "damaged"), (b"a\n1\n", "item_id")]
)
def test_f09_a_bad_file_is_refused_with_a_sentence(manager, program, raw, word):
    project, data = labeling.project(program), labeling.dataset(program)
    form = {"project": project.slug, "kind": "items", "dataset": data.pk}

    answer = manager.post(
        "/api/v1/imports/", form | {"file": SimpleUploadedFile("x.csv", raw)}, format="multipart"
    )

    assert answer.status_code in (400, 409)
    assert word in answer.content.decode()
    assert not ImportRun.objects.exists()
