"""What people do together, by scripts: the same words, the same noes."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.jobs.models import IdempotencyKey
from dataops.work.models import ActionItem, Comment, Subscription, Webhook
from tests.factories import accounts, programs, vendors, work

pytestmark = pytest.mark.django_db


def script(person) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def milestone():
    return programs.milestone()


def test_a_comment_is_said_changed_and_taken_back(milestone):
    api, about = script(accounts.user()), f"programs.milestone.{milestone.pk}"

    said = api.post("/api/v1/comments/", {"about": about, "body": "Late."}, format="json")
    url = f"/api/v1/comments/{said.data['id']}/"
    changed = api.patch(url, {"body": "In time.", "version": 1}, format="json")
    stale = api.patch(url, {"body": "Late!", "version": 1}, format="json")
    assert (stale.data["stands"]["body"], stale.data["sent"]["body"]) == ("In time.", "Late!")
    listed = api.get("/api/v1/comments/", {"about": about})
    gone = api.delete(url)

    assert [answer.status_code for answer in (said, changed, stale, listed, gone)] == [
        201,
        200,
        412,
        200,
        204,
    ]
    assert [row["body"] for row in listed.data["results"]] == ["In time."]
    assert Comment.objects.get().deleted_at


@pytest.mark.parametrize(
    "body", [{}, {"about": "programs.milestone.9999999", "body": "x"}, {"about": "x", "body": "x"}]
)
def test_about_what_one_may_not_open_and_about_nothing_are_the_same_no(milestone, body):
    assert script(accounts.user()).post("/api/v1/comments/", body, format="json").status_code == 400
    assert not Comment.objects.exists()


def test_ten_thousand_and_one_characters_are_too_many(milestone):
    body = {"about": f"programs.milestone.{milestone.pk}", "body": "x" * 10_001}

    assert script(accounts.user()).post("/api/v1/comments/", body, format="json").status_code == 400


def test_somebody_elses_comment_is_read_and_not_touched(milestone):
    comment = work.comment(milestone, milestone.program.manager)

    answer = script(accounts.user()).delete(f"/api/v1/comments/{comment.pk}/")

    assert answer.status_code == 403


def test_a_vendor_reads_and_writes_its_own_side():
    order = vendors.work_order()
    admin = accounts.user(role=Role.VENDOR_ADMIN, organisation=order.vendor.organisation)
    work.comment(order, accounts.user(), body="between us")
    api = script(admin)

    api.post(
        "/api/v1/comments/", {"about": f"vendors.workorder.{order.pk}", "body": "On Monday."}, format="json"
    )

    assert [row["body"] for row in api.get("/api/v1/comments/").data["results"]] == ["On Monday."]


def test_an_action_item_goes_its_way(milestone):
    person = milestone.program.manager
    api = script(person)
    body = {
        "about": f"programs.milestone.{milestone.pk}",
        "title": "Send it",
        "owner": person.email,
        "due_on": "2026-12-01",
    }

    added = api.post("/api/v1/actions/", body, format="json")
    url = f"/api/v1/actions/{added.data['id']}/"
    changed = api.patch(url, {"due_on": "2026-12-02", "version": 1}, format="json")
    stale = api.patch(url, {"due_on": "2026-12-03", "version": 1}, format="json")
    assert (stale.data["stands"]["due_on"], stale.data["sent"]["due_on"]) == ("2026-12-02", "2026-12-03")
    unreasoned = api.post(f"{url}waive/", {}, format="json")
    done = api.post(f"{url}finish/", {"note": "Sent"}, format="json")

    codes = [answer.status_code for answer in (added, changed, stale, unreasoned, done)]
    assert codes == [201, 200, 412, 400, 200]
    item = ActionItem.objects.get()
    assert (item.state, item.note, str(item.due_on)) == ("done", "Sent", "2026-12-02")


def test_following_and_ending_it(milestone):
    api, body = script(accounts.user()), {"about": f"programs.milestone.{milestone.pk}"}

    assert api.post("/api/v1/subscriptions/", body, format="json").status_code == 201
    assert api.post("/api/v1/subscriptions/end/", body, format="json").data["is_muted"] is True
    assert Subscription.objects.count() == 1


def test_two_who_change_a_webhook_read_both_versions(client):
    administrator = accounts.user(role=Role.ADMINISTRATOR)
    hook, api = work.webhook(administrator, url="https://hooks.example.com/"), script(administrator)
    client.force_login(administrator)
    address = f"/api/v1/webhooks/{hook.pk}/"
    said = {"name": "Chat", "url": hook.url, "verbs": [], "version": 1}

    api.patch(address, {"name": "Talk", "version": 1}, format="json")
    stale = api.patch(address, {"name": "Chat", "version": 1}, format="json")
    page = client.post(reverse("work:webhook-change", args=[hook.pk]), said)

    hook.refresh_from_db()
    assert (stale.status_code, stale.data["stands"]["name"], stale.data["sent"]["name"]) == (
        412,
        "Talk",
        "Chat",
    )
    assert (page.status_code, hook.name) == (412, "Talk")
    assert "What is saved now" in page.content.decode()
    assert page.context["form"].data["version"] == 2


def test_a_webhook_tells_its_secret_once():
    api = script(accounts.user(role=Role.ADMINISTRATOR))

    made = api.post("/api/v1/webhooks/", {"name": "Chat", "url": "https://hooks.example.com/"}, format="json")
    inside = api.post("/api/v1/webhooks/", {"name": "In", "url": "http://127.0.0.1:6379/"}, format="json")
    listed = api.get("/api/v1/webhooks/")

    assert (made.status_code, inside.status_code) == (201, 409)
    assert len(made.data["secret"]) > 40
    assert "secret" not in listed.data["results"][0]
    assert made.data["secret"] not in Webhook.objects.get().secret


def test_a_repeat_is_told_no_secret_and_none_is_kept():
    api = script(accounts.user(role=Role.ADMINISTRATOR))
    body = {"name": "Chat", "url": "https://hooks.example.com/"}

    first, again = [
        api.post("/api/v1/webhooks/", body, format="json", HTTP_IDEMPOTENCY_KEY="one") for _ in range(2)
    ]

    assert (first.status_code, again.status_code, again.data["id"]) == (201, 201, first.data["id"])
    assert first.data["secret"] not in str(IdempotencyKey.objects.values_list("answer"))
    assert "secret" not in again.data


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["comments", "actions", "notifications", "subscriptions"])
def test_lists_ask_as_often_for_three_as_for_one(path, rows, milestone, django_assert_num_queries):
    person = milestone.program.manager
    for _ in range(rows):
        other = programs.milestone(milestone.program)
        work.comment(other, person)
        work.action(other, person)
        work.notification(other, person)
        Subscription.objects.create(person=person, why="by_hand", target=other)
    api = script(person)
    api.get(f"/api/v1/{path}/")

    with django_assert_num_queries(3):
        answer = api.get(f"/api/v1/{path}/")

    assert len(answer.data["results"]) == rows
