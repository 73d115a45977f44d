"""The pages on which people work together: hostile words, double clicks, stale forms, and as many queries for three as for one."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.work.models import ActionItem, Comment, Notification, Subscription
from dataops.work.operations.subscription import choose_mail
from dataops.work.operations.webhook import register_webhook
from tests.conftest import NOON
from tests.factories import accounts, programs, vendors, work

pytestmark = pytest.mark.django_db
HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1) http://a.example/?q="><b>'
)


@pytest.fixture
def milestone():
    return programs.milestone()


@pytest.fixture
def manager(milestone):
    return milestone.program.manager


@pytest.fixture
def client(manager):
    client = Client()
    client.force_login(manager)
    return client


def about(thing, page="talk"):
    return reverse(f"work:{page}", args=[f"{thing._meta.label_lower}.{thing.pk}"])


def test_hostile_words_are_only_words(client, milestone, manager):
    work.comment(milestone, manager, body=HOSTILE)

    page = client.get(about(milestone)).content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert '<a href="http://a.example/?q=" rel="nofollow noopener noreferrer ugc">' in page


def test_the_page_of_a_thing_has_the_panel_and_works_without_scripts(client, milestone):
    page = client.get(reverse("programs:milestone-detail", args=[milestone.program.code, milestone.pk]))

    assert f'hx-get="{about(milestone)}"' in page.content.decode()
    assert f'<noscript><a href="{about(milestone)}">' in page.content.decode()
    assert client.get(about(milestone), headers={"HX-Request": "true"}).templates[0].name == "work/_talk.html"


@pytest.mark.parametrize("body", ["", "x" * 10_001, "ask @nobody please"])
def test_a_no_keeps_the_words(client, milestone, body):
    answer = client.post(about(milestone), {"body": body})

    assert answer.status_code == 422
    assert body in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_double_click_is_one_comment(client, milestone):
    form = {"body": "Late.", "csrfmiddlewaretoken": "one-page"}

    answers = [client.post(about(milestone), form) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert Comment.objects.count() == 1


def test_suggestions_are_people_who_may_read_along(client, milestone):
    accounts.user(name="Mei Lin", email="mei@example.com")
    accounts.user(name="Mei Requester", email="mei.r@example.com", role=Role.REQUESTER)
    home = accounts.organisation()
    accounts.user(name="Mei Vendor", email="mei.v@v.example", organisation=home, role=Role.VENDOR_ADMIN)

    page = client.get(about(milestone, "people"), {"q": "mei"})

    assert [person.name for person, _ in page.context["people"]] == ["Mei Lin"]


def test_a_vendors_person_meets_nobody_of_ours_by_name():
    order = vendors.work_order()
    admin = accounts.user(role=Role.VENDOR_ADMIN, organisation=order.vendor.organisation)
    work.comment(order, accounts.user(name="Quiet Marlow"), body="zqcanary between us")
    work.comment(order, accounts.user(name="Loud Marlow"), body="To you", is_shared=True)
    client = Client()
    client.force_login(admin)

    page = client.get(about(order)).content.decode()

    assert "To you" in page
    assert "Our customer" in page
    assert "zqcanary" not in page
    assert "Marlow" not in page


def test_the_bell_counts_and_one_click_reads_all_and_takes_it_back(client, milestone, manager):
    newest = [work.notification(milestone, manager) for _ in range(3)][-1]

    assert "Notifications, 3 unread" in client.get(reverse("work:notification-list")).content.decode()
    answer = client.post(reverse("work:notifications-read"), {"upto": newest.pk}, follow=True)
    assert Notification.objects.unread().count() == 0
    marked = answer.context["request"].GET["marked"]
    client.post(reverse("work:notifications-unread"), {"marked": marked})
    assert Notification.objects.unread().count() == 3


@pytest.mark.parametrize("marked", ["", "x", "9999-99-99", "2026-01-01T00:00:00+00:00"])
def test_an_undo_of_nothing_undoes_nothing(client, milestone, manager, marked):
    work.notification(milestone, manager, read_at=NOON)

    assert client.post(reverse("work:notifications-unread"), {"marked": marked}).status_code == 302
    assert Notification.objects.unread().count() == 0


def test_what_one_may_no_longer_open_is_not_named(milestone):
    requester = accounts.user(role=Role.REQUESTER)
    told = work.notification(milestone, requester, sentence="zqcanary commented")
    client = Client()
    client.force_login(requester)

    assert "zqcanary" not in client.get(reverse("work:notification-list")).content.decode()
    answer = client.post(reverse("work:notification-open", args=[told.pk]))
    assert answer["Location"] == reverse("work:notification-list")


def test_the_list_of_actions_comes_from_every_source_and_its_file_is_the_same(client, milestone, manager):
    today = timezone.now().date()
    work.action(milestone, manager, title="Late one", due_on=today - dt.timedelta(days=1))
    work.action(milestone, accounts.user(), title="Another’s")
    decision = programs.decision(milestone.program, decider=manager, needed_by=today)
    url = reverse("work:action-list")

    page, late = client.get(url), client.get(url, {"due": "overdue", "source": "By hand"})
    every = client.get(url, {"whose": "all", "program": milestone.program.code})
    file = client.get(url, {"due": "overdue", "source": "By hand", "format": "csv"})

    titles = {row.title for row in page.context["page"]}
    assert titles >= {"Late one", milestone.name, decision.question}
    assert "Another’s" not in titles
    assert "Another’s" in {row.title for row in every.context["page"]}
    assert [row.title for row in late.context["page"]] == ["Late one"]
    assert file.content.decode().count("\r\n") == 2


def test_what_is_closed_at_its_source_leaves_the_list(client, milestone, manager):
    type(milestone).objects.filter(pk=milestone.pk).update(state="done", done_on=NOON.date())

    assert client.get(reverse("work:action-list")).context["count"] == 0


def test_today_is_the_persons_own_day(client, milestone, manager):
    now = timezone.now()
    choose_mail(time_zone="Pacific/Kiritimati", hour=8, cadences={}, actor=manager)

    page = client.get(reverse("work:action-list"))

    assert page.context["on"] == (now + dt.timedelta(hours=14)).date()


def test_a_stale_form_of_an_action_shows_both(client, milestone, manager):
    item = work.action(milestone, manager, title="As it was")
    url = reverse("work:action-change", args=[item.pk])
    form = {"title": "Mine", "owner": manager.pk, "due_on": "2026-12-01", "version": 1}
    ActionItem.objects.filter(pk=item.pk).update(title="Theirs", version=2)

    answer = client.post(url, form)

    assert answer.status_code == 412
    assert "Mine" in answer.content.decode()
    assert "Theirs" in answer.content.decode()
    assert client.post(url, form | {"version": 2}).status_code == 302


def test_a_double_click_is_one_action(client, milestone, manager):
    form = {
        "title": "Send it",
        "owner": manager.pk,
        "due_on": "2026-12-01",
        "csrfmiddlewaretoken": "one-page",
    }

    for _ in range(2):
        client.post(about(milestone, "action-add"), form)

    assert ActionItem.objects.count() == 1
    assert Event.objects.filter(verb="action.added").count() == 1


def test_unfollowed_from_the_list_leads_back_to_the_list(client, milestone, manager):
    client.force_login(manager)

    listed = client.post(about(milestone, "unfollow"), {"from": "list"})
    beside = client.post(about(milestone, "follow"))

    assert listed["Location"] == reverse("work:following")
    assert beside["Location"].endswith("#talk")


def test_following_is_by_choice_and_the_page_says_why(client, milestone, manager):
    other = programs.milestone()
    client.post(about(other, "follow"))
    client.post(about(milestone, "unfollow"))

    followed = client.get(reverse("work:following")).context["followed"]

    assert {one["why"]: one["is_muted"] for one in followed if not one["is_muted"]} == {
        "You chose to follow it": False
    }
    assert Subscription.objects.get(is_muted=True).target == milestone


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"), [("notification-list", 11), ("following", 11), ("action-list", 18), ("talk", 12)]
)
def test_pages_ask_as_often_for_three_as_for_one(
    page, queries, rows, milestone, manager, client, django_assert_num_queries
):
    for _ in range(rows):
        other = programs.milestone(milestone.program)
        work.notification(other, manager)
        work.action(other, manager)
        work.comment(milestone, manager)
        Subscription.objects.create(person=manager, why="by_hand", target=other)
    url = about(milestone) if page == "talk" else reverse(f"work:{page}")
    client.get(url)

    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


def test_a_calendar_is_issued_by_the_form_of_its_page(manager):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    page = client.get(reverse("work:calendar")).content.decode()
    (token,) = re.findall(
        r'/calendar/issue/"[^>]*><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page
    )

    answer = client.post(reverse("work:calendar-issue"), {"csrfmiddlewaretoken": token})

    assert ".ics" in answer.content.decode()


def test_of_a_webhook_that_was_sent_nothing_nobody_says_that_it_answers():
    admin = accounts.user(Role.ADMINISTRATOR)
    hook, _ = register_webhook(name="Chat", url="https://hooks.example.com/", verbs=[], actor=admin)
    client = Client()
    client.force_login(admin)

    page = client.get(reverse("work:webhook-detail", args=[hook.pk])).content.decode()

    assert "Nothing was sent to it yet." in page
    assert "It answers." not in page
