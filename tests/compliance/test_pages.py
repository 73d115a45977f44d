import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.choices import ClearanceState
from compliance.models import Clearance, DataAgreement
from compliance.reports.gates import version_of
from dataops.audit.models import Event
from dataops.audit.recording import record
from dataops.web.views.keyset import ROWS as PAGE
from dataops.work.needs import needs_of
from programs.operations.admission import admit
from tests.factories import accounts, compliance, programs, vendors
from tests.vendors.test_pages import signed_in

pytestmark = pytest.mark.django_db


def waiting(program_=None, **fields):
    fields.setdefault("state", ClearanceState.REQUESTED)
    return compliance.clearance(program_, decided_by=None, decided_at=None, **fields)


@pytest.mark.parametrize("role", ["compliance_officer", "program_manager", "administrator"])
def test_every_page_answers_those_who_may(client, role):
    order, clearance = vendors.work_order(), waiting()
    compliance.data_agreement(order.vendor)
    signed_in(client, role)
    pages = [
        reverse("compliance:overview"),
        reverse("compliance:clearance-detail", args=[clearance.pk]),
        reverse("compliance:vendor-panel", args=[order.vendor.slug]),
        reverse("compliance:program-panel", args=[order.program.code]),
    ]

    answers = {page: client.get(page).status_code for page in pages}

    assert answers == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("role", ["requester", "reviewer", "vendor_manager", "vendor_admin"])
def test_others_are_kept_out(client, role):
    home = accounts.organisation() if role == "vendor_admin" else None
    signed_in(client, role, organisation=home)

    assert client.get(reverse("compliance:overview")).status_code == 403
    assert client.get(reverse("compliance:trail")).status_code == 403
    assert client.get(reverse("compliance:trail-event", args=[1])).status_code == 403
    program = vendors.work_order(
        vendors.vendor(organisation=home) if home else None
    ).program  # one that this vendor works for
    asking = reverse("compliance:clearance-request", args=[program.code])
    assert client.get(asking).status_code in (403, 404)


def test_a_manager_asks_and_an_officer_decides(client):
    manager = signed_in(client, "program_manager")
    program = programs.program(manager=manager)
    admit(program, manager, actor=manager)
    client.post(
        reverse("compliance:clearance-request", args=[program.code]),
        {"sensitivity": "personal", "basis": "People agreed."},
    )
    clearance = Clearance.objects.get()
    refused = client.post(reverse("compliance:clearance-decide", args=[clearance.pk]), {"decision": "grant"})
    signed_in(client, "compliance_officer")
    client.post(
        reverse("compliance:clearance-decide", args=[clearance.pk]),
        {"decision": "grant", "reason": "", "version": version_of(clearance, on=timezone.now().date())},
    )

    clearance.refresh_from_db()
    assert refused.status_code == 403
    assert clearance.state == ClearanceState.GRANTED


def test_what_was_said_of_the_data_is_not_asked_again(client):
    manager = signed_in(client, "program_manager")
    program = programs.program(manager=manager)
    admit(program, manager, actor=manager)
    for kind in ("personal", "internal"):
        programs.submitted_request(program=program, state="accepted", sensitivity=kind)

    page = client.get(reverse("compliance:clearance-request", args=[program.code]))

    form = page.context["form"]
    assert form.initial["sensitivity"] == "personal"
    sources = {f"{each.number}: {each.source}" for each in program.requests.all()}
    assert set(form.initial["basis"].splitlines()) == sources
    assert "As the requests said" in page.content.decode()


def test_before_it_is_asked_the_program_page_says_what_the_requests_said(client):
    manager = signed_in(client, "program_manager")
    program = programs.program(manager=manager)
    admit(program, manager, actor=manager)
    asked = programs.submitted_request(program=program, state="accepted", sensitivity="personal")

    panel = client.get(reverse("compliance:program-panel", args=[program.code])).content.decode()

    assert "Not stated to compliance yet" in panel
    assert f"{asked.number}: personal data" in panel
    assert "No data" not in panel


