"""Who takes part in a journey, and the numbers it is about."""

import datetime as dt
from decimal import Decimal

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.operations.person import add_person, found_organisation

PASSWORD = "seven quiet harbours"
COMPANY = "Our company"
VENDOR, SLUG = "Kestrel Data", "kestrel"
STAFF_ROLES = {
    "requester": Role.REQUESTER,
    "manager": Role.PROGRAM_MANAGER,
    "compliance": Role.COMPLIANCE_OFFICER,
    "buyer": Role.VENDOR_MANAGER,
    "lead": Role.REVIEWER,
    "leader": Role.LEADERSHIP,
    "administrator": Role.ADMINISTRATOR,
}

# Two people answer ten items; they differ on the fifth and on the tenth.
QUESTION, ANSWERS = "What does the customer want?", ("Refund", "Complaint")
ITEMS = {f"mail-{n:02}": f"Customer mail number {n}" for n in range(1, 11)}
GIVEN = {
    "kes-01": dict(zip(ITEMS, "RRRRRCCCCC", strict=True)),
    "kes-02": dict(zip(ITEMS, "RRRRCCCCCR", strict=True)),
}
GOLD = {"mail-01": "R", "mail-05": "R"}
UNITS, PRICE = 20, Decimal("0.35")
AMOUNT = UNITS * PRICE
ALPHA = 1 - 0.2 / (2 * 10 * 10 / (20 * 19))  # 2 of 10 pairs differ; 10 of 20 answers are refunds
GOLD_RIGHT, GOLD_JUDGED = 3, 4
# Quality 75 points at weight 40, delivery 100 at 25, acceptance 100 at 20; no other vendor to compare costs with.
SCORE = (40 * 75 + 25 * 100 + 20 * 100) / 85


def email(who: str) -> str:
    return f"{who}@example.com"


def hire_staff() -> dict[str, object]:
    """Our own people, each with a password. The vendor's people come in by invitation."""
    company = found_organisation(COMPANY, OrganisationKind.COMPANY, actor=None)
    return {
        who: add_person(email(who), f"{who.title()} Smith", company, role, actor=None, password=PASSWORD)
        for who, role in STAFF_ROLES.items()
    }


def answer_of(worker: str, item: str) -> str:
    return next(name for name in ANSWERS if name[0] == GIVEN[worker][item])


def items_file() -> bytes:
    rows = [f"{item},{text}" for item, text in ITEMS.items()]
    return "\n".join(["item_id,text", *rows, ""]).encode()


def day_in(days: int) -> str:
    return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)).isoformat()
