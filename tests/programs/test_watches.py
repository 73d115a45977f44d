"""Alerts are given once, views are kept by name, and mails go out at an hour of their reader's own day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from dataops.work.models import Notification
from programs import tasks
from programs.models import SavedView
from programs.operations import view as views
from programs.operations import watch as operations
from programs.reports.sending import next_moment
from programs.reports.watches import watch_needs
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def leader(client):
    user = accounts.user(Role.LEADERSHIP)
    client.force_login(user)
    return user


def watch(owner, **fields):
    asked = {"scope": "house", "beyond": "below", "bound": Decimal("0.9"), "by": "interval"} | fields
    return operations.add_watch(programs.metric("first_pass"), actor=owner, **asked)


def kept(number, low, value, high):
    return programs.snapshot(
        "first_pass", week_on=dt.date(2026, 1, 5) + number * WEEK, low=low, value=value, high=high
    )


def test_an_alert_is_given_once_until_it_comes_back(leader, noon):
    watch(leader)
    told = []
    for number, interval in enumerate(
        [(0.85, 0.88, 0.95), (0.80, 0.85, 0.89), (0.70, 0.75, 0.80), (0.91, 0.95, 0.99), (0.5, 0.6, 0.7)]
    ):
        kept(number, *interval)
        told += [operations.look_at_watches(at=noon + number * WEEK) for _ in range(2)]

    assert told == [0, 0, 1, 0, 0, 0, 0, 0, 1, 0]
    sentences = Notification.objects.filter(person=leader).order_by("pk").values_list("sentence", flat=True)
    assert sentences[0] == (
        "First-pass yield of the whole house is 85.0%: with its whole interval below 90.0%"
    )
    assert len(sentences) == 2
    assert Event.objects.filter(verb="alert.over").count() == 1
    assert [need.title for need in watch_needs(leader, at=noon)] == ["First-pass yield left its bound"]


def test_by_its_value_alone_an_alert_is_given_sooner(leader, noon):
    watch(leader, by="value")
    kept(0, 0.85, 0.88, 0.95)

    assert operations.look_at_watches(at=noon) == 1


def test_the_same_alert_is_one_and_a_scope_needs_its_thing(client, leader, noon):
    assert watch(leader) == watch(leader)
    with pytest.raises(operations.CannotWatch, match="Choose the program"):
        watch(leader, scope="program")
    form = {"metric": programs.metric("first_pass").pk, "scope": "vendor", "beyond": "below", "bound": "95%"}
    refused = client.post(reverse("programs:watch-add"), form | {"by": "interval"})
    assert (refused.status_code, "Choose the vendor" in refused.content.decode()) == (422, True)
    made = client.post(reverse("programs:watch-add"), form | {"by": "value", "scope": "house"})
    assert made.status_code == 302
    page = client.get(reverse("programs:watch-list")).content.decode()
    assert "the value alone falls below 95.0%" in page
    for row in leader.watches.all():
        client.post(reverse("programs:watch-remove", args=[row.pk]))
    assert not leader.watches.filter(removed_at=None).exists()


@pytest.mark.parametrize(
    ("when", "after", "next_at"),
    [
        (("week", 1, 8, "Europe/Lisbon"), "2026-03-04T12:00", "2026-03-09T08:00"),
        (("week", 1, 8, "Europe/Berlin"), "2026-03-27T12:00", "2026-03-30T06:00"),
        (("month", 31, 8, "UTC"), "2026-01-31T09:00", "2026-02-28T08:00"),
        (("month", 31, 23, "America/New_York"), "2026-02-28T12:00", "2026-03-01T04:00"),
        (("month", 31, 0, "UTC"), "2026-04-30T00:00", "2026-05-31T00:00"),
    ],
)
def test_the_next_moment_is_an_hour_of_their_own_day(when, after, next_at):
    every, day, hour, zone = when
    at = dt.datetime.fromisoformat(after).replace(tzinfo=dt.UTC)

    found = next_moment(every=every, day=day, hour=hour, zone=zone, after=at)

    assert found == dt.datetime.fromisoformat(next_at).replace(tzinfo=dt.UTC)


def test_a_view_is_kept_by_its_name_and_opens_first(client, leader):
    form = {"name": "Last quarter", "period": "13", "is_default": "on"}
    assert client.post(reverse("programs:view-save"), form).status_code == 302
    views.save_view(name="Other", filters={}, is_default=True, actor=leader)
    views.save_view(name="Last quarter", filters={"period": "13"}, is_default=True, actor=leader)

    page = client.get(reverse("programs:leadership"), follow=True)

    assert page.context["narrowing"].weeks == 13
    assert "period=13&amp;format=csv" in page.content.decode()
    assert SavedView.objects.filter(is_default=True).count() == 1
    assert SavedView.objects.count() == 2
    assert client.get(reverse("programs:leadership"), {"period": ""}).context["narrowing"].weeks is None


@pytest.mark.parametrize(
    ("key", "scope"), [("slip", "house"), ("turnaround", "program"), ("agreement", "vendor")]
)
def test_no_alert_is_set_on_what_no_week_is_kept_of(leader, key, scope):
    with pytest.raises(operations.CannotWatch, match="kept"):
        operations.add_watch(
            programs.metric(key), scope=scope, beyond="above", bound=Decimal(1), by="value", actor=leader
        )


def test_an_alert_without_a_figure_is_not_green(client, leader):
    watch(leader)
    assert [state for _, _, state in client.get(reverse("programs:watch-list")).context["alerts"]] == [
        ("idle", "No data")
    ]
    kept(0, 0.5, 0.6, 0.7)
    assert [state for _, _, state in client.get(reverse("programs:watch-list")).context["alerts"]] == [
        ("bad", "Beyond")
    ]


def test_what_a_filter_did_not_find_is_said_behind_the_figures_too(client, leader):
    page = client.get(reverse("programs:leadership"), {"portfolio": "99999", "period": "13"})
    tile = next(tile for tile in page.context["tiles"] if tile.key == "backlog")

    behind = client.get(tile.url)

    assert behind.context["narrowing"].faults == page.context["narrowing"].faults != ()
    assert behind.context["narrowing"].weeks == 13
    assert tile.value is None
    assert "so nothing is counted" in page.context["narrowing"].words


def test_a_view_goes_out_once_an_hour_names_its_filters_and_can_be_stopped(client, leader, noon):
    view = views.save_view(name="Gone vendor", filters={"vendor": "99999", "period": "13"}, actor=leader)
    for _ in range(2):
        delivery = views.send_view(
            view, leader, every="week", day=4, hour=9, zone="Europe/Lisbon", actor=leader, at=noon
        )

    sent = [views.send_due(at=noon + days * dt.timedelta(days=1)) for days in (0, 20, 20)]
    promised = Outbox.objects.get(name="programs.mail_view")
    for _ in range(2):
        tasks.mail_view(**promised.kwargs, vendor_id=None, outbox_id=promised.pk)

    assert sent == [0, 1, 0]
    (message,) = mail.outbox
    assert message.to == [leader.email]
    for text in (message.body, message.alternatives[0].content):
        assert "last 13 weeks" in text
        assert "The vendor in this filter is not there any more" in text
        assert "Europe/Lisbon" in text
        assert reverse("programs:delivery-stop", args=[delivery.pk]) in text
    assert "Gone vendor" in client.get(reverse("programs:watch-list")).content.decode()
    assert client.post(reverse("programs:delivery-stop", args=[delivery.pk])).status_code == 302
    assert views.send_due(at=noon + dt.timedelta(days=60)) == 0


def test_a_name_of_two_lines_is_a_subject_of_one(leader, noon):
    view = programs.saved_view(leader, name="Vendors\nof voice")
    delivery = programs.view_delivery(view, leader)

    views.mail_view(delivery, due="now", at=noon)

    (message,) = mail.outbox
    assert message.subject == "Leadership, Vendors of voice"
    assert message.extra_headers["Message-ID"].startswith(f"<view-{delivery.pk}-now@")


def test_nobody_is_sent_what_they_may_not_open(client, leader, noon):
    view = views.save_view(name="Mine", filters={}, actor=leader)
    with pytest.raises(views.CannotSaveView, match="Only who may open"):
        views.send_view(
            view, accounts.user(Role.REVIEWER), every="week", day=1, hour=8, zone="UTC", actor=leader, at=noon
        )
    form = {"reader": leader.pk, "every": "week", "day": 9, "hour": 8, "zone": "UTC"}
    bad = client.post(reverse("programs:view-send", args=[view.pk]), form)
    assert (bad.status_code, "seven days" in bad.content.decode()) == (422, True)
    views.remove_view(view, actor=leader, at=noon)
    with pytest.raises(views.CannotSaveView, match="was removed"):
        views.send_view(view, leader, every="week", day=1, hour=8, zone="UTC", actor=leader, at=noon)


@pytest.mark.parametrize("count", [1, 3])
def test_alerts_and_views_ask_the_same_number_of_questions(client, leader, count, django_assert_num_queries):
    for _ in range(count):
        programs.watch(leader, bound=str(count))
        programs.view_delivery(programs.saved_view(leader))
    client.get(reverse("programs:watch-list"))

    with django_assert_num_queries(12):
        client.get(reverse("programs:watch-list"))


def test_a_bound_on_a_time_is_written_with_its_unit(client, leader):
    client.force_login(leader)
    address = reverse("programs:watch-add")
    form = {"metric": programs.metric("turnaround").pk, "scope": "house", "beyond": "above", "by": "value"}

    page = client.get(address).content.decode()
    bare = client.post(address, form | {"bound": "86400"})
    days = client.post(address, form | {"bound": "1.5 days"})
    share = client.post(address, form | {"metric": programs.metric("first_pass").pk, "bound": "3 d"})

    assert "Request to decision, in h or d" in page
    assert bare.status_code == share.status_code == 422
    assert "Write the time with its unit: 36 h or 3 d." in bare.content.decode()
    assert "First-pass yield is no time: leave the unit out." in share.content.decode()
    assert days.status_code == 302
    assert [watch.bound for watch in leader.watches.all()] == [Decimal(129_600)]
