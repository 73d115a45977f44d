import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from dataops.audit.models import Event
from tests.factories import accounts, programs, vendors
from vendors.choices import OrderState, VendorState
from vendors.models import WorkOrder
from vendors.operations.contract import CannotAddRate, CannotSignContract, add_rate, sign_contract
from vendors.operations.delivery import CannotReceive, decide_delivery, receive_delivery
from vendors.operations.order import (
    CannotAnswerOrder,
    CannotCloseOrder,
    CannotDraftOrder,
    CannotSendOrder,
    answer_order,
    close_order,
    draft_order,
    send_order,
)

pytestmark = pytest.mark.django_db


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def draft(today, **fields):
    return vendors.work_order(state=OrderState.DRAFT, **fields)


def test_drafts_count_through_all_vendors(today):
    boss, goal = accounts.user(role="vendor_manager"), programs.program()
    first, second = vendors.rate_line(), vendors.rate_line()

    orders = [
        draft_order(line.vendor, goal, rate_line=line, units=10, due_on=today, actor=boss)
        for line in (first, second)
    ]

    assert [order.number for order in orders] == ["WO-0001", "WO-0002"]
    assert verbs() == ["order.drafted", "order.drafted"]


def test_a_rate_of_another_vendor_is_refused(today):
    line, rival = vendors.rate_line(), vendors.vendor()

    with pytest.raises(CannotDraftOrder, match="This rate is not"):
        draft_order(rival, programs.program(), rate_line=line, units=10, due_on=today, actor=None)

    assert verbs() == []


def test_the_price_is_the_one_of_the_day_it_is_sent_and_stays(noon, today):
    paper = vendors.contract()
    yesterday = today - dt.timedelta(days=1)
    old = vendors.rate_line(paper, price="0.10", valid_to=yesterday)
    new = vendors.rate_line(paper, price="0.12", valid_from=today)
    order = draft(today, rate_line=old)

    send_order(order, actor=None, at=noon)
    type(new).objects.filter(pk=new.pk).update(price="0.50")
    order.refresh_from_db()

    assert (order.rate_line, order.unit_price, order.state) == (new, Decimal("0.1200"), OrderState.SENT)


def test_sending_twice_changes_nothing(noon, today):
    order = draft(today)

    sent = [send_order(order, actor=None, at=noon) for _ in range(2)]

    assert sent[0] == sent[1]
    assert verbs() == ["order.sent"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda order: order.vendor.__class__.objects.update(state=VendorState.ON_HOLD), "is not active"),
        (lambda order: order.contract.__class__.objects.update(ends_on="2026-01-01"), "is not in force"),
        (lambda order: order.contract.__class__.objects.update(cap="99.99"), "has USD 99.99 left"),
        (
            lambda order: (
                order.__class__.objects.update(units=100_000),
                order.rate_line.__class__.objects.update(price="100000"),
            ),
            "The ledger takes orders below",
        ),
        (lambda order: order.rate_line.__class__.objects.update(valid_to="2026-01-01"), "has no rate"),
        (lambda order: order.__class__.objects.update(due_on="2026-03-03"), "was due on"),
        (lambda order: order.__class__.objects.update(due_on="2029-03-03"), "ends, .*choose an earlier day"),
        (lambda order: order.program.__class__.objects.update(state="delivered"), "takes no more orders"),
    ],
)
def test_an_order_that_cannot_be_sent_says_why(noon, today, change, words):
    order = draft(today)
    change(order)

    with pytest.raises(CannotSendOrder, match=words):
        send_order(order, actor=None, at=noon)

    order.refresh_from_db()
    assert (order.state, verbs()) == (OrderState.DRAFT, [])


def test_an_order_due_after_its_contract_is_not_drafted(today):
    line = vendors.rate_line(vendors.contract())
    late = line.contract.ends_on + dt.timedelta(days=1)

    with pytest.raises(CannotDraftOrder, match="is after contract"):
        draft_order(line.vendor, programs.program(), rate_line=line, units=10, due_on=late, actor=None)

    assert not WorkOrder.objects.exists()


def test_orders_under_one_cap_count_together(noon, today):
    line = vendors.rate_line(vendors.contract(cap="150"))
    first, second = draft(today, rate_line=line), draft(today, rate_line=line)
    send_order(first, actor=None, at=noon)

    with pytest.raises(CannotSendOrder, match=r"has USD 50\.00 left"):
        send_order(second, actor=None, at=noon)