def test_a_request_that_joins_with_more_sensitive_data_is_carried_to_the_next_asking(client):
    manager = signed_in(client, "program_manager")
    program = programs.program(manager=manager)
    admit(program, manager, actor=manager)
    clearance = compliance.clearance(program, sensitivity="internal")
    joined = programs.submitted_request(program=program, state="accepted", sensitivity="special")

    page = client.get(reverse("compliance:clearance-request", args=[program.code]))
    needs = [need.title for need in needs_of(manager, at=timezone.now())]
    client.force_login(accounts.user("compliance_officer"))
    seen = client.get(reverse("compliance:clearance-detail", args=[clearance.pk])).content.decode()

    initial = page.context["form"].initial
    assert (initial["sensitivity"], initial["basis"]) == ("special", clearance.basis)
    assert f"{joined.number} brings more sensitive data into {program}" in needs
    assert "More sensitive than what was asked" in seen


def test_a_manager_of_another_program_cannot_ask(client):
    program = programs.program()
    signed_in(client, "program_manager")

    answer = client.post(
        reverse("compliance:clearance-request", args=[program.code]),
        {"sensitivity": "public", "basis": "Ours."},
    )

    assert answer.status_code == 403
    assert not Clearance.objects.exists()


def test_ones_own_request_shows_a_button_that_says_why(client):
    officer = signed_in(client, "compliance_officer")
    clearance = waiting(requested_by=officer)

    page = client.get(reverse("compliance:clearance-detail", args=[clearance.pk])).content.decode()
    answer = client.post(
        reverse("compliance:clearance-decide", args=[clearance.pk]), {"decision": "grant", "reason": ""}
    )

    assert "Somebody else has to decide" in page
    assert answer.status_code == 422
    clearance.refresh_from_db()
    assert clearance.state == ClearanceState.REQUESTED


def test_an_agreement_is_filed(client, today):
    vendor = vendors.vendor()
    signed_in(client, "compliance_officer")

    client.post(
        reverse("compliance:agreement-file"),
        {
            "vendor": vendor.slug,
            "kind": "data_processing",
            "reference": "DPA-9",
            "signed_on": today,
            "ends_on": today,
        },
    )

    assert DataAgreement.objects.get().vendor == vendor


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_costs_the_same_for_one_row_and_three(client, count, django_assert_num_queries):
    for _ in range(count):
        order = vendors.work_order()
        waiting(order.program)
        compliance.data_agreement(order.vendor)
    signed_in(client, "compliance_officer")
    client.get(reverse("compliance:overview"))

    with django_assert_num_queries(14):
        client.get(reverse("compliance:overview"))


def test_the_trail_is_filtered_by_person_verb_program_vendor_and_object(client):
    order, other = vendors.work_order(), vendors.work_order()
    somebody = accounts.user()
    record("order.sent", order, actor=somebody)
    record("order.closed", other, actor=None)
    signed_in(client, "compliance_officer")

    def found(**filters):
        events = client.get(reverse("compliance:trail"), filters).context["events"]
        return [event.verb for event in events]

    assert found() == ["order.closed", "order.sent"]
    assert found(person=somebody.pk) == ["order.sent"]
    assert found(verb="order.c") == ["order.closed"]
    assert found(program=order.program.code) == ["order.sent"]
    assert found(vendor=other.vendor.slug) == ["order.closed"]
    assert found(object=order.number) == ["order.sent"]
    assert found(day="2020-01-01") == []


def test_the_trail_is_paged_by_entry(client):
    for _ in range(2 * PAGE + 5):
        record("thing.done", None, actor=None)
    signed_in(client, "compliance_officer")
    url = reverse("compliance:trail")

    first = client.get(url).context
    second = client.get(url, {"after": first["after"]}).context
    third = client.get(url, {"after": second["after"]}).context
    back = client.get(url, {"before": third["before"]}).context

    sizes = [len(page["events"]) for page in (first, second, third)]
    assert sizes == [PAGE, PAGE, 5]
    assert (first["before"], third["after"]) == (None, None)
    assert [event.pk for event in back["events"]] == [event.pk for event in second["events"]]


