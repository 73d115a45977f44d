import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import OrganisationKind, Role
from labeling.models import Annotation, Slot
from tests.factories import accounts, labeling, vendors

pytestmark = pytest.mark.django_db


@pytest.fixture
def share():
    return labeling.share()


@pytest.fixture
def worker(share):
    user = accounts.user(role=Role.VENDOR_LABELER, organisation=share.vendor.organisation)
    return vendors.worker(share.vendor, user=user)


@pytest.fixture
def desk(client, share, worker):
    client.force_login(worker.user)
    return reverse("labeling:workspace", args=[share.batch.project.slug])


def press(client, name, slot, **data):
    project = slot.project.slug
    args = [project] if name == "undo" else [project, slot.pk]
    headers = {"HX-Request": "true"} if data.pop("htmx", False) else {}
    return client.post(reverse(f"labeling:{name}", args=args), data, headers=headers)


def held(worker):
    return Slot.objects.held_by(worker).get()


def test_the_queue_names_projects_with_work(client, share, worker):
    labeling.slot(share), labeling.slot(share)
    client.force_login(worker.user)

    page = client.get(reverse("labeling:queue")).content.decode()

    assert share.batch.project.name in page
    assert "2 judgements are open" in page


def test_the_queue_counts_today_and_keeps_projects_that_are_finished(client, share, worker):
    done = labeling.slot(share, state="done", worker=worker)
    labeling.annotation(done.task, worker, slot=done, source="workspace", labeled_at=timezone.now())
    client.force_login(worker.user)

    page = client.get(reverse("labeling:queue"))

    assert "1 answer today" in page.content.decode()
    assert [(row.project, row.mine_today, row.mine) for row in page.context["finished"]] == [
        (share.batch.project, 1, 1)
    ]


def test_a_browser_that_looks_ahead_takes_no_item(client, share, desk):
    slot = labeling.slot(share)

    assert client.get(desk, headers={"Sec-Purpose": "prefetch"}).status_code == 204

    slot.refresh_from_db()
    assert slot.state == "open"


def test_a_second_tab_shows_the_item_at_hand(client, share, worker, desk):
    labeling.slot(share), labeling.slot(share)

    pages = [client.get(desk).context["slot"].pk for _ in range(2)]

    assert pages == [held(worker).pk] * 2


def test_the_queue_tells_who_is_not_enrolled(client, share):
    client.force_login(accounts.user(role=Role.VENDOR_LABELER, organisation=share.vendor.organisation))

    assert "not enrolled" in client.get(reverse("labeling:queue")).content.decode()


def test_the_desk_shows_an_item_its_question_and_the_guideline(client, share, worker, desk):
    share.batch.guideline = labeling.guideline(share.batch.project, body="# Rule\n\nSay *yes* <b>never</b>.")
    share.batch.save()
    task = labeling.task(share.batch)
    task.item.content = {"text": "<script>alert(1)</script>"}
    task.item.save()
    labeling.slot(share, task)

    page = client.get(desk).content.decode()

    assert share.batch.schema.question in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<h3>Rule</h3>" in page
    assert "<em>yes</em> &lt;b&gt;never" in page
    assert held(worker).task == task


def test_reloading_keeps_the_item(client, share, worker, desk):
    labeling.slot(share), labeling.slot(share)

    client.get(desk)
    first = held(worker)
    client.get(desk)

    assert held(worker) == first


def test_without_scripts_an_answer_leads_to_the_next_item(client, share, worker, desk):
    labeling.slot(share), labeling.slot(share)
    client.get(desk)
    slot = held(worker)

    answer = press(client, "answer", slot, token=slot.lease_token, code=1)

    assert (answer.status_code, answer["Location"]) == (302, desk)
    assert Annotation.objects.get().code == 1


def test_with_htmx_the_answer_is_the_next_item(client, share, worker, desk):
    labeling.slot(share), labeling.slot(share)
    client.get(desk)
    slot = held(worker)

    answer = press(client, "answer", slot, token=slot.lease_token, code=1, htmx=True)

    following = held(worker)
    assert answer.status_code == 200
    assert str(following.lease_token) in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "1</strong> of 2" in answer.content.decode()


def test_k02_a_double_click_stores_one_answer(client, share, worker, desk):
    labeling.slot(share), labeling.slot(share)
    client.get(desk)
    slot = held(worker)

    for _ in range(3):
        answer = press(client, "answer", slot, token=slot.lease_token, code=1, htmx=True)
        assert answer.status_code == 200

    assert Annotation.objects.count() == 1


