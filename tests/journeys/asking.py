"""From a wish to a program: the request in six steps, triage, the program's promises."""

import re

from playwright.sync_api import expect

from tests.journeys.cast import ANSWERS, ITEMS, QUESTION, UNITS, day_in
from tests.journeys.desk import Desk

TITLE = "Refunds and complaints apart"


def fill_in_a_request(requester: Desk) -> str:
    """Six steps; the number of the request."""
    requester.open("/requests/new/").press("Start a request")
    for step in (_purpose, _data, _labels, _amount, _timing):
        step(requester)
        requester.press("Save and continue")
    requester.sees("Is everything right?", QUESTION).press("Send the request")
    requester.sees("Waiting for triage")
    return re.search(r"REQ-\d+", requester.page.url)[0]


def _purpose(desk: Desk) -> None:
    desk.fill(
        {
            "Name of the request": TITLE,
            "What will get better?": "The model takes every second refund for a complaint.",
            "Model": "mail-sorter",
        }
    ).choose("A new dataset")


def _data(desk: Desk) -> None:
    desk.fill({"Where do the items come from?": "Support mail of the last quarter."})
    desk.choose("Text", "Personal data")


def _labels(desk: Desk) -> None:
    desk.fill({"What does one person answer about one item?": QUESTION, "Classes": "\n".join(ANSWERS)})


def _amount(desk: Desk) -> None:
    desk.fill({"Items": len(ITEMS), "Judgements per item": 2, "Agreement you need": "0.5"})
    desk.choose("Training")


def _timing(desk: Desk) -> None:
    desk.fill({"Needed by": day_in(60), "What happens if it comes later?": "The release slips a month."})


def score_and_accept(manager: Desk, request: str) -> str:
    """Triage; the code of the program that was started."""
    manager.open(f"/triage/?request={request}").sees(TITLE)
    manager.fill({"Reach": 4000, "Confidence, %": 80, "Effort, person-weeks": 2, "Impact": "High, 2"})
    manager.press("Save the score")
    expect(manager.page.get_by_role("heading", name="Score: 3,200")).to_be_visible()
    manager.open(f"/triage/{request}/accept/").press("Accept and start the program")
    manager.sees("Accepted")
    manager.page.locator("main a[href^='/programs/PRG-']").first.click()
    expect(manager.page).to_have_url(re.compile(r"/programs/PRG-\d+/$"))
    return re.search(r"PRG-\d+", manager.page.url)[0]


def promise(manager: Desk, program: str) -> None:
    """A milestone and a budget line of 20 × $0.40."""
    manager.open(f"/programs/{program}/milestones/")
    manager.fill({"Milestone": "All mails labeled", "Due on": day_in(45), "Units by then": UNITS})
    manager.press("Plan it").sees("All mails labeled")
    manager.open(f"/programs/{program}/budget/lines/")
    manager.fill({"For": "Labeling", "Units": UNITS, "Cost of one unit": "0.40"})
    manager.press("Add the line").sees("$8.00")
