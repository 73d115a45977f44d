"""K02: a form that is sent twice, as by a double click, is taken once."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.jobs.models import IdempotencyKey
from labeling.models import Annotation, Project
from labeling.operations import slot as slots
from programs.models import Program
from tests.factories import accounts, labeling, vendors
from vendors.models import WorkOrder

pytestmark = pytest.mark.django_db
PLAN = {
    "name": "Pairs",
    "goal": "Truer answers.",
    "starts_on": "2026-12-01",
    "due_on": "2027-05-01",
    "units_planned": "10",
    "currency": "USD",
}


def browser(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def token_of(client, page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(page).content.decode())[1]


@pytest.fixture
def admin():
    return accounts.user(Role.ADMINISTRATOR)


def test_k02_a_program_that_is_started_twice_by_one_form_is_one(admin):
    client, page = browser(admin), reverse("programs:program-start")
    form = PLAN | {"manager": admin.pk, "csrfmiddlewaretoken": token_of(client, page)}

    answers = [client.post(page, form) for _ in range(3)]

    program = Program.objects.get()
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, reverse("programs:program-detail", args=[program.code]))
    ] * 3


def test_the_same_words_on_a_new_page_are_a_program_of_their_own(admin):
    client, page = browser(admin), reverse("programs:program-start")

    for _ in range(2):
        client.post(page, PLAN | {"manager": admin.pk, "csrfmiddlewaretoken": token_of(client, page)})

    assert Program.objects.count() == 2


def test_what_was_refused_can_be_sent_again(admin):
    client, page = browser(admin), reverse("programs:program-start")
    form = PLAN | {"manager": admin.pk, "csrfmiddlewaretoken": token_of(client, page), "name": ""}

    assert [client.post(page, form).status_code for _ in range(2)] == [422, 422]
    assert not IdempotencyKey.objects.exists()


def test_k02_an_order_and_a_project_are_made_once(admin):
    order = vendors.work_order()
    client, vendor, program = browser(admin), order.vendor, order.program
    draft, open_ = reverse("vendors:order-draft", args=[vendor.slug]), reverse("labeling:project-open")
    words = {"program": program.pk, "rate_line": order.rate_line_id, "units": 7, "due_on": str(order.due_on)}
    asked = {"program": program.pk, "name": "Intent", "question": "What?", "choices": "a\nb"}
    words["csrfmiddlewaretoken"] = token_of(client, draft)
    asked |= {"judgements_per_item": 1, "csrfmiddlewaretoken": token_of(client, open_)}

    answers = [client.post(*form).status_code for form in [(draft, words), (open_, asked)] * 2]

    assert answers == [302] * 4
    assert (WorkOrder.objects.filter(units=7).count(), Project.objects.count()) == (1, 1)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_k02_undo_pressed_twice_takes_back_one_answer(headers):
    share = labeling.share()
    user = accounts.user(Role.VENDOR_LABELER, organisation=share.vendor.organisation)
    worker, project = vendors.worker(share.vendor, user=user), share.batch.project
    at = timezone.now()
    for _ in range(3):
        labeling.slot(share)
    for _ in range(2):
        held = slots.lease_next(project, worker, at=at)
        slots.submit(held, token=held.lease_token, code=1, seconds=None, actor=user, at=at)
    client, undo = browser(user), reverse("labeling:undo", args=[project.slug])
    form = {"csrfmiddlewaretoken": token_of(client, reverse("labeling:workspace", args=[project.slug]))}

    answers = [client.post(undo, form, headers=headers).status_code for _ in range(3)]

    assert answers == [200 if headers else 302] * 3
    assert Annotation.objects.count() == 1