def test_a_lost_lease_is_said_and_the_next_item_comes(client, share, worker, desk):
    labeling.slot(share), labeling.slot(share)
    client.get(desk)
    slot = held(worker)
    Slot.objects.filter(pk=slot.pk).update(worker=vendors.worker(share.vendor), lease_token=uuid.uuid4())

    answer = press(client, "answer", slot, token=slot.lease_token, code=1, htmx=True)

    assert answer.status_code == 409
    assert "somebody else" in answer.content.decode()
    assert held(worker) != slot
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "change", [{"code": ""}, {"token": ""}, {"token": "x"}, {"code": "one"}, {"code": 99999}, {"seconds": -1}]
)
def test_i06_half_an_answer_is_a_422_and_stores_nothing(client, share, worker, desk, change):
    labeling.slot(share)
    client.get(desk)
    slot = held(worker)

    answer = press(client, "answer", slot, htmx=True, **{"token": slot.lease_token, "code": 1} | change)

    assert answer.status_code == 422
    assert not Annotation.objects.exists()


def test_i11_a_code_outside_the_schema_is_refused(client, share, worker, desk):
    labeling.slot(share)
    client.get(desk)
    slot = held(worker)

    assert press(client, "answer", slot, token=slot.lease_token, code=77, htmx=True).status_code == 409
    assert not Annotation.objects.exists()


def test_skip_undo_and_renew_from_the_page(client, share, worker, desk):
    labeling.slot(share), labeling.slot(share), labeling.slot(share)
    client.get(desk)
    slot = held(worker)
    assert press(client, "renew", slot, token=slot.lease_token, draft=1).status_code == 204
    assert "checked" in client.get(desk).content.decode()

    press(client, "answer", slot, token=slot.lease_token, code=1)
    client.get(desk)
    other = held(worker)
    press(client, "skip", other, token=other.lease_token)
    client.get(desk)
    assert held(worker) not in (slot, other)
    press(client, "undo", slot)
    assert held(worker) == other
    press(client, "undo", slot)

    assert held(worker) == slot
    assert not Annotation.objects.exists()


def test_who_answered_or_skipped_every_item_is_not_called_to_it(client, share, worker):
    answered, skipped = labeling.slot(share, state="done", worker=worker), labeling.slot(share)
    labeling.annotation(answered.task, worker, slot=answered, source="workspace")
    labeling.slot(share, answered.task)
    Slot.objects.filter(pk=skipped.pk).update(skipped_by=[worker.pk])
    client.force_login(worker.user)

    queue, home = client.get(reverse("labeling:queue")), client.get(reverse("web:home"))

    assert "Nothing waits for you." in queue.content.decode()
    assert [row.project for row in queue.context["finished"]] == [share.batch.project]
    assert home.context["needs"] == []


def test_nothing_left_is_said(client, share, worker, desk):
    labeling.slot(share, state="done")

    assert "Nothing left for you here" in client.get(desk).content.decode()


def test_t01_a_rivals_project_and_slot_do_not_exist(client, share, worker, desk):
    rival = labeling.slot()

    assert client.get(reverse("labeling:workspace", args=[rival.project.slug])).status_code == 404
    for name in ("answer", "skip", "renew"):
        address = reverse(f"labeling:{name}", args=[share.batch.project.slug, rival.pk])
        missing = reverse(f"labeling:{name}", args=[share.batch.project.slug, 999_999])
        token = "0" * 32
        answers = [client.post(url, {"token": token, "code": 1}) for url in (address, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_z02_the_desk_says_nothing_of_gold_prices_or_other_answers(client, share, worker, desk):
    slot = labeling.slot(share)
    labeling.slot(share, slot.task)
    labeling.annotation(slot.task, vendors.worker(share.vendor, external_id="colleague-77"), code=0)

    page = client.get(desk).content.decode().lower()

    for word in ("gold", "colleague-77", "0.10", share.work_order.number.lower()):
        assert word not in page


def test_an_in_house_labeler_works_behind_the_same_wall(client):
    team = vendors.vendor(organisation=accounts.organisation(OrganisationKind.TEAM))
    share = labeling.share(work_order_=vendors.work_order(team))
    type(share.work_order).objects.update(program=share.batch.project.program)
    labeling.slot(share)
    user = accounts.user(role=Role.LABELER, organisation=team.organisation)
    worker = vendors.worker(team, user=user)
    client.force_login(user)

    client.get(reverse("labeling:workspace", args=[share.batch.project.slug]))

    assert held(worker).share == share


@pytest.mark.parametrize("role", [Role.PROGRAM_MANAGER, Role.LEADERSHIP, Role.ADMINISTRATOR])
def test_who_does_not_label_has_no_desk(client, share, role):
    client.force_login(accounts.user(role=role))

    assert client.get(reverse("labeling:queue")).status_code == 403


def test_a_skip_is_undone_at_the_desk(client, desk, share, worker):
    labeling.slot(share), labeling.slot(share)
    client.get(desk)
    slot = held(worker)
    press(client, "skip", slot, token=slot.lease_token, htmx=True)

    page = press(client, "undo", slot, htmx=True).content.decode()

    assert "The item you skipped is yours again." in page
    assert held(worker) == slot
