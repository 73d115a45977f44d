"""The chain of a vendor through the API, from both sides of the wall."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import accounts, compliance, programs, vendors
from tests.vendors.test_pages import signed_in, worked
from vendors.choices import OrderState
from vendors.models import Contract, LedgerEntry, WorkOrder

pytestmark = pytest.mark.django_db
API = "/api/v1"


def post(client, path, body=None, **headers):
    return client.post(f"{API}{path}", body or {}, content_type="application/json", headers=headers)


def test_from_a_new_vendor_to_an_answered_order(client):
    goal, today = programs.program(), timezone.now().date()
    year = {"from": today.isoformat(), "to": (today + dt.timedelta(days=365)).isoformat()}
    signed_in(client, "vendor_manager")

    vendor = post(client, "/vendors/", {"name": "Kestrel", "slug": "kestrel"}).json()
    post(client, "/vendors/kestrel/state/", {"state": "active"})
    contract = post(
        client,
        "/contracts/",
        {"vendor": "kestrel", "number": "C-1", "starts_on": year["from"], "ends_on": year["to"]},
    ).json()
    rate = post(
        client,
        "/rates/",
        {
            "contract": contract["id"],
            "task_type": "ranking",
            "price": "0.2500",
            "valid_from": year["from"],
            "valid_to": year["to"],
        },
    ).json()
    draft = {"program": goal.code, "rate_line": rate["id"], "units": 100, "due_on": year["to"]}
    order = post(client, "/work-orders/", draft).json()
    sent = post(client, f"/work-orders/{order['id']}/send/").json()
    signed_in(client, "vendor_admin", organisation=Contract.objects.get().vendor.organisation)
    refused = post(client, f"/work-orders/{order['id']}/answer/", {"is_accepted": False})
    answered = post(client, f"/work-orders/{order['id']}/answer/", {"is_accepted": True}).json()

    assert (vendor["slug"], sent["state"], sent["unit_price"]) == ("kestrel", "sent", "0.2500")
    assert (refused.status_code, refused.json()) == (
        409,
        {"reason": "Say why you decline, so that we can offer something you can take."},
    )
    assert answered["state"] == "accepted"


def test_the_same_key_drafts_one_order(client, today):
    line, goal = vendors.rate_line(), programs.program()
    signed_in(client, "vendor_manager")
    body = {"program": goal.code, "rate_line": line.pk, "units": 5, "due_on": str(today)}

    answers = [post(client, "/work-orders/", body, **{"Idempotency-Key": "k1"}).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert WorkOrder.objects.count() == 1


def test_a_rival_and_nothing_read_the_same(client):
    own, rival = vendors.work_order(state=OrderState.SENT), vendors.work_order(state=OrderState.SENT)
    signed_in(client, "vendor_admin", organisation=own.vendor.organisation)

    there = post(client, f"/work-orders/{rival.pk}/answer/", {"is_accepted": True})
    nowhere = post(client, "/work-orders/999999/answer/", {"is_accepted": True})

    assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json()) == (404, nowhere.json())
    rival.refresh_from_db()
    assert rival.state == OrderState.SENT


def test_a_program_one_may_not_see_and_none_read_the_same(client, today):
    line = vendors.rate_line()
    signed_in(client, "vendor_manager")
    body = {"rate_line": line.pk, "units": 5, "due_on": str(today)}

    answer = post(client, "/work-orders/", body | {"program": "PRG-XXX"})

    assert answer.status_code == 400
    assert answer.json() == {"program": ["Object with code=PRG-XXX does not exist."]}


@pytest.mark.parametrize(
    "path", ["vendors", "workers", "contracts", "rates", "work-orders", "deliveries", "ledger", "scorecards"]
)
@pytest.mark.parametrize("count", [1, 3])
def test_lists_show_ones_own_at_one_price(client, noon, path, count, django_assert_num_queries):
    vendor = vendors.vendor()
    for _ in range(count):
        order = vendors.work_order(vendor)
        vendors.worker(vendor)
    worked(noon)
    signed_in(client, "vendor_admin", organisation=vendor.organisation)
    client.get(f"{API}/{path}/")

    with django_assert_num_queries(EXPECTED[path]):
        answer = client.get(f"{API}/{path}/").json()

    owners = {row.get("vendor", row.get("slug")) for row in answer["results"]}
    assert owners <= {order.vendor.slug}


EXPECTED = {
    "vendors": 9,
    "workers": 9,
    "contracts": 9,
    "rates": 9,
    "work-orders": 9,
    "deliveries": 8,
    "ledger": 8,
    "scorecards": 8,
}


def test_money_is_for_those_who_may_see_it(client, noon):
    worked(noon)
    signed_in(client, "compliance_officer")

    order = client.get(f"{API}/work-orders/").json()["results"][0]
    rate = client.get(f"{API}/rates/").json()["results"][0]

    assert "unit_price" not in order
    assert "price" not in rate
    assert client.get(f"{API}/ledger/").status_code == 403


def test_an_entry_is_reversed_once(client, noon):
    worked(noon)
    entry = LedgerEntry.objects.get()
    signed_in(client, "vendor_manager")

    answers = [post(client, f"/ledger/{entry.pk}/reverse/", {"reason": "Wrong."}).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert answers[0]["amount"] == "-10.0000"


def test_a_scorecard_is_published_and_answered(client, noon):
    order, card = worked(noon)
    signed_in(client, "vendor_manager")
    published = post(client, f"/scorecards/{card.pk}/publish/").json()
    signed_in(client, "vendor_admin", organisation=order.vendor.organisation)
    answered = post(
        client, f"/scorecards/{card.pk}/respond/", {"version": published["version"], "is_agreed": True}
    ).json()

    assert (published["state"], answered["state"], len(answered["lines"])) == ("published", "agreed", 4)


@pytest.mark.parametrize("role", ["labeler", "vendor_labeler", "requester"])
def test_others_are_kept_out(client, role):
    order = vendors.work_order(state=OrderState.SENT)
    home = {"labeler": accounts.organisation(kind="team"), "vendor_labeler": order.vendor.organisation}.get(
        role
    )
    signed_in(client, role, organisation=home)

    answers = [
        client.get(f"{API}/work-orders/").status_code,
        post(client, f"/work-orders/{order.pk}/answer/", {"is_accepted": True}).status_code,
        post(client, "/vendors/", {"name": "X", "slug": "x"}).status_code,
    ]

    assert answers == [403, 403, 403]


def test_compliance_through_the_api(client):
    program, vendor = programs.program(), vendors.vendor()
    compliance.clearance()
    signed_in(client, "administrator")
    asked = post(
        client, "/clearances/", {"program": program.code, "sensitivity": "personal", "basis": "Agreed."}
    )
    signed_in(client, "compliance_officer")
    url = f"/clearances/{asked.json()['id']}/decide/"
    filed = post(
        client,
        "/data-agreements/",
        {
            "vendor": vendor.slug,
            "kind": "data_processing",
            "reference": "DPA-1",
            "signed_on": "2026-01-01",
            "ends_on": "2027-01-01",
        },
    )
    seen = {"version": client.get(f"{API}/clearances/{asked.json()['id']}/").json()["version"]}
    refused = post(client, url, seen | {"is_granted": False})
    granted = post(client, url, seen | {"is_granted": True})
    trail = client.get(f"{API}/trail/", {"verb": "clearance"}).json()["results"]

    assert (asked.status_code, filed.status_code, refused.status_code) == (201, 201, 409)
    assert granted.json()["state"] == "granted"
    assert [event["verb"] for event in trail] == ["clearance.granted", "clearance.requested"]


def test_asking_for_a_program_one_does_not_change_is_forbidden(client):
    program = programs.program()
    signed_in(client, "program_manager")

    answer = post(
        client, "/clearances/", {"program": program.code, "sensitivity": "public", "basis": "Ours."}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("key", [2**31, 2**63, 10**30, -1])
def test_a_key_no_row_can_have_is_not_found(client, today, key):
    signed_in(client, "vendor_manager")
    body = {"program": programs.program().code, "rate_line": key, "units": 5, "due_on": str(today)}

    assert post(client, "/work-orders/", body).status_code == 400
