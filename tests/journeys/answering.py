"""From labels to money and to those who read about it: acceptance, ledger, report, leadership, scorecard."""

import re

from playwright.sync_api import expect

from tests.journeys.cast import ALPHA, AMOUNT, GOLD_JUDGED, GOLD_RIGHT, PRICE, SCORE, SLUG, UNITS, VENDOR
from tests.journeys.desk import Desk

MONEY, COEFFICIENT = f"${AMOUNT:.2f}", f"{ALPHA:.2f}".removeprefix("0")
GOLD_SHARE = f"{100 * GOLD_RIGHT / GOLD_JUDGED:.1f}%"
SUMMARY = "The pilot is done: all mails are labeled and paid for."


def accept_delivery(lead: Desk, batch: str) -> None:
    """The evidence first, then the decision."""
    lead.open("/quality/").follow(f"Decide on {batch} of {VENDOR}")
    lead.sees(COEFFICIENT, GOLD_SHARE, f"{UNITS} units").choose("Accept")
    lead.press("Keep the decision").sees("accepted it on")


def read_agreement(lead: Desk, project: str) -> None:
    lead.open(f"/quality/projects/{project}/").sees(f"Agreement is α {COEFFICIENT}")
    expect(lead.row("Coefficients", "Percent agreement")).to_contain_text("80.0%")


def read_ledgers(buyer: Desk, admin: Desk, batch: str) -> None:
    """Both sides read the same amount."""
    for desk, path in ((buyer, "/vendors/ledger/"), (admin, "/portal/ledger/")):
        desk.open(path).sees(f"{MONEY} for {UNITS} accepted units.")
        row = desk.page.get_by_role("table", name="Ledger").get_by_role("row").filter(has_text=batch)
        expect(row).to_contain_text(MONEY)


def write_report(manager: Desk, program: str) -> None:
    manager.open(f"/programs/{program}/").press("Draft this week’s report").sees("20 of 20")
    manager.follow("Write").fill({"Summary": SUMMARY, "What went well": "Two people, one day."})
    manager.press("Save the words").sees(SUMMARY).press("Publish and send")
    expect(manager.page.locator("body")).to_contain_text("Published")


def read_as_leader(leader: Desk, program: str, title: str) -> None:
    """Every figure leads to the rows it was made of."""
    leader.open("/leadership/")
    figures = {
        "Accepted a week": (f"{UNITS}", "Accepted in the last 7 days", program),
        "Cost per accepted unit": (f"${PRICE}", "Cost per accepted unit", program),
        "Gold accuracy": (GOLD_SHARE, "Gold accuracy", program),
        "Agreement (α)": (COEFFICIENT, "Agreement", program),
        "First-pass yield": ("100.0%", "First-pass yield", program),
    }
    for label, (value, table, row) in figures.items():
        leader.open("/leadership/")
        tile = leader.page.locator(".kpi").filter(has_text=label)
        expect(tile.locator(".kpi__value")).to_have_text(value)
        tile.get_by_role("link").click()
        expect(leader.page.get_by_role("table", name=re.compile(table))).to_contain_text(row)


def read_report(leader: Desk, title: str) -> None:
    leader.open("/leadership/").page.get_by_role("link", name=re.compile(title)).last.click()
    expect(leader.page.locator("body")).to_contain_text(SUMMARY)


def publish_scorecard(buyer: Desk) -> None:
    buyer.open(f"/vendors/{SLUG}/").sees(f"{SCORE:.1f} points")
    buyer.page.get_by_role("table", name="Scorecards").get_by_role("link").first.click()
    buyer.press("Publish to vendor").sees("No answer yet")


def agree_to_scorecard(admin: Desk) -> None:
    admin.open("/portal/scorecard/").sees(f"{SCORE:.1f} points", MONEY, f"{GOLD_RIGHT} of {GOLD_JUDGED}")
    admin.choose("Yes, we agree").press("Send answer").sees("Agreed", "Answered")
