"""Pages of vendors: who sees what, what stands on them, how many queries they cost."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.audit.models import Event
from tests.factories import accounts, programs, vendors
from vendors.choices import OrderState, VendorState
from vendors.models import LedgerEntry, Vendor, WorkOrder
from vendors.operations.delivery import decide_delivery, receive_delivery
from vendors.operations.scorecard import compute_scorecard

pytestmark = pytest.mark.django_db
BACKEND = "dataops.accounts.backends.SignIn"


def signed_in(client, role, **fields):
    person = accounts.user(role=role, **fields)
    client.force_login(person, backend=BACKEND)
    return person


def worked(noon, *, units=100):
    """An order with an accepted delivery and the scorecard of its month."""
    order = vendors.work_order()
    part = receive_delivery(order, batch_ref="B-1", units=units, due_on=order.due_on, at=noon, actor=None)
    decide_delivery(part, is_accepted=True, reason="", actor=None, at=noon)
    return order, compute_scorecard(order.vendor, noon.date(), at=noon)


@pytest.mark.parametrize("role", ["vendor_manager", "program_manager", "compliance_officer", "leadership"])
def test_every_page_answers_those_who_may(client, noon, role):
    order, card = worked(noon)
    signed_in(client, role)
    pages = [
        reverse("vendors:vendor-list"),
        reverse("vendors:vendor-detail", args=[order.vendor.slug]),
        reverse("vendors:order-list"),
        reverse("vendors:order-detail", args=[order.pk]),
        reverse("vendors:scorecard-detail", args=[card.pk]),
        reverse("vendors:program-panel", args=[order.program.code]),
    ]

    answers = {page: client.get(page).status_code for page in pages}

    assert answers == dict.fromkeys(pages, 200)


def test_who_may_not_see_money_sees_none(client, noon):
    order, card = worked(noon)
    signed_in(client, "compliance_officer")

    pages = [
        client.get(reverse("vendors:order-detail", args=[order.pk])).content.decode(),
        client.get(reverse("vendors:vendor-detail", args=[order.vendor.slug])).content.decode(),
        client.get(reverse("vendors:scorecard-detail", args=[card.pk])).content.decode(),
        client.get(reverse("vendors:order-list"), {"format": "csv"}).content.decode(),
    ]

    assert client.get(reverse("vendors:ledger")).status_code == 403
    assert not any("0.1000" in page or "10.00" in page for page in pages)


@pytest.mark.parametrize("count", [1, 3])
def test_a_vendor_costs_the_same_with_one_contract_and_three(client, noon, count, django_assert_num_queries):
    order, _ = worked(noon)
    for _ in range(count - 1):
        vendors.work_order(rate_line=vendors.rate_line(vendors.contract(order.vendor)))
    signed_in(client, "vendor_manager")
    page = reverse("vendors:vendor-detail", args=[order.vendor.slug])
    client.get(page)

    with django_assert_num_queries(26):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("vendor-list", 17), ("order-list", 16), ("ledger", 13)])
def test_lists_cost_the_same_for_one_row_and_three(
    client, noon, count, name, queries, django_assert_num_queries
):
    for _ in range(count):
        worked(noon)
    signed_in(client, "vendor_manager")
    client.get(reverse("vendors:vendor-list"))

    with django_assert_num_queries(queries):
        client.get(reverse(f"vendors:{name}"))


def test_a_vendor_is_taken_on_signed_and_ordered_from(client, noon):
    goal = programs.program()
    signed_in(client, "vendor_manager")
    today = timezone.now().date()
    year = {"starts_on": today, "ends_on": today + dt.timedelta(days=365)}

    client.post(
        reverse("vendors:vendor-add"),
        {"name": "Kestrel", "kind": "vendor", "slug": "kestrel", "countries": "PH", "contact": ""},
    )
    vendor = Vendor.objects.get(slug="kestrel")
    client.post(reverse("vendors:vendor-state", args=["kestrel"]), {"state": "active"})
    client.post(
        reverse("vendors:contract-sign", args=["kestrel"]),
        {"number": "C-1", "currency": "USD", "cap": "", "notice_days": 30, **year},
    )
    contract = vendor.contracts.get()
    client.post(
        reverse("vendors:rate-add", args=[contract.pk]),
        {
            "task_type": "ranking",
            "price": "0.25",
            "valid_from": year["starts_on"],
            "valid_to": year["ends_on"],
        },
    )
    drafted = client.post(
        reverse("vendors:order-draft", args=["kestrel"]),
        {
            "program": goal.pk,
            "rate_line": contract.rate_lines.get().pk,
            "units": 100,
            "due_on": today + dt.timedelta(days=30),
        },
    )
    order = vendor.work_orders.get()
    client.post(reverse("vendors:order-send", args=[order.pk]))

    order.refresh_from_db()
    assert drafted.url == reverse("vendors:order-detail", args=[order.pk])
    assert (order.state, order.unit_price) == (OrderState.SENT, contract.rate_lines.get().price)


def test_what_is_at_stake_is_read_before_an_order_is_sent_or_closed(client):
    order = vendors.work_order(state=OrderState.DRAFT, units=1000, unit_price="0.10")
    programs.budget_line(order.program, quantity=5000, unit_cost="0.1")
    signed_in(client, "administrator")

    send = client.get(reverse("vendors:order-send", args=[order.pk]))
    close = client.get(reverse("vendors:order-close", args=[order.pk]))

    facts = dict(send.context["facts"])
    assert facts["Amount"] == "$100.00"
    assert facts["Budget left"] == "$500.00 of $500.00"
    assert facts["Data gate"].startswith("Closed: ")
    assert "has no clearance" in send.content.decode()
    assert dict(close.context["facts"])["Given up"] == "1,000 units"
    order.refresh_from_db()
    assert order.state == OrderState.DRAFT


def test_a_short_name_that_cannot_be_used_is_answered_in_plain_words(client):
    signed_in(client, "vendor_manager")

    answer = client.post(
        reverse("vendors:vendor-add"),
        {"name": "Aurora", "kind": "vendor", "slug": "Aurora Labels!", "countries": "", "contact": ""},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["slug"] == [
        "Use letters a to z, digits, hyphens and underscores, such as kestrel."
    ]


def test_a_refusal_stands_on_the_form(client):
    vendor = vendors.vendor(slug="kestrel")
    signed_in(client, "vendor_manager")

    answer = client.post(
        reverse("vendors:vendor-add"),
        {"name": "Other", "kind": "vendor", "slug": "kestrel", "countries": "", "contact": ""},
    )

    assert answer.status_code == 422
    assert "already uses the short name" in answer.content.decode()
    assert list(Vendor.objects.all()) == [vendor]


def test_a_button_that_cannot_be_pressed_says_why(client):
    order = vendors.work_order(state=OrderState.DRAFT)
    Vendor.objects.filter(pk=order.vendor_id).update(state=VendorState.ON_HOLD)
    signed_in(client, "vendor_manager")

    page = client.get(reverse("vendors:order-detail", args=[order.pk])).content.decode()

    assert "is not active (on hold)" in page


def test_an_entry_is_taken_back_by_its_reversal(client, noon):
    order, _ = worked(noon)
    entry = order.ledger.get()
    signed_in(client, "vendor_manager")

    for _ in range(2):
        client.post(reverse("vendors:entry-reverse", args=[entry.pk]), {"reason": "Wrong batch."})

    assert list(order.ledger.order_by("pk").values_list("units", flat=True)) == [100, -100]
    assert Event.objects.filter(verb="entry.reversed").count() == 1


@pytest.mark.parametrize("role", ["requester", "reviewer", "vendor_admin", "vendor_labeler", "labeler"])
def test_others_are_kept_out(client, noon, role):
    order, _ = worked(noon)
    kind = {"vendor_admin": "vendor", "vendor_labeler": "vendor", "labeler": "team"}.get(role)
    home = accounts.organisation(kind=kind) if kind else None
    signed_in(client, role, organisation=home)

    assert client.get(reverse("vendors:vendor-list")).status_code == 403
    assert client.get(reverse("vendors:order-detail", args=[order.pk])).status_code in (403, 404)
    assert client.post(reverse("vendors:order-send", args=[order.pk])).status_code in (403, 404)
    assert WorkOrder.objects.get().state == OrderState.ACCEPTED


def test_the_ledger_leaves_as_csv_with_its_filters(client, noon):
    order, _ = worked(noon)
    worked(noon)
    signed_in(client, "vendor_manager")

    answer = client.get(reverse("vendors:ledger"), {"order": order.number, "format": "csv"})

    lines = answer.content.decode().strip().splitlines()
    assert len(lines) == 2
    assert order.number in lines[1]
    assert LedgerEntry.objects.count() == 2
