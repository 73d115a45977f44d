import datetime as dt

import pytest

from dataops.work.needs import needs_of
from dataops.work.search import find
from tests.factories import accounts, compliance, programs, vendors
from vendors.choices import OrderState, ScorecardState
from vendors.models import Scorecard

pytestmark = pytest.mark.django_db


def titles(user, at):
    return [need.title for need in needs_of(user, at=at)]


def card(vendor, noon, **fields):
    return Scorecard.objects.create(
        vendor=vendor, **{"month_on": dt.date(2026, 2, 1), "score": 80, "computed_at": noon} | fields
    )


def test_the_vendor_manager_hears_of_what_waits(noon, today):
    vendor = vendors.vendor()
    paper = vendors.contract(vendor, ends_on=today + dt.timedelta(days=20))
    order = vendors.work_order(
        rate_line=vendors.rate_line(paper), state=OrderState.SENT, sent_at=noon - dt.timedelta(days=3)
    )
    vendors.work_order(rate_line=order.rate_line, state=OrderState.SENT, sent_at=noon)
    card(vendor, noon)
    card(vendors.vendor(), noon, state=ScorecardState.DISPUTED, response="Wrong.", responded_at=noon)

    found = titles(accounts.user(role="vendor_manager"), noon)

    assert len(found) == 4
    assert "disputes its scorecard" in found[0]
    assert f"{vendor.name} has not answered {order.number}" in found
    assert f"Contract {paper.number} of {vendor.name} ends in 20 days" in found


def test_a_contract_that_is_followed_by_one_with_a_rate_is_no_worry(noon, today):
    vendor = vendors.vendor()
    vendors.contract(vendor, ends_on=today + dt.timedelta(days=20))
    manager = accounts.user(role="vendor_manager")
    follows = vendors.contract(
        vendor, starts_on=today + dt.timedelta(days=21), ends_on=today + dt.timedelta(days=400)
    )
    assert len(titles(manager, noon)) == 1

    vendors.rate_line(follows)

    assert titles(manager, noon) == []


def test_a_vendor_admin_hears_of_its_own(noon):
    own, rival = vendors.work_order(state=OrderState.SENT), vendors.work_order(state=OrderState.SENT)
    card(own.vendor, noon, state=ScorecardState.PUBLISHED, published_at=noon)
    card(rival.vendor, noon, state=ScorecardState.PUBLISHED, published_at=noon)
    admin = accounts.user(role="vendor_admin", organisation=own.vendor.organisation)

    assert titles(admin, noon) == [f"Answer order {own.number}", "Your scorecard of February is here"]
    assert titles(accounts.user(role="vendor_labeler", organisation=own.vendor.organisation), noon) == []


def test_compliance_hears_of_requests_of_others_and_of_ends(noon, today):
    officer = accounts.user(role="compliance_officer")
    waiting = {"state": "requested", "decided_by": None, "decided_at": None}
    asked = compliance.clearance(**waiting)
    compliance.clearance(requested_by=officer, **waiting)
    paper = compliance.data_agreement(ends_on=today + dt.timedelta(days=30))
    compliance.data_agreement(ends_on=today + dt.timedelta(days=31))

    assert titles(officer, noon) == [
        f"Decide on the data of {asked.program}",
        f"{paper.reference} with {paper.vendor.name} ends in 30 days",
    ]


def test_a_manager_hears_of_orders_without_clearance(noon):
    manager = accounts.user(role="program_manager")
    ordered, idle = programs.program(manager=manager), programs.program(manager=manager)
    vendors.work_order(program_=ordered)
    vendors.work_order()

    found = [title for title in titles(manager, noon) if "clearance" in title]

    assert found == [f"{ordered} has orders but no clearance"]
    assert str(idle) not in "".join(found)


def test_search_finds_for_each_side_what_is_theirs():
    own, rival = vendors.work_order(number="WO-7001"), vendors.work_order(number="WO-7002")
    draft = vendors.work_order(own.vendor, number="WO-7003", state=OrderState.DRAFT)
    admin = accounts.user(role="vendor_admin", organisation=own.vendor.organisation)
    manager = accounts.user(role="vendor_manager")

    assert [hit.title.split()[0] for hit in find(admin, "wo-700")] == ["WO-7001"]
    assert [hit.title.split()[0] for hit in find(manager, "wo-700")] == [
        draft.number,
        rival.number,
        own.number,
    ]
    assert [hit.noun for hit in find(manager, own.vendor.name)] == ["Vendor"]
    assert [hit.noun for hit in find(manager, own.contract.number)][-1] == "Contract"
    assert list(find(accounts.user(role="requester"), "wo-700")) == []
