import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from dataops.jobs.models import Outbox
from programs import tasks
from programs.models import StatusReport
from programs.operations import admission as admissions
from programs.operations import ask as asks
from programs.operations import drafting, milestone, target
from programs.operations import report as operations
from programs.operations.forecast import forecast_program
from programs.operations.program import change_program
from programs.operations.report import CannotPublish
from programs.reports.document import document_of
from programs.rules.week import week_of
from tests.factories import accounts, programs, vendors
from tests.programs.conftest import accept_units
from vendors.operations.ledger import reverse_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(now, delivered):
    day = now.date()
    found = programs.program(
        starts_on=day - dt.timedelta(days=40), due_on=day + dt.timedelta(days=60), name="Support intents"
    )
    found.order = delivered(found, [20, 0, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20], at=now)
    admissions.admit(found, found.manager, actor=found.manager)
    return found


@pytest.fixture
def draft(program, now):
    return operations.draft_report(program, now.date(), actor=None, at=now)


def written(draft):
    return operations.edit_report(draft, version=1, actor=draft.program.manager, summary="All is well.")


def publish(report, now):
    return operations.publish_report(written(report), actor=report.program.manager, at=now)


def verbs(prefix="report."):
    return list(Event.objects.filter(verb__startswith=prefix).order_by("pk").values_list("verb", flat=True))


def test_draft_twice_is_one_report_of_that_monday(program, draft, now):
    again = operations.draft_report(
        program, now.date() - dt.timedelta(days=now.weekday()), actor=None, at=now
    )

    assert again == draft
    assert StatusReport.objects.count() == 1
    assert draft.week_on.weekday() == 0
    assert draft.numbers["progress"]["accepted"] == 230
    assert verbs() == ["report.drafted"]


def test_the_rule_answers_and_says_why(draft):
    assert draft.rag == "no_data"
    assert draft.rag_reason == "No forecast has run yet."


def test_the_clock_drafts_the_week_that_ended_once(program, now):
    programs.program(starts_on=now.date() + dt.timedelta(days=1), due_on=now.date() + dt.timedelta(days=9))

    for _ in range(2):
        drafting.promise_drafts(at=now)
    promise = Outbox.objects.get(name="programs.draft_program")
    for _ in range(2):
        tasks.draft_program(**promise.kwargs, vendor_id=None, outbox_id=promise.pk)

    report = StatusReport.objects.get()
    assert report.program == program
    assert report.week_on == now.date() - dt.timedelta(days=now.weekday() + 7)


def test_k11_weeks_that_the_clock_missed_are_caught_up_once(program, now):
    ended = now.date() - dt.timedelta(days=now.weekday() + 7)
    operations.draft_report(program, ended - dt.timedelta(days=21), actor=None, at=now)

    made = [drafting.draft_due(at=now) for _ in range(2)]

    weeks = list(StatusReport.objects.order_by("pk").values_list("week_on", flat=True))
    assert made == [3, 0]
    assert weeks == [ended - dt.timedelta(days=days) for days in (21, 14, 7, 0)]


def test_words_are_saved_once(draft):
    for _ in range(2):
        saved = written(draft)

    assert (saved.summary, saved.version) == ("All is well.", 2)
    assert verbs() == ["report.drafted", "report.edited"]


def test_two_writers_lose_nothing(draft):
    written(draft)

    with pytest.raises(ChangedMeanwhile) as caught:
        operations.edit_report(draft, version=1, actor=draft.program.manager, summary="All is lost.")

    assert caught.value.current.summary == "All is well."
    assert StatusReport.objects.get().summary == "All is well."


def test_an_override_needs_a_reason_and_can_be_taken_back(draft):
    actor = draft.program.manager

    with pytest.raises(operations.CannotEdit, match="why"):
        operations.override_rag(draft, "on_track", reason=" ", actor=actor)
    assert StatusReport.objects.get().status == "no_data"
    for _ in range(2):
        operations.override_rag(draft, "on_track", reason="We saw it.", actor=actor)
    assert StatusReport.objects.get().status == "on_track"
    operations.override_rag(draft, "", reason="", actor=actor)
    assert StatusReport.objects.get().status == "no_data"
    assert verbs() == ["report.drafted", "report.status_overridden", "report.status_overridden"]


