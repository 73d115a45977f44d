"""What one was told, its mail, the calendar's address and what went outside, by scripts."""

import pytest
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.audit.recording import record
from dataops.base.database import Scope, acting
from dataops.work.models import CalendarKey, Preference
from dataops.work.models.webhook import DeliveryState
from dataops.work.operations.calendar import recognise_calendar
from dataops.work.operations.subscription import choose_mail
from tests.conftest import NOON
from tests.factories import accounts, programs, vendors, work
from tests.security.doors import as_web_login

pytestmark = pytest.mark.django_db


def script(person) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_everything_that_was_seen_is_read_and_what_came_since_is_not():
    milestone = programs.milestone()
    person = milestone.program.manager
    seen, later = (work.notification(milestone, person) for _ in range(2))
    api = script(person)

    marked = api.post("/api/v1/notifications/read-all/", {"upto": seen.pk}, format="json")
    unread = [row["id"] for row in api.get("/api/v1/notifications/?unread=true").data["results"]]
    back = {"marked_at": marked.data["marked_at"]}
    undone = api.post("/api/v1/notifications/unread-all/", back, format="json")

    assert (marked.data["marked"], unread, undone.data["marked"]) == (1, [later.pk], 1)
    told = Event.objects.filter(verb__startswith="notifications.").order_by("pk")
    assert [event.verb for event in told] == ["notifications.read", "notifications.unread"]


def test_mail_settings_keep_what_is_left_out():
    api = script(accounts.user())

    usual = api.get("/api/v1/mail-settings/").data
    body = {"time_zone": "Asia/Tokyo", "cadences": {"comment": "weekly"}}
    for _ in range(2):
        chosen = api.post("/api/v1/mail-settings/", body, format="json").data
    wrong = api.post("/api/v1/mail-settings/", {"time_zone": "Moon/Base", "hour": 25}, format="json")

    assert (usual["time_zone"], chosen["time_zone"], chosen["hour"]) == ("UTC", "Asia/Tokyo", usual["hour"])
    assert (chosen["cadences"]["comment"], chosen["cadences"]["mention"]) == ("weekly", "at_once")
    assert (wrong.status_code, set(wrong.data)) == (400, {"time_zone", "hour"})
    assert Event.objects.filter(verb="preference.chosen").count() == 1


def test_a_vendors_people_choose_their_mail_behind_their_wall():
    admin = accounts.user(role=Role.VENDOR_ADMIN, organisation=vendors.vendor().organisation)

    with as_web_login(), acting(Scope(vendor_id=admin.vendor_id, actor_id=admin.pk)):
        choose_mail(time_zone="Asia/Manila", hour=9, cadences={"comment": "none"}, actor=admin)

    assert Preference.objects.get(person=admin).cadences == {"comment": "none"}


def test_the_calendars_address_is_told_once_and_ends():
    person = accounts.user()
    api, url = script(person), "/api/v1/calendar-address/"

    first = api.post(url, HTTP_IDEMPOTENCY_KEY="one").data
    again = api.post(url, HTTP_IDEMPOTENCY_KEY="one").data
    secret = first["address"].rpartition("/")[2].removesuffix(".ics")

    assert recognise_calendar(secret, at=NOON) == person
    assert "address" not in again
    assert (api.get(url).data["is_issued"], CalendarKey.objects.count()) == (True, 1)
    assert not api.post(f"{url}revoke/").data["is_issued"]
    assert recognise_calendar(secret, at=NOON) is None


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_to_be_done_comes_from_every_source(rows, django_assert_max_num_queries):
    program = programs.program()
    api = script(program.manager)
    for _ in range(rows):
        milestone = programs.milestone(program)
        work.action(milestone, program.manager)
    api.get("/api/v1/actions/everything/")

    with django_assert_max_num_queries(30):
        found = api.get("/api/v1/actions/everything/", {"program": program.code}).data["results"]

    assert [row["source"] for row in found].count("Milestone") == rows
    assert [row["item"] is not None for row in found].count(True) == rows
    assert api.get("/api/v1/actions/everything/?who=x").status_code == 400
    assert script(accounts.user()).get("/api/v1/actions/everything/").data["count"] == 0


def test_who_may_be_mentioned_is_found_by_the_beginning_of_a_name():
    milestone = programs.milestone()
    accounts.user(name="Zora Neale")
    api, about = script(milestone.program.manager), f"programs.milestone.{milestone.pk}"

    found = api.get("/api/v1/comments/people/", {"about": about, "q": "zora"})

    assert [row["name"] for row in found.data] == ["Zora Neale"]
    assert api.get("/api/v1/comments/people/", {"about": "x", "q": "z"}).status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_what_went_outside_is_listed_and_sent_again(rows, django_assert_num_queries):
    administrator = accounts.user(role=Role.ADMINISTRATOR)
    hook, program = work.webhook(administrator), programs.program()
    for _ in range(rows):
        record("report.published", program, actor=None)
        sent = work.sent(hook)
    api = script(administrator)
    api.get("/api/v1/webhook-deliveries/")

    with django_assert_num_queries(3):
        listed = api.get("/api/v1/webhook-deliveries/", {"webhook": hook.pk}).data["results"]
    again = api.post(f"/api/v1/webhook-deliveries/{sent.pk}/again/")

    assert (len(listed), listed[0]["verb"]) == (rows, "report.published")
    assert (again.status_code, again.data["state"]) == (200, DeliveryState.WAITING)
    assert script(accounts.user()).get("/api/v1/webhook-deliveries/").status_code == 403
