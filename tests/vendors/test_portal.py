"""A vendor's own people, in real requests behind their wall."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from dataops.base.database import STAFF, Scope, acting
from tests.factories import accounts, vendors
from tests.vendors.test_pages import signed_in, worked
from vendors.choices import OrderState, ScorecardState
from vendors.models import Scorecard, WorkOrder
from vendors.operations.order import close_order
from vendors.operations.scorecard import publish_scorecard

pytestmark = pytest.mark.django_db


def admin_of(client, vendor):
    return signed_in(client, "vendor_admin", organisation=vendor.organisation)


def published(noon):
    order, card = worked(noon)
    after = noon.replace(month=noon.month + 1)
    return order, publish_scorecard(card, actor=None, at=after)


def test_every_portal_page_answers_its_admin(client, noon):
    order, card = published(noon)
    admin_of(client, order.vendor)
    pages = [
        reverse("vendors:portal-orders"),
        reverse("vendors:portal-order", args=[order.pk]),
        reverse("vendors:portal-deliveries"),
        reverse("vendors:portal-ledger"),
        reverse("vendors:portal-scorecard-month", args=[card.pk]),
        reverse("vendors:portal-ledger") + "?format=csv",
        reverse("vendors:portal-deliveries") + "?format=csv",
    ]

    answers = {page: client.get(page).status_code for page in pages}

    assert answers == dict.fromkeys(pages, 200)
    assert client.get(reverse("vendors:portal-scorecard")).url == pages[4]


@pytest.mark.parametrize("role", ["vendor_labeler", "labeler"])
def test_labelers_have_no_portal(client, noon, role):
    home = accounts.organisation(kind="team" if role == "labeler" else "vendor")
    signed_in(client, role, organisation=home)

    assert client.get(reverse("vendors:portal-orders")).status_code == 403


def test_a_rivals_rows_are_not_there(client, noon):
    rival, card = published(noon)
    admin_of(client, vendors.vendor())

    assert client.get(reverse("vendors:portal-order", args=[rival.pk])).status_code == 404
    assert client.post(reverse("vendors:portal-order-answer", args=[rival.pk])).status_code == 404
    assert client.get(reverse("vendors:portal-scorecard-month", args=[card.pk])).status_code == 404
    assert rival.number not in client.get(reverse("vendors:portal-ledger")).content.decode()


def test_a_draft_is_not_the_vendors_business(client):
    order = vendors.work_order(state=OrderState.DRAFT)
    admin_of(client, order.vendor)

    assert client.get(reverse("vendors:portal-order", args=[order.pk])).status_code == 404
    with acting(Scope(vendor_id=order.vendor_id)):
        assert list(WorkOrder.objects.all()) == []


def test_an_order_is_accepted_in_the_browser(client):
    order = vendors.work_order(state=OrderState.SENT)
    admin_of(client, order.vendor)
    url = reverse("vendors:portal-order-answer", args=[order.pk])

    answer = client.post(url, {"answer": "accept", "reason": ""})

    order.refresh_from_db()
    assert answer.status_code == 302
    assert order.state == OrderState.ACCEPTED


def test_declining_without_a_reason_comes_back_as_a_form(client):
    order = vendors.work_order(state=OrderState.SENT)
    admin_of(client, order.vendor)

    answer = client.post(
        reverse("vendors:portal-order-answer", args=[order.pk]), {"answer": "decline", "reason": ""}
    )

    order.refresh_from_db()
    assert answer.status_code == 422
    assert "Say why you decline" in answer.content.decode()
    assert order.state == OrderState.SENT


def test_a_draft_that_was_closed_unsent_stays_ours(client):
    order = vendors.work_order(state=OrderState.DRAFT)
    close_order(order, actor=None)
    admin_of(client, order.vendor)

    assert client.get(reverse("vendors:portal-order", args=[order.pk])).status_code == 404
    assert order.number not in client.get(reverse("vendors:portal-orders")).content.decode()
    assert client.get(reverse("api-order-list")).json()["results"] == []
    with acting(Scope(vendor_id=order.vendor_id)), connection.cursor() as cursor:
        cursor.execute("select count(*) from vendors_workorder")
        assert cursor.fetchone() == (0,)


def test_a_scorecard_is_disputed_and_later_agreed(client, noon):
    order, card = published(noon)
    admin_of(client, order.vendor)
    url = reverse("vendors:portal-scorecard-answer", args=[card.pk])

    client.post(url, {"version": 1, "answer": "dispute", "response": "Batch B-1 was on time."})
    card.refresh_from_db()
    disputed = card.state
    client.post(url, {"version": 2, "answer": "agree", "response": "Settled."})

    card.refresh_from_db()
    assert (disputed, card.state) == (ScorecardState.DISPUTED, ScorecardState.AGREED)


def test_a_dispute_is_answered_on_its_page_and_the_vendor_reads_the_reply(client, noon):
    order, card = published(noon)
    Scorecard.objects.update(state=ScorecardState.DISPUTED, response="Wrong.", responded_at=noon)
    signed_in(client, "vendor_manager")
    assert "Send answer" in client.get(reverse("vendors:scorecard-detail", args=[card.pk])).content.decode()

    client.post(
        reverse("vendors:scorecard-settle", args=[card.pk]),
        {"version": 1, "answer": "stand", "reply": "The batch came a day late."},
    )

    admin_of(client, order.vendor)
    page = client.get(reverse("vendors:portal-scorecard-month", args=[card.pk])).content.decode()
    assert "The batch came a day late." in page
    assert "Dispute closed" in page


def test_both_sides_read_the_same_numbers(client, noon):
    order, card = published(noon)
    signed_in(client, "vendor_manager")
    ours = client.get(reverse("vendors:scorecard-detail", args=[card.pk])).context["card"]
    admin_of(client, order.vendor)
    theirs = client.get(reverse("vendors:portal-scorecard-month", args=[card.pk])).context["card"]

    assert (ours.score, ours.low, ours.high, ours.lines) == (
        theirs.score,
        theirs.low,
        theirs.high,
        theirs.lines,
    )


def test_an_unpublished_card_is_hidden_by_page_and_database(client, noon):
    order, card = worked(noon)
    admin_of(client, order.vendor)

    assert client.get(reverse("vendors:portal-scorecard-month", args=[card.pk])).status_code == 404
    assert "first full month" in client.get(reverse("vendors:portal-scorecard")).content.decode()
    with acting(Scope(vendor_id=order.vendor_id)), connection.cursor() as cursor:
        cursor.execute("select count(*) from vendors_scorecardline")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "attack",
    [
        "update vendors_scorecard set score = 100",
        "update vendors_workorder set units = 1000000",
        "update vendors_ledgerentry set amount = 0",
        "insert into vendors_ledgerentry (vendor_id) values (1)",
        "delete from vendors_ledgerentry",
        "update vendors_delivery set state = 'accepted'",
    ],
)
def test_the_portal_role_cannot_write_beside_its_answers(noon, attack):
    order, _ = published(noon)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting(Scope(vendor_id=order.vendor_id)),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


@pytest.mark.parametrize(
    "attack", ["update vendors_ledgerentry set amount = 0", "delete from vendors_ledgerentry"]
)
def test_the_ledger_only_grows_also_for_staff(noon, attack):
    worked(noon)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting(STAFF),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


@pytest.mark.parametrize("count", [1, 3])
def test_portal_lists_cost_the_same_for_one_row_and_three(client, noon, count, django_assert_num_queries):
    vendor = vendors.vendor()
    for _ in range(count):
        order = vendors.work_order(vendor)
        vendors.delivery(order)
    admin_of(client, vendor)
    client.get(reverse("vendors:portal-orders"))

    with django_assert_num_queries(19):
        client.get(reverse("vendors:portal-orders"))