def test_publish_without_words_is_refused(draft, now):
    with pytest.raises(operations.CannotPublish, match="summary"):
        operations.publish_report(draft, actor=draft.program.manager, at=now)

    assert StatusReport.objects.get().state == "draft"
    assert not Outbox.objects.filter(name="programs.send_report").exists()


def test_a_published_report_never_changes(client, program, draft, now):
    report = operations.publish_report(written(draft), actor=program.manager, at=now)
    client.force_login(program.manager)
    address = reverse("programs:report-detail", args=[report.pk])
    before = _body(client.get(address))

    target.set_target(program, "acceptance", value="0.999", actor=program.manager)
    accept_units(program.order, 500, at=now)
    change_program(program, name="Renamed", units_planned=10, actor=program.manager)

    assert StatusReport.objects.get().numbers == report.numbers
    assert _body(client.get(address)) == before
    for refused in (
        lambda: operations.edit_report(report, version=2, actor=program.manager, summary="No."),
        lambda: operations.override_rag(report, "on_track", reason="No.", actor=program.manager),
        lambda: operations.renew_numbers(report, actor=program.manager, at=now),
    ):
        with pytest.raises(operations.CannotEdit, match="published"):
            refused()


def test_what_came_after_the_week_changes_none_of_its_numbers(program, now):
    monday = week_of(now.date()) - dt.timedelta(days=7)
    programs.budget_line(program)
    first = programs.milestone(program, due_on=program.due_on)
    draft = operations.draft_report(program, monday, actor=None, at=now)
    taken = draft.numbers
    sunday = monday + dt.timedelta(days=6)
    assert (taken["money"]["spent"], taken["figures_on"]) == (
        pytest.approx(taken["progress"]["accepted"] * 0.1),
        sunday.isoformat(),
    )
    assert {row["metric"]: row["n"] for row in taken["measures"]}["acceptance"] == taken["progress"][
        "accepted"
    ]

    accept_units(program.order, 500, at=now)
    reverse_entry(program.ledger.earliest("entered_at"), reason="Wrong batch.", actor=None, at=now)
    vendors.delivery(program.order, units=5, delivered_at=now)
    forecast_program(program, at=now)
    milestone.finish_milestone(first, on=now.date(), actor=program.manager, at=now)
    renewed = operations.renew_numbers(draft, actor=program.manager, at=now)

    assert renewed.numbers == taken
    assert verbs() == ["report.drafted"]


def test_numbers_of_a_draft_are_renewed(program, draft, now):
    accept_units(program.order, 500, at=now)

    for _ in range(2):
        renewed = operations.renew_numbers(draft, actor=program.manager, at=now)

    assert renewed.numbers["progress"]["accepted"] == 730
    assert verbs() == ["report.drafted", "report.numbers_renewed"]


def test_publishing_mails_each_reader_once(program, draft, now):
    requester = accounts.user(Role.REQUESTER)
    leader = accounts.user(Role.LEADERSHIP)
    accounts.user(Role.REVIEWER)
    admissions.admit(program, requester, actor=program.manager)
    for _ in range(2):
        operations.publish_report(
            StatusReport.objects.get(pk=written(draft).pk) if draft.version == 1 else draft,
            actor=program.manager,
            at=now,
        )
        draft = StatusReport.objects.get()

    for _ in range(2):
        tasks.send_report(report_id=draft.pk, vendor_id=None)
    promised = list(Outbox.objects.filter(name="programs.mail_report").order_by("pk"))
    for _ in range(2):
        for row in promised:
            tasks.mail_report(**row.kwargs, vendor_id=None, outbox_id=row.pk)

    assert Outbox.objects.filter(name="programs.send_report").count() == 1
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        [program.manager.email, requester.email, leader.email]
    )
    ids = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert len(ids) == 3
    to_requester = next(message for message in mail.outbox if message.to == [requester.email])
    to_leader = next(message for message in mail.outbox if message.to == [leader.email])
    assert "Cost per" not in to_requester.body + to_requester.alternatives[0].content
    assert "Cost per accepted unit: $0.10" in to_leader.body
    assert "All is well." in to_leader.alternatives[0].content