def test_closing_frees_the_money_that_was_not_used(noon, today):
    line = vendors.rate_line(vendors.contract(cap="150"))
    first, second = draft(today, rate_line=line), draft(today, rate_line=line)
    send_order(first, actor=None, at=noon)
    answer_order(first, is_accepted=True, actor=None, at=noon)
    part = receive_delivery(first, batch_ref="B-1", units=100, due_on=today, at=noon, actor=None)
    decide_delivery(part, is_accepted=True, reason="", actor=None, at=noon)
    close_order(first, actor=None)

    send_order(second, actor=None, at=noon)

    assert verbs()[-2:] == ["order.closed", "order.sent"]


def test_a_no_needs_a_reason(noon):
    order = vendors.work_order(state=OrderState.SENT)

    with pytest.raises(CannotAnswerOrder, match="Say why"):
        answer_order(order, is_accepted=False, reason=" ", actor=None, at=noon)

    order.refresh_from_db()
    assert (order.state, verbs()) == (OrderState.SENT, [])


def test_answering_twice_changes_nothing_and_the_other_answer_comes_too_late(noon):
    order = vendors.work_order(state=OrderState.SENT)

    for _ in range(2):
        answer_order(order, is_accepted=True, actor=None, at=noon)
    with pytest.raises(CannotAnswerOrder, match="nothing to answer"):
        answer_order(order, is_accepted=False, reason="No.", actor=None, at=noon)

    assert verbs() == ["order.accepted"]


def test_an_order_with_work_under_review_stays_open(noon):
    order = vendors.work_order()
    vendors.delivery(order)

    with pytest.raises(CannotCloseOrder, match="waits for its decision"):
        close_order(order, actor=None)

    order.refresh_from_db()
    assert order.state == OrderState.ACCEPTED


def test_more_than_was_ordered_is_refused(noon, today):
    order = vendors.work_order(units=150)
    vendors.delivery(order, units=100)

    with pytest.raises(CannotReceive, match="50 of 150 units left; this is 51"):
        receive_delivery(order, batch_ref="B-2", units=51, due_on=today, at=noon, actor=None)

    assert order.deliveries.count() == 1


def test_the_same_contract_twice_is_one_and_other_terms_are_refused(today):
    vendor, terms = vendors.vendor(), {"starts_on": today, "ends_on": today, "actor": None}

    for _ in range(2):
        paper = sign_contract(vendor, number="C-9", **terms)
    with pytest.raises(CannotSignContract, match="other terms"):
        sign_contract(vendor, number="C-9", notice_days=60, **terms)

    assert list(vendor.contracts.all()) == [paper]
    assert verbs() == ["contract.signed"]


def test_rates_do_not_overlap_and_the_same_twice_is_one():
    paper = vendors.contract()
    line = {"task_type": "ranking", "valid_from": paper.starts_on, "valid_to": paper.ends_on, "actor": None}

    for _ in range(2):
        add_rate(paper, price=Decimal("0.2"), **line)
    with pytest.raises(CannotAddRate, match="already holds"):
        add_rate(paper, price=Decimal("0.3"), **line)
    with pytest.raises(CannotAddRate, match="within its contract"):
        add_rate(paper, price=Decimal("0.3"), **line | {"valid_to": paper.ends_on + dt.timedelta(days=1)})

    assert paper.rate_lines.count() == 1


def test_t06_the_database_refuses_a_row_that_points_at_a_rival():
    own, rival = vendors.work_order(), vendors.work_order()

    attack = f"update vendors_workorder set rate_line_id = {rival.rate_line_id} where id = {own.pk}"
    with pytest.raises(IntegrityError, match="vendor"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{attack}; set constraints all immediate")


def test_a_draft_priced_by_the_hour_is_not_sent(noon):
    order = vendors.work_order(state=OrderState.DRAFT, rate_line=vendors.rate_line(unit="hour"))

    with pytest.raises(CannotSendOrder, match="priced per hour"):
        send_order(order, actor=None, at=noon)

    order.refresh_from_db()
    assert order.state == OrderState.DRAFT


def test_a_kind_of_work_has_one_spelling(today):
    first = vendors.rate_line(task_type="single choice")
    paper = vendors.contract()
    line = {"price": Decimal("0.2"), "valid_from": paper.starts_on, "valid_to": paper.ends_on, "actor": None}

    second = add_rate(paper, task_type=" Single  Choice", **line)

    assert second.task_type == first.task_type
