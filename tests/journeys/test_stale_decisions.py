"""Who decides upon something that changed since they looked is asked again, with everything as they typed it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.models import Clearance
from compliance.operations.clearance import request_clearance
from dataops.accounts.choices import Role
from dataops.accounts.operations.token import issue
from programs.models import StatusReport
from programs.operations import report as reports
from programs.operations.admission import admit
from quality.models import AcceptanceDecision
from quality.operations.tally import measure_batch
from quality.reports.evidence import version_of
from tests.conftest import NOON
from tests.factories import accounts, compliance, labeling, programs, quality, vendors
from tests.quality.test_decision_operations import delivered
from vendors.models import Scorecard
from vendors.operations.scorecard import respond

pytestmark = pytest.mark.django_db


def by_api(client, user, path, **body):
    """The answer to a script of the same person."""
    key = issue("script", "write", actor=user, at=timezone.now())[1]
    headers = {"Authorization": f"Bearer {key}"}
    return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def seen_on(page) -> int:
    """The version that the form on the page carries."""
    return page.context["form"]["version"].value()


@pytest.fixture
def share():
    share = delivered()
    measure_batch(share.batch_id, at=NOON)
    return share


def more_labels(share):
    labeling.annotation(labeling.task(share.batch), vendors.worker(share.vendor))


def more_gold_counted(share):
    quality.gold_item(labeling.task(share.batch), code=1)
    labeling.annotation(share.batch.tasks.last(), vendors.worker(share.vendor), code=0)
    measure_batch(share.batch_id, at=NOON)


def another_target(share):
    programs.target(share.batch.project.program, metric="gold_accuracy", value=".99")


@pytest.mark.parametrize("change", [more_labels, more_gold_counted, another_target])
def test_a_delivery_whose_evidence_changed_is_shown_again_with_what_was_typed(client, share, change):
    lead, url = accounts.user(Role.REVIEWER), reverse("quality:share-decide", args=[share.pk])
    client.force_login(lead)
    typed = {"outcome": "rejected", "reason": "Half of it is empty.", "version": seen_on(client.get(url))}
    change(share)

    stale = client.post(url, typed)
    refused = by_api(client, lead, "quality/decisions/", share=share.pk, **typed)

    assert (stale.status_code, refused.status_code) == (412, 412)
    assert "The evidence changed after you opened this page." in said(stale)
    assert "Half of it is empty." in said(stale)
    assert not AcceptanceDecision.objects.exists()
    assert client.post(url, typed | {"version": seen_on(stale)}).status_code == 302
    assert AcceptanceDecision.objects.get().reason == "Half of it is empty."


def test_what_was_not_counted_when_the_page_was_opened_is_shown_before_it_is_decided_upon(client, share):
    lead, url = accounts.user(Role.REVIEWER), reverse("quality:share-decide", args=[share.pk])
    client.force_login(lead)
    quality.gold_item(labeling.task(share.batch), code=1)
    labeling.annotation(share.batch.tasks.last(), vendors.worker(share.vendor), code=0)
    opened = client.get(url)
    typed = {"outcome": "accepted", "reason": "", "version": seen_on(opened)}
    assert "Labels have come since the last count" in said(opened)

    counted = client.post(url, typed)

    assert counted.status_code == 412
    shown = counted.context["evidence"].to_json()
    assert shown["judgements"] > opened.context["evidence"].judgements
    assert client.post(url, typed | {"version": seen_on(counted)}).status_code == 302
    assert AcceptanceDecision.objects.get().evidence == shown


def test_the_same_evidence_counted_again_is_the_same(share):
    before = version_of(share)

    measure_batch(share.batch_id, at=timezone.now())

    assert version_of(share) == before


def other_words(clearance):
    asked = {"sensitivity": "special", "basis": "Another law."}
    request_clearance(clearance.program, actor=clearance.requested_by, at=timezone.now(), **asked)


def another_vendor(clearance):
    vendors.work_order(program_=clearance.program)


@pytest.mark.parametrize("change", [other_words, another_vendor])
def test_a_clearance_asked_for_otherwise_is_shown_again_with_what_was_typed(client, change):
    clearance = compliance.clearance(state="requested", decided_by=None, decided_at=None)
    officer = accounts.user(Role.COMPLIANCE_OFFICER)
    client.force_login(officer)
    page, url = (
        reverse(f"compliance:clearance-{name}", args=[clearance.pk]) for name in ("detail", "decide")
    )
    typed = {"decision": "grant", "reason": "Only in the EU.", "version": seen_on(client.get(page))}
    change(clearance)

    stale = client.post(url, typed)
    body = {"is_granted": True, "version": typed["version"]}
    refused = by_api(client, officer, f"clearances/{clearance.pk}/decide/", **body)

    assert (stale.status_code, refused.status_code) == (412, 412)
    assert "changed after you opened this page" in said(stale)
    assert "Only in the EU." in said(stale)
    assert Clearance.objects.get().state == "requested"
    assert client.post(url, typed | {"version": seen_on(stale)}).status_code == 302
    assert Clearance.objects.get().state == "granted"


def other_summary(report):
    reports.edit_report(report, version=report.version, actor=report.program.manager, summary="All is lost.")


def other_status(report):
    reports.override_rag(report, "off_track", reason="Rain.", actor=report.program.manager)


@pytest.mark.parametrize("change", [other_summary, other_status])
def test_a_report_that_changed_is_read_again_before_it_is_published(client, change):
    report = programs.report()
    manager = report.program.manager
    admit(report.program, manager, actor=manager)
    report = reports.edit_report(report, version=1, actor=manager, summary="All is well.")
    client.force_login(manager)
    url = reverse("programs:report-publish", args=[report.pk])
    change(report)

    stale = client.post(url, {"version": report.version})
    refused = by_api(client, manager, f"reports/{report.pk}/publish/", version=report.version)

    assert (stale.status_code, refused.status_code) == (412, 412)
    assert "The report changed after you opened it." in said(stale)
    assert StatusReport.objects.get().state == "draft"
    assert client.post(url, {"version": stale.context["report"].version}).status_code == 302
    assert StatusReport.objects.get().state == "published"


def test_a_corrected_scorecard_is_not_agreed_to_unread(client):
    card = vendors.scorecard()
    admin = accounts.user(Role.VENDOR_ADMIN, organisation=card.vendor.organisation)
    client.force_login(admin)
    page, url = (reverse(f"vendors:portal-scorecard-{name}", args=[card.pk]) for name in ("month", "answer"))
    typed = {"answer": "dispute", "response": "B-1 was on time.", "version": seen_on(client.get(page))}
    Scorecard.objects.update(version=2, score=12)

    stale = client.post(url, typed)
    body = {"is_agreed": True, "version": typed["version"]}
    refused = by_api(client, admin, f"scorecards/{card.pk}/respond/", **body)

    assert (stale.status_code, refused.status_code) == (412, 412)
    assert "corrected after you opened it" in said(stale)
    assert "B-1 was on time." in said(stale)
    assert Scorecard.objects.get().state == "published"
    assert client.post(url, typed | {"version": seen_on(stale)}).status_code == 302
    assert Scorecard.objects.get().state == "disputed"


def test_a_colleagues_dispute_is_read_before_it_is_answered_over(client):
    card = vendors.scorecard()
    admin = accounts.user(Role.VENDOR_ADMIN, organisation=card.vendor.organisation)
    client.force_login(admin)
    page, url = (reverse(f"vendors:portal-scorecard-{name}", args=[card.pk]) for name in ("month", "answer"))
    seen = seen_on(client.get(page))
    client.post(url, {"answer": "dispute", "response": "B-1 was on time.", "version": seen})
    typed = {"answer": "agree", "response": "Fine by me.", "version": seen}

    stale = client.post(url, typed)
    refused = by_api(client, admin, f"scorecards/{card.pk}/respond/", is_agreed=True, version=seen)

    assert (stale.status_code, refused.status_code) == (412, 412)
    assert "answered after you opened it" in said(stale)
    assert "B-1 was on time." in said(stale)
    assert "Fine by me." in said(stale)
    standing = Scorecard.objects.get()
    assert (standing.state, standing.response) == ("disputed", "B-1 was on time.")
    assert client.post(url, typed | {"version": seen_on(stale)}).status_code == 302
    assert Scorecard.objects.get().state == "agreed"


def test_a_dispute_is_not_settled_in_words_that_were_replaced(client):
    card = vendors.scorecard(state="disputed", response="B-1 was on time.", responded_at=NOON)
    manager = accounts.user(Role.VENDOR_MANAGER)
    client.force_login(manager)
    page, url = (reverse(f"vendors:scorecard-{name}", args=[card.pk]) for name in ("detail", "settle"))
    typed = {"answer": "stand", "reply": "It came a day late.", "version": seen_on(client.get(page))}
    respond(card, is_agreed=False, response="B-2 was on time too.", actor=None, at=NOON)

    stale = client.post(url, typed)

    assert stale.status_code == 412
    assert "B-2 was on time too." in said(stale)
    assert "It came a day late." in said(stale)
    assert Scorecard.objects.get().state == "disputed"
    assert client.post(url, typed | {"version": seen_on(stale)}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "quality/decisions/",
        "clearances/{clearance}/decide/",
        "reports/{report}/publish/",
        "scorecards/{card}/respond/",
    ],
)
def test_the_api_decides_nothing_unseen(client, path):
    boss, card = accounts.user(Role.ADMINISTRATOR), vendors.scorecard()
    asked = compliance.clearance(state="requested", decided_by=None, decided_at=None)
    ids = {"clearance": asked.pk, "report": programs.report().pk, "card": card.pk}
    person = (
        accounts.user(Role.VENDOR_ADMIN, organisation=card.vendor.organisation) if "card" in path else boss
    )
    person = accounts.user(Role.COMPLIANCE_OFFICER) if "clearance" in path else person
    body = {"share": delivered().pk, "outcome": "accepted", "is_granted": True, "is_agreed": True}

    answer = by_api(client, person, path.format(**ids), **body)

    assert answer.status_code == 400
    assert "version" in answer.json()