def test_the_report_is_written_and_published_by_browser(client, program, draft):
    client.force_login(program.manager)

    def post(name, form):
        return client.post(reverse(f"programs:report-{name}", args=[draft.pk]), form)

    unwritten = client.get(reverse("programs:report-detail", args=[draft.pk])).content.decode()
    assert "write the summary, which is what people read first" in unwritten
    assert post("edit", {"version": 1, "summary": "Fine."}).status_code == 302
    collision = post("edit", {"version": 1, "summary": "Mine."})
    assert collision.status_code == 412
    page = collision.content.decode()
    assert "Mine." in page
    assert "Fine." in page
    assert '<input type="hidden" name="version" value="2" id="id_version">' in page
    assert post("edit", {"version": 2, "summary": "Mine, and fine."}).status_code == 302
    rain = {"version": 3, "rag": "at_risk", "reason": "Rain."}
    assert post("override", rain | {"reason": ""}).status_code == 422
    assert post("override", rain).status_code == 302
    collision = post("override", rain | {"rag": "off_track", "reason": "A storm."})
    assert collision.status_code == 412
    assert all(words in collision.content.decode() for words in ("Rain.", "A storm."))
    assert post("renew", {}).status_code == 302
    read = StatusReport.objects.get().version
    assert post("publish", {}).status_code == 422
    assert post("publish", {"version": read}).status_code == 302
    done = client.get(reverse("programs:report-detail", args=[draft.pk])).content.decode()
    assert "Rain." in done
    assert post("edit", {"version": 3, "summary": "Late."}).status_code == 412
    assert StatusReport.objects.get().state == "published"


@pytest.mark.parametrize("name", ["save", "edit"])
def test_words_that_were_not_sent_stay_and_words_sent_empty_go(client, program, draft, name):
    operations.edit_report(draft, version=1, actor=program.manager, summary="Fine.", lowlights="A decision.")
    client.force_login(program.manager)
    url = reverse(f"programs:report-{name}", args=[draft.pk])

    client.post(url, {"version": 2})
    untouched = StatusReport.objects.get()
    client.post(url, {"version": 2, "lowlights": ""})
    emptied = StatusReport.objects.get()

    assert (untouched.summary, untouched.lowlights, untouched.version) == ("Fine.", "A decision.", 2)
    assert (emptied.summary, emptied.lowlights) == ("Fine.", "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, now, count, django_assert_num_queries):
    for _ in range(count):
        one = programs.program(starts_on=now.date(), due_on=now.date() + dt.timedelta(days=60))
        operations.draft_report(one, now.date(), actor=None, at=now)
    client.force_login(accounts.user(Role.ADMINISTRATOR))
    client.get(reverse("programs:report-list"))

    with django_assert_num_queries(13):
        answer = client.get(reverse("programs:report-list"), {"state": "draft", "status": "no_data"})
    assert len(answer.context["page_obj"].object_list) == count


def test_a_requester_reads_what_is_published_of_their_programs_only(client, draft, now):
    requester = accounts.user(Role.REQUESTER)
    client.force_login(requester)
    address = reverse("programs:report-detail", args=[draft.pk])

    admissions.admit(draft.program, requester, actor=draft.program.manager)
    assert client.get(address).status_code == 404
    publish(draft, now)
    assert client.get(address).status_code == 200
    admissions.dismiss(draft.program, requester, actor=draft.program.manager)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.PROGRAM_MANAGER, Role.REVIEWER])
