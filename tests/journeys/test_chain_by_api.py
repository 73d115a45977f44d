"""The same chain without a browser: every step an address of the API, every person a token."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dataops.accounts.choices import Role
from dataops.accounts.models import Organisation
from dataops.accounts.operations.person import add_person
from tests.journeys import cast
from tests.journeys.carrying import strike
from tests.journeys.cast import ANSWERS, GIVEN, ITEMS, SLUG, UNITS, day_in
from tests.journeys.keys import Key

WISH = {
    "title": "Refunds and complaints apart",
    "kind": "new_dataset",
    "purpose": "The model takes every second refund for a complaint.",
    "modality": "text",
    "source": "Support mail of the last quarter.",
    "sensitivity": "personal",
    "question": cast.QUESTION,
    "classes": list(ANSWERS),
    "volume": len(ITEMS),
    "judgements_per_item": 2,
    "split": "training",
    "agreement_wanted": "0.5",
}
GRANT = {"is_granted": True, "reason": ""}


@pytest.fixture
def keys(db):
    return {who: Key(person) for who, person in cast.hire_staff().items()}


def test_from_a_request_to_its_scorecard(keys, carried, clock):
    request = keys["requester"].post("requests/", **WISH, needed_by=day_in(60))["number"]
    keys["requester"].post(f"requests/{request}/submit/", 200)
    program = accept(keys["manager"], request)
    clear(keys, program)
    order = buy(keys, program)
    project, batch = set_up(keys, program, request, order, carried)
    label(keys, project)
    assert "quality.measure_project" in carried()
    read_quality(keys["lead"], project)
    pay(keys, batch, project)
    report(keys, program, carried)
    score(keys, clock)


def accept(manager, request):
    score = {"reach": 4000, "impact": "2", "confidence": 80, "effort_weeks": "2.0"}
    assert manager.post(f"requests/{request}/score/", 200, **score)["score"] == pytest.approx(3200)
    program = manager.post(f"requests/{request}/accept/", 200)["program"]
    plan = {"name": "All mails labeled", "due_on": day_in(45), "units": UNITS}
    manager.post(f"programs/{program}/milestones/", **plan)
    money = {"category": "labeling", "quantity": UNITS, "unit_cost": "0.40"}
    assert Decimal(manager.post(f"programs/{program}/budget-lines/", **money)["amount"]) == 8
    return program


def clear(keys, program):
    basis = {"sensitivity": "personal", "basis": "Customers agreed to it in the terms of 2026."}
    asked = keys["manager"].post("clearances/", program=program, **basis)
    seen = keys["compliance"].get(f"clearances/{asked['id']}/")["version"]
    granted = keys["compliance"].post(f"clearances/{asked['id']}/decide/", 200, version=seen, **GRANT)
    assert granted["state"] == "granted"


def buy(keys, program):
    """Vendor, contract, price, papers, its people, an order that it accepts."""
    buyer, year = keys["buyer"], {"starts_on": day_in(-3), "ends_on": day_in(300)}
    buyer.post("vendors/", name=cast.VENDOR, slug=SLUG)
    buyer.post(f"vendors/{SLUG}/state/", 200, state="active")
    contract = buyer.post("contracts/", vendor=SLUG, number="KES-7", **year)["id"]
    held = {"valid_from": year["starts_on"], "valid_to": year["ends_on"]}
    price = {"task_type": "classification", "price": str(cast.PRICE)}
    rate = buyer.post("rates/", contract=contract, **price, **held)["id"]
    paper = {"kind": "data_processing", "reference": "DPA-7", "signed_on": day_in(-3), "ends_on": day_in(300)}
    keys["compliance"].post("data-agreements/", vendor=SLUG, **paper)
    hire_vendor(keys)
    terms = {"program": program, "rate_line": rate, "units": UNITS, "due_on": day_in(30)}
    order = buyer.post("work-orders/", **terms)["id"]
    assert buyer.post(f"work-orders/{order}/send/", 200)["state"] == "sent"
    answered = keys["admin"].post(f"work-orders/{order}/answer/", 200, is_accepted=True)
    assert (answered["state"], Decimal(answered["unit_price"])) == ("accepted", cast.PRICE)
    return order


def hire_vendor(keys):
    """People join by invitation, which is no matter of the API; their pseudonyms are."""
    home = Organisation.objects.get(name=cast.VENDOR)
    roles = {"admin": Role.VENDOR_ADMIN, **dict.fromkeys(GIVEN, Role.VENDOR_LABELER)}
    for who, role in roles.items():
        keys[who] = Key(add_person(cast.email(who), who, home, role, actor=None))
    for worker in GIVEN:
        keys["buyer"].post("workers/", vendor=SLUG, external_id=worker, user=cast.email(worker))


def set_up(keys, program, request, order, carried):
    """Project, guideline, items, one batch, gold, and the batch at its vendor."""
    manager = keys["manager"]
    choices = [{"name": name} for name in ANSWERS]
    project = manager.post(
        "projects/",
        program=program,
        request=request,
        name=WISH["title"],
        question=cast.QUESTION,
        choices=choices,
        judgements_per_item=2,
    )["slug"]
    rule = {"body": "Money asked back is a refund.", "change_note": "Says what a refund is."}
    assert manager.post(f"projects/{project}/guidelines/", **rule)["number"] == 2
    dataset = manager.post("datasets/", program=program, name="Support mail")["id"]
    file = SimpleUploadedFile("mails.csv", cast.items_file())
    run = manager.send("imports/", project=project, kind="items", dataset=dataset, file=file)["id"]
    carried()
    assert manager.get(f"imports/{run}/")["rows_added"] == len(ITEMS)
    (batch,) = manager.post("batches/prepare/", project=project, dataset=dataset, size=len(ITEMS))
    for item, letter in cast.GOLD.items():
        keys["lead"].post("quality/gold-items/", project=project, item=item, code="RC".index(letter))
    terms = {"work_order": order, "judgements_per_item": 2, "due_on": day_in(30)}
    assert manager.post(f"batches/{batch['number']}/issue/", **terms)["judgements"] == UNITS
    return project, batch["number"]


def label(keys, project):
    """Each takes items until none is left for them."""
    for worker in GIVEN:
        key = keys[worker]
        for _ in ITEMS:
            held = key.post("labeling/lease/", 200, project=project)
            code = next(
                c["code"] for c in held["choices"] if c["name"] == cast.answer_of(worker, held["item"])
            )
            key.post(f"labeling/slots/{held['id']}/submit/", token=held["token"], code=code)
        assert key.post("labeling/lease/", 204, project=project) is None


def read_quality(lead, project):
    found = lead.get(f"quality/projects/{project}/agreement/")["results"]
    assert found["alpha"]["estimate"] == pytest.approx(cast.ALPHA)
    assert found["percent_agreement"]["estimate"] == pytest.approx(0.8)
    assert (found["items"], found["judgements"], found["annotators"]) == (len(ITEMS), UNITS, 2)
    counts = lead.rows("quality/gold-counts/", project=project)
    assert {c["worker"]: (c["correct"], c["judged"]) for c in counts} == {"kes-01": (2, 2), "kes-02": (1, 2)}


def pay(keys, batch, project):
    """The lead accepts; both sides read the same amount; accepting again is refused."""
    share = keys["manager"].get(f"batches/{batch}/")["shares"][0]
    assert share["state"] == "delivered"
    seen = keys["lead"].get(f"quality/shares/{share['id']}/evidence/")["version"]
    verdict = {"share": share["id"], "outcome": "accepted", "version": seen}
    keys["lead"].post("quality/decisions/", **verdict)
    keys["lead"].post("quality/decisions/", 409, **verdict)
    (entry,) = keys["buyer"].rows("ledger/")
    assert (entry["units"], Decimal(entry["amount"]), entry["batch_ref"]) == (UNITS, cast.AMOUNT, batch)
    assert keys["admin"].rows("deliveries/")[0]["state"] == "accepted"


def report(keys, program, carried):
    manager, leader = keys["manager"], keys["leader"]
    draft = manager.post("reports/", program=program)
    words = {"version": draft["version"], "summary": "All mails are labeled and paid for."}
    written = manager.patch(f"reports/{draft['id']}/", **words)
    manager.post(f"reports/{draft['id']}/publish/", 200, version=written["version"])
    assert "programs.mail_report" in carried()
    (read,) = leader.rows("reports/", program=program)
    assert (read["state"], read["summary"]) == ("published", words["summary"])
    assert read["numbers"]["progress"]["accepted"] == UNITS
    line = leader.get(f"programs/{program}/")
    assert (line["progress"]["accepted"], line["money"]["spent"]) == (UNITS, pytest.approx(7.0))


def score(keys, clock):
    """Published when its month is over, read and agreed to by the vendor."""
    strike("vendors.compute_scorecards")
    assert keys["admin"].rows("scorecards/") == []
    card = next(card for card in keys["buyer"].rows("scorecards/") if card["score"] is not None)
    keys["buyer"].post(f"scorecards/{card['id']}/publish/", 409)
    clock.go_to_next_month()
    keys["buyer"].post(f"scorecards/{card['id']}/publish/", 200)
    (shown,) = keys["admin"].rows("scorecards/")
    assert shown["score"] == pytest.approx(cast.SCORE)
    points = {line["criterion"]: line["points"] for line in shown["lines"]}
    assert points == {"quality": 75, "delivery": 100, "acceptance": 100, "cost": None}
    word = {"version": shown["version"], "is_agreed": True}
    assert keys["admin"].post(f"scorecards/{card['id']}/respond/", 200, **word)["state"] == "agreed"
