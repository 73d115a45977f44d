"""Who reads: leadership takes note, the digest comes once a week, and a week without a report is seen."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.jobs.models import Outbox
from programs.models import Acknowledgement, Ask, DigestReader, Program, StatusReport
from programs.operations import ask as asks
from programs.operations import digest, reading
from programs.operations import report as reports
from programs.operations.admission import admit
from programs.operations.mail import mail_report
from programs.reports.digest import digest_of
from programs.reports.document import document_of
from programs.reports.missing import missing_of
from programs.reports.needs import program_needs
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 3, 2)


def at(day=9, hour=6):
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


COMMENTS = {"risk": "Somebody looks at it on Monday."}


@pytest.fixture
def program():
    return programs.program(starts_on=dt.date(2026, 2, 23), due_on=dt.date(2026, 6, 30))


@pytest.fixture
def leader():
    return accounts.user(Role.LEADERSHIP, name="Mara Feld")


def published(program, monday=MONDAY, when=None):
    draft = reports.draft_report(program, monday, actor=None, at=when or at())
    said = reports.edit_report(
        draft, version=draft.version, actor=program.manager, summary="So it is.", comments=COMMENTS
    )
    return reports.publish_report(said, actor=program.manager, at=when or at())


def test_a_leader_takes_note_once_and_the_page_says_who_has_and_who_has_not(client, program, leader):
    other = accounts.user(Role.LEADERSHIP, name="Jon Berg")
    report = published(program)
    client.force_login(leader)
    url = reverse("programs:report-acknowledge", args=[report.pk])

    for word in ("Thank you.", "Twice."):
        assert client.post(url, {"word": word}).status_code == 302

    assert [(row.person, row.word) for row in Acknowledgement.objects.all()] == [(leader, "Thank you.")]
    assert Event.objects.filter(verb="report.acknowledged").count() == 1
    page = client.get(reverse("programs:report-detail", args=[report.pk])).content.decode()
    assert "Thank you." in page
    assert f"Not yet:</span> {other.name}" in page


def test_a_draft_is_not_taken_note_of(program, leader):
    draft = reports.draft_report(program, MONDAY, actor=None, at=at())

    with pytest.raises(reading.CannotAcknowledge, match="draft"):
        reading.acknowledge(draft, actor=leader, at=at())

    assert not Acknowledgement.objects.exists()


def test_home_counts_what_is_not_taken_note_of(program, leader):
    report = published(program)

    waiting = [need.action for need in program_needs(leader, at=at(10))]
    reading.acknowledge(report, actor=leader, at=at(10))

    assert waiting == ["Read and acknowledge"]
    assert list(program_needs(leader, at=at(10))) == []


def test_a_week_is_missing_after_its_deadline_until_it_is_published(program):
    reports.draft_report(program, MONDAY, actor=None, at=at())
    week_before = MONDAY - dt.timedelta(days=7)

    before, after = (missing_of([program], at=at(9, hour)) for hour in (11, 12))

    assert (before, after) == ({program.pk: [week_before]}, {program.pk: [MONDAY, week_before]})
    published(program)
    assert missing_of([program], at=at(9, 12)) == {}


def test_the_digest_says_what_each_program_needs_and_whose_report_is_missing(program, leader):
    programs.ask(program, what="Four more raters", needed_by=MONDAY + dt.timedelta(days=20))
    programs.ask(program, what="A decision on splits", needed_by=MONDAY + dt.timedelta(days=10))

    row = digest_of(Program.objects.all(), at=at(9, 13)).rows[0]

    assert (row.ask.what, row.asks, row.missing[0], row.report) == ("A decision on splits", 2, MONDAY, None)


@pytest.mark.parametrize("count", [1, 3])
def test_the_digest_asks_the_same_number_of_questions(client, leader, count, django_assert_num_queries):
    for _ in range(count):
        one = programs.program(starts_on=dt.date(2026, 2, 23), due_on=dt.date(2026, 6, 30))
        programs.ask(one)
        published(one)
    client.force_login(leader)
    client.get(reverse("programs:digest"))

    with django_assert_num_queries(DIGEST):
        assert client.get(reverse("programs:digest")).status_code == 200


DIGEST = 31


def test_the_digest_comes_once_a_week_by_the_reader_s_own_clock(program, leader):
    reading.set_digest(leader, time_zone="Asia/Tokyo", wants_mail=True, actor=leader)

    sent = [digest.send_digests(at=at(9, hour)) for hour in (3, 4, 5)]
    reading.set_digest(leader, time_zone="America/New_York", wants_mail=True, actor=leader)
    sent += [digest.send_digests(at=at(9, 20)), digest.send_digests(at=at(16, 18))]

    assert sent == [0, 1, 0, 0, 1]
    assert Outbox.objects.filter(name="programs.mail_digest").count() == 2


def test_who_opted_out_gets_no_digest(program, leader):
    reading.set_digest(leader, time_zone="UTC", wants_mail=False, actor=leader)

    assert digest.send_digests(at=at(9, 20)) == 0
    assert DigestReader.objects.get().sent_week_on is None


def test_a_trend_names_the_dimension_that_moved(program):
    report = published(program)
    moved = {"trends": {"quality": "worse", "cost": "better", "risk": "same"}, "deltas": [], "reason": ""}
    StatusReport.objects.filter(pk=report.pk).update(numbers=report.numbers | {"compared": moved})

    row = digest_of(Program.objects.all(), at=at(9, 13)).rows[0]

    assert (row.trend, row.where) == ("worse", "quality")


def test_a_trend_reaches_until_today(program):
    """A dimension that left its reported colour got worse, whatever moved before that report."""
    report = published(program)
    dimensions = [
        row | {"rule": "on_track"} if row["key"] == "risk" else row for row in report.numbers["dimensions"]
    ]
    steady = {"trends": {"risk": "same", "scope": "same"}, "deltas": [], "reason": ""}
    said = report.numbers | {"compared": steady, "dimensions": dimensions}
    StatusReport.objects.filter(pk=report.pk).update(numbers=said, rag="on_track")
    told = []
    for likelihood, impact in ((1, 1), (5, 5)):
        programs.raid_item(program, likelihood=likelihood, impact=impact)
        row = digest_of(Program.objects.all(), at=at(9, 13)).rows[0]
        told.append((row.line.status.key, row.trend, row.where))

    assert told[1] == ("off_track", "worse", "risk")


def test_a_trend_says_nothing_of_what_was_not_known_before(program):
    report = published(program)
    StatusReport.objects.filter(pk=report.pk).update(
        numbers=report.numbers | {"compared": {"trends": {"scope": "same"}, "deltas": [], "reason": ""}},
        rag="no_data",
    )
    programs.raid_item(program, likelihood=5, impact=5)

    row = digest_of(Program.objects.all(), at=at(9, 13)).rows[0]

    assert (row.line.status.key, row.trend) == ("off_track", "")


def test_who_manages_gets_the_digest_once_they_asked_for_it(client, program):
    manager = accounts.user(Role.PROGRAM_MANAGER)
    client.force_login(manager)
    told = [client.get(reverse("programs:digest")).context["comes"], digest.send_digests(at=at(9, 20))]

    reading.set_digest(manager, time_zone="UTC", wants_mail=True, actor=manager)
    told += [client.get(reverse("programs:digest")).context["comes"], digest.send_digests(at=at(9, 20))]

    assert told == [False, 0, True, 1]


def test_the_digest_reads_well_in_both_forms(program, leader):
    programs.ask(program, what="A <b>decision</b>")

    digest.mail_digest(leader, at=at(9, 13))

    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert "A <b>decision</b>" in message.body
    assert "A &lt;b&gt;decision&lt;/b&gt;" in html
    assert "src=" not in html
    assert f"/programs/{program.code}/" in html


def test_who_left_since_it_was_promised_gets_no_mail(program, leader):
    report = programs.report(program)
    leader.is_active = False
    leader.save()

    digest.mail_digest(leader, at=at(9, 13))
    mail_report(report, leader)
    mail_report(report, accounts.user(Role.REQUESTER))

    assert mail.outbox == []


def asked(program, leader, **fields):
    words = {"what": "Fund four raters", "owner": leader, "needed_by": dt.date(2026, 3, 20)} | fields
    return asks.add_ask(program, actor=program.manager, at=at(), **words)


def test_an_ask_is_a_row_with_an_owner_a_day_and_an_answer(program, leader):
    ask = asked(program, leader)
    assert asked(program, leader) == ask

    for _ in range(2):
        answered = asks.answer_ask(ask, answer="Two of them.", actor=leader, at=at(10))

    assert (answered.state, answered.closed_on) == ("met", dt.date(2026, 3, 10))
    with pytest.raises(asks.CannotAsk, match="Ask anew"):
        asks.withdraw_ask(ask, reason="Gone.", actor=program.manager, at=at(11))
    verbs = Event.objects.filter(verb__startswith="ask.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["ask.made", "ask.met"]


def test_nobody_is_asked_by_a_day_that_has_passed(program, leader):
    with pytest.raises(asks.CannotAsk, match="passed"):
        asked(program, leader, needed_by=dt.date(2026, 3, 1))

    assert not Ask.objects.exists()


def test_what_is_off_track_without_an_answer_is_said_before_publishing(program, leader):
    programs.raid_item(program, likelihood=5, impact=4, raised_on=MONDAY)
    draft = reports.draft_report(program, MONDAY, actor=None, at=at())

    alone = document_of(draft, with_money=True, on=at().date()).unanswered
    asked(program, leader, dimension="risk")
    report = published(program)

    assert alone == ("Risk",)
    document = document_of(report, with_money=True)
    assert document.unanswered == ()
    assert document.groups[0].items[0].title == "Fund four raters"


def test_what_is_said_of_cost_is_read_by_who_may_know_it(client, program, leader):
    report = published(program)
    StatusReport.objects.filter(pk=report.pk).update(comments=COMMENTS | {"cost": "It costs 777705 more."})
    report.refresh_from_db()
    told, reviewer = {}, accounts.user(Role.REVIEWER)
    admit(program, reviewer, actor=None)
    for person in (leader, reviewer):
        client.force_login(person)
        page = client.get(reverse("programs:report-detail", args=[report.pk])).content.decode()
        row = client.get(f"/api/v1/reports/{report.pk}/").json()
        mail_report(report, person)
        told[person.role] = ["777705" in text for text in (page, str(row), mail.outbox[-1].body)]

    assert told == {"leadership": [True] * 3, "reviewer": [False] * 3}
    assert row["comments"] == COMMENTS