@pytest.mark.parametrize("nonsense", ["x", "-1", "9" * 40, "１"])
def test_a_key_that_is_none_is_a_404(client, nonsense):
    record("thing.done", None, actor=None)
    signed_in(client, "compliance_officer")

    assert client.get(reverse("compliance:trail"), {"after": nonsense}).status_code == 404
    assert len(client.get(reverse("compliance:trail"), {"after": ""}).context["events"]) == 1


def test_an_entry_shows_the_rows_of_its_request(client):
    officer, clearance = signed_in(client, "compliance_officer"), waiting()
    seen = version_of(clearance, on=timezone.now().date())
    client.post(
        reverse("compliance:clearance-decide", args=[clearance.pk]),
        {"decision": "grant", "reason": "Fine.", "version": seen},
    )
    event = Event.objects.get(verb="clearance.granted")

    page = client.get(reverse("compliance:trail-event", args=[event.pk]))

    (row,) = [row for row in page.context["rows"] if row.table == "compliance_clearance"]
    changed = {change.column: (change.before, change.after) for change in row.changes}
    assert event.actor == officer
    assert changed["state"] == ("requested", "granted")
    assert changed["decision_reason"] == ("", "Fine.")


def test_taking_the_trail_away_is_an_entry_of_the_trail(client):
    record("order.sent", None, actor=None)
    signed_in(client, "compliance_officer")

    answer = client.get(reverse("compliance:trail"), {"verb": "order", "format": "csv"})

    assert "order.sent" in answer.content.decode()
    event = Event.objects.newest_first().first()
    assert (event.verb, event.details) == (
        "rows.exported",
        {"list": "audit-trail", "filters": {"verb": "order"}, "rows": 1},
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_trail_costs_the_same_for_one_row_and_three(client, count, django_assert_num_queries):
    for _ in range(count):
        record("order.sent", vendors.work_order(), actor=accounts.user())
    signed_in(client, "compliance_officer")
    client.get(reverse("compliance:trail"))

    with django_assert_num_queries(13):
        client.get(reverse("compliance:trail"))


def test_a_granted_clearance_is_stopped_by_form(client):
    clearance = compliance.clearance()
    signed_in(client, "compliance_officer")
    shown = client.get(reverse("compliance:clearance-detail", args=[clearance.pk])).content.decode()
    url = reverse("compliance:clearance-revoke", args=[clearance.pk])

    seen = client.get(url).context["form"].initial["version"]
    silent = client.post(url, {"reason": "", "version": seen})
    done = client.post(url, {"reason": "Consent was withdrawn.", "version": seen})

    clearance.refresh_from_db()
    assert url in shown
    assert (silent.status_code, done.status_code) == (422, 302)
    assert (clearance.state, clearance.decision_reason) == ("revoked", "Consent was withdrawn.")


def test_a_granted_clearance_is_stopped_by_a_program(client):
    clearance = compliance.clearance()
    signed_in(client, "compliance_officer")
    url = f"/api/v1/clearances/{clearance.pk}/"
    body = {"version": client.get(url).json()["version"], "reason": "Consent was withdrawn."}

    stale = client.post(f"{url}revoke/", body | {"version": body["version"] + 1}, "application/json")
    done = client.post(f"{url}revoke/", body, "application/json")

    assert (stale.status_code, done.status_code) == (412, 200)
    assert done.json()["state"] == "revoked"


def test_who_decides_second_reads_who_decided_and_keeps_their_words(client):
    clearance = waiting()
    officer = signed_in(client, "compliance_officer")
    seen = {"version": version_of(clearance, on=timezone.now().date())}
    url = reverse("compliance:clearance-decide", args=[clearance.pk])
    client.post(url, seen | {"decision": "grant", "reason": ""})
    signed_in(client, "compliance_officer")

    second = client.post(url, seen | {"decision": "decline", "reason": "The consent names another use."})

    page = second.content.decode()
    assert second.status_code == 412
    assert f"{officer.name} granted this clearance already." in page
    assert "The consent names another use.</textarea>" in page
    assert Clearance.objects.get().state == ClearanceState.GRANTED
