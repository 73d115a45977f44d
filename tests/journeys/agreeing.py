"""Before any work: compliance says yes, the vendor joins, a contract, a price, an order and its answer."""

import re
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import expect

from tests.journeys.cast import GIVEN, PASSWORD, PRICE, SLUG, UNITS, VENDOR, day_in, email
from tests.journeys.desk import Desk


def ask_for_clearance(manager: Desk, program: str) -> None:
    manager.open(f"/compliance/programs/{program}/clearance/request/").choose("Personal data")
    manager.fill({"Why may we use it?": "Customers agreed to it in the terms of 2026."})
    manager.press("Request clearance").sees("Compliance has not decided")


def clear(officer: Desk, program: str) -> None:
    officer.open("/compliance/").row("Clearances waiting", program).get_by_role("link").click()
    officer.choose("Grant: this data may be handed out").press("Decide").sees("Granted by Compliance Smith")


def file_paper(officer: Desk) -> None:
    officer.open("/compliance/agreements/file/")
    officer.fill({"Vendor": VENDOR, "Kind": "Data processing", "Reference": "DPA-7"})
    officer.fill({"Signed on": day_in(-3), "Ends on": day_in(300)})
    officer.press("File agreement").sees("DPA-7", "In force")


def take_on(buyer: Desk) -> None:
    """The vendor, its contract and its price."""
    buyer.open("/vendors/add/").choose("A company under contract")
    buyer.fill({"Name": VENDOR, "Short name": SLUG}).press("Add vendor").follow("Change state")
    buyer.fill({"State": "Active"}).press("Change state").follow("Sign contract")
    buyer.fill({"Contract number": "KES-7", "Starts on": day_in(-3), "Ends on": day_in(300)})
    buyer.press("Sign contract").follow("Add a rate to KES-7")
    buyer.fill({"Kind of work": "classification", "Price per judgement": PRICE})
    buyer.press("Add rate").sees("$0.35")


def invite(inviter: Desk, guest: Desk, who: str, role: str, deliver: Callable[[], object]) -> None:
    """An administrator hands the link on, what a vendor's admin asks comes by mail; there the other joins."""
    inviter.open("/accounts/invite/")
    inviter.fill({"E-mail": email(who), "Organisation": VENDOR, "Role": role}).press("Invite")
    shown = inviter.page.get_by_label("Link")
    guest.open(shown.input_value() if shown.count() else mailed_to(email(who), deliver))
    guest.fill({"Your name": who.title(), "Password": PASSWORD}).press("Join")
    expect(guest.page).to_have_url(re.compile(r"^http://[^/]+/$"))


def mailed_to(address: str, deliver: Callable[[], object]) -> str:
    """The way in that the newest message to this address names."""
    deliver()
    (text,) = [message.body for message in mail.outbox if message.to == [address]]
    return re.search(r"/accounts/join/\S+", text)[0]  # type: ignore[index]


def enrol(buyer: Desk) -> None:
    for worker in GIVEN:
        buyer.open(f"/vendors/{SLUG}/workers/enrol/")
        buyer.fill({"Pseudonym": worker, "Signs in as": email(worker)}).press("Enrol")
        expect(buyer.row("Workers", worker)).to_contain_text("Yes")


def order(buyer: Desk, program: str) -> None:
    buyer.open(f"/vendors/{SLUG}/orders/draft/")
    buyer.fill({"Program": program, "Kind of work": "classification", "Units": UNITS, "Due on": day_in(30)})
    buyer.press("Save draft").sees("the vendor does not see it yet")
    buyer.follow("Send to vendor").press("Send to vendor").sees("has not answered")


def accept(admin: Desk) -> None:
    admin.open("/portal/").sees("1 order waits for your answer").follow("WO-0001").sees("worth up to $7.00")
    admin.choose("We take this order").press("Send answer").sees("0 of 20 units are accepted")
