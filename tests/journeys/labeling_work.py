"""From a program to its labels: project, guideline, items, batch, and the answers given at the desk."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.cast import ANSWERS, GIVEN, GOLD, ITEMS, UNITS, answer_of, items_file
from tests.journeys.desk import Desk


def open_project(manager: Desk, program: str, request: str) -> str:
    """From the request, with nothing typed twice; the project's short name."""
    manager.open(f"/programs/{program}/")
    manager.page.locator(f"[hx-get='/labeling/panel/{program}/']").scroll_into_view_if_needed()
    manager.follow(f"Open a project for {request}").press("Open project")
    manager.sees("Nothing is planned yet", f"From {request}")
    return re.search(r"/projects/([^/]+)/$", manager.page.url)[1]


def write_guideline(manager: Desk, project: str) -> None:
    manager.open(f"/labeling/projects/{project}/guideline/")
    manager.fill({"Guideline": "# Refund or complaint\n\nMoney asked back is a **refund**."})
    manager.fill({"What changed": "Says what a refund is."})
    manager.press("Publish guideline").sees("Money asked back is a refund")


def bring_items(manager: Desk, project: str, carry: Callable) -> None:
    manager.open(f"/labeling/projects/{project}/dataset/").fill({"Name": "Support mail"})
    manager.press("Add dataset").follow("Import a file").choose("Items")
    manager.fill({"Dataset": "Support mail", "File": ("mails.csv", items_file())}).press("Import")
    carry()
    manager.sees(f"{len(ITEMS)} rows were added")


def prepare_and_issue(manager: Desk, project: str) -> str:
    """One batch under the accepted order; its number."""
    manager.open(f"/labeling/projects/{project}/batches/prepare/")
    manager.fill({"Dataset": "Support mail", "Items in a batch": len(ITEMS)}).press("Prepare batches")
    manager.page.get_by_role("link", name=re.compile(r"^B-\d+$")).click()
    manager.follow("Issue to a vendor").sees(f"{UNITS} judgements")
    manager.press("Issue").sees(f"0 of {UNITS} judgements are in")
    return re.search(r"B-\d+", manager.page.url)[0]


def keep_gold(lead: Desk, project: str) -> None:
    for item, letter in GOLD.items():
        lead.open(f"/quality/projects/{project}/gold/add/").fill({"Item": item})
        lead.choose(next(name for name in ANSWERS if name[0] == letter)).press("Keep the answer")
        lead.sees(item)


def label_everything(labeler: Desk, worker: str) -> None:
    """With the keys alone: a number chooses, Enter sends."""
    labeler.open("/label/").sees(f"You are {worker}").follow("Start")
    heading = labeler.page.locator("#item-h")
    for _ in GIVEN[worker]:
        shown = heading.inner_text()
        answer = answer_of(worker, shown.removeprefix("Item "))
        labeler.page.keyboard.press(str(ANSWERS.index(answer) + 1))
        expect(labeler.page.get_by_role("radio", name=answer)).to_be_checked()
        labeler.page.keyboard.press("Enter")
        expect(heading).not_to_have_text(shown)
    labeler.sees("Nothing left for you here")