def test_a_draft_is_for_those_who_write_it(client, draft, now, role):
    client.force_login(accounts.user(role))
    address = reverse("programs:report-detail", args=[draft.pk])

    assert client.get(address).status_code == 404
    assert not client.get(reverse("programs:report-list")).context["page_obj"].object_list
    publish(draft, now)
    assert client.get(address).status_code == 200


def _body(answer) -> str:
    """What the report says, without the frame's own tokens."""
    article = answer.content.decode().split('<article class="report">')[1].split("</article>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", article)


def test_a_draft_made_by_hand_names_its_maker(client, program):
    client.force_login(program.manager)

    assert client.post(reverse("programs:report-draft", args=[program.code])).status_code == 302

    assert Event.objects.get(verb="report.drafted").actor == program.manager


def test_nothing_goes_out_without_a_word_on_what_is_off_track(client, now):
    program = programs.program(
        starts_on=now.date() - dt.timedelta(days=30), due_on=now.date() - dt.timedelta(days=1)
    )
    programs.raid_item(program, likelihood=5, impact=4, raised_on=now.date())
    admissions.admit(program, program.manager, actor=program.manager)
    draft = operations.draft_report(program, now.date(), actor=None, at=now)
    client.force_login(program.manager)
    edit = reverse("programs:report-edit", args=[draft.pk])

    page = client.get(edit).content.decode()
    assert "Schedule, off track: what is done about it" in page
    with pytest.raises(CannotPublish, match="say what is done about schedule and risk, which is off track"):
        publish(draft, now)
    assert StatusReport.objects.get().state == "draft"
    assert client.post(edit, {"version": 2, "comment_schedule": "We ask for a month."}).status_code == 302
    operations.override_rag(
        draft, "at_risk", reason="It is insured.", dimension="risk", actor=program.manager
    )

    report = StatusReport.objects.get()
    assert report.comments == {"schedule": "We ask for a month."}
    operations.publish_report(report, actor=program.manager, at=now)
    assert (
        "We ask for a month."
        in client.get(reverse("programs:report-detail", args=[draft.pk])).content.decode()
    )


def test_an_ask_of_somebody_who_left_holds_the_report(draft, now):
    gone = accounts.user(name="Ida Gone")
    day = now.date() + dt.timedelta(days=3)
    ask = asks.add_ask(
        draft.program, what="Two raters", owner=gone, needed_by=day, actor=draft.program.manager, at=now
    )
    gone.is_active = False
    gone.save()

    with pytest.raises(CannotPublish, match="ask somebody else for “Two raters”"):
        publish(draft, now)
    assert ask.is_open


def test_comments_of_two_dimensions_are_kept_apart(draft):
    def write(version, **comments):
        return operations.edit_report(draft, version=version, comments=comments, actor=draft.program.manager)

    write(1, schedule="Late. ")
    report = write(2, cost="Dear.")
    assert report.comments == {"schedule": "Late.", "cost": "Dear."}
    assert write(2, cost="Dear.").version == 3
    assert write(3, cost="").comments == {"schedule": "Late."}


def test_the_forecast_of_each_milestone_is_frozen_with_the_report(client, program, now):
    day = now.date()
    milestone = programs.milestone(program, name="Half of it", units=900, due_on=day + dt.timedelta(days=9))
    programs.milestone(program, name="Handover", units=None, due_on=day + dt.timedelta(days=20))
    forecast_program(program, at=now)
    told = milestone.forecasts.get()
    draft = operations.draft_report(program, day, actor=None, at=now)
    milestone.forecasts.update(p50_on=day, p85_on=day)

    first, second = document_of(draft, with_money=True).milestones

    assert (first.p50_on, first.p85_on) == (told.p50_on, told.p85_on)
    late = (told.p50_on - milestone.due_on).days
    assert (first.kind, first.forecast_word) == ("bad", f"P50 {late} days late")
    assert (second.p50_on, second.undated) == (None, "No units")
    client.force_login(program.manager)
    page = client.get(reverse("programs:report-detail", args=[draft.pk])).content.decode()
    assert f"P50 {late} days late" in page
