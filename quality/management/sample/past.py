"""What the sample company delivered before: three waves, whose forecasts can be held against what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dataops.accounts.choices import Role
from programs.choices import BudgetCategory, Metric, ProgramState
from programs.models import Program
from programs.operations.admission import admit
from programs.operations.budget import add_budget_line
from programs.operations.forecast import forecast_program
from programs.operations.milestone import finish_milestone, plan_milestone
from programs.operations.program import set_state, start_program
from programs.operations.target import set_target
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company
from quality.management.sample.requests import Wish, wish
from vendors.models import WorkOrder
from vendors.operations.delivery import decide_delivery, receive_delivery
from vendors.operations.order import answer_order, close_order, draft_order, send_order

MANAGER = "Tomasz Wójcik"
WEEKS, UNITS, SPARE = 8, 880, 400
UNMEASURED = "Its labels were made elsewhere: samples were checked here, agreement was not measured."
DAYS = (0, 2, 4)  # of each week, on which a batch comes
PARTS = (("Half of the units", 0.5), ("Three quarters of the units", 0.75), ("Nine tenths of the units", 0.9))


@dataclass(frozen=True)
class Wave:
    """One earlier program: who worked for it, from when on, and how much slower its second half was."""

    code: str
    name: str
    house: str
    weeks_ago: int
    second_half: float
    wish: Wish | None = None


def _wish(title: str, code: str, days_ago: int) -> Wish:
    purpose = "Shoppers filter by colour and get nothing."
    question, answers = "Which attribute does the text name?", ("Colour", "Size", "Material", "None")
    worth = (400000, "2", 80, "8")
    return Wish(
        title, purpose, "attributes-3", question, answers, UNITS // 2, days_ago, "public", worth, code
    )


WAVES = (
    Wave("PRG-011", "Product attributes, wave 1", "tessera", 28, 1.0, _wish("Attributes of the spring range", "PRG-011", 199)),
    Wave("PRG-014", "Product attributes, wave 2", "kestrel", 24, 0.6, _wish("Attributes of the summer range", "PRG-014", 171)),
    Wave("PRG-017", "Product attributes, wave 3", "tessera", 20, 1.1),
)  # fmt: skip


def deliver_waves(company: Company, *, today: date, seed: int) -> list[Program]:
    """Each from its request to its last unit; forecast every week on the way."""
    rng = np.random.default_rng(seed)
    return [_deliver(wave, company, rng, today=today) for wave in WAVES]


def _deliver(wave: Wave, company: Company, rng: np.random.Generator, *, today: date) -> Program:
    starts = today - timedelta(weeks=wave.weeks_ago)
    program = _start(wave, company, starts)
    if wave.wish:
        wish(wave.wish, company, {wave.code: program}, asker=company.first(Role.REQUESTER), today=today)
    order = _order(wave, program, company, starts)
    accepted = number = 0
    while accepted < UNITS:
        week, place = divmod(number, len(DAYS))
        if place == 0 and week > 2:
            forecast_program(program, at=live_at(noon(starts + timedelta(weeks=week), 6)))
        pace = 1.0 if accepted < UNITS / 2 else wave.second_half
        units = min(UNITS - accepted, int(pace * rng.integers(22, 58)))
        on = starts + timedelta(days=7 * week + DAYS[place])
        _accept(order, f"{wave.code}-{number + 1:02}", units, company, on)
        accepted, number = accepted + units, number + 1
        _keep_promises(program, accepted, on + timedelta(days=1))
    close_order(order, actor=company.first(Role.VENDOR_MANAGER))
    return set_state(program, ProgramState.DELIVERED, reason=UNMEASURED, actor=program.manager)


def _start(wave: Wave, company: Company, starts: date) -> Program:
    manager = company.people[MANAGER]
    due = starts + timedelta(weeks=WEEKS)
    program = start_program(
        code=wave.code,
        name=wave.name,
        goal="Attributes by which people find a product.",
        manager=manager,
        starts_on=starts,
        due_on=due,
        units_planned=UNITS,
        sponsor="Adaeze Obi",
        actor=manager,
        at=live_at(noon(starts, 7)),
    )
    admit(program, company.first(Role.REVIEWER), actor=manager)
    set_target(program, Metric.ACCEPTANCE, value="0.9", actor=manager)
    add_budget_line(
        program, category=BudgetCategory.LABELING, quantity=UNITS, unit_cost="1.6000", actor=manager
    )
    for name, part in PARTS:
        due_on = starts + timedelta(days=round(7 * WEEKS * part))
        plan_milestone(program, name=name, due_on=due_on, units=int(UNITS * part), actor=manager)
    return program


def _order(wave: Wave, program: Program, company: Company, starts: date) -> WorkOrder:
    partner, buyer, at = company.partners[wave.house], company.first(Role.VENDOR_MANAGER), noon(starts, 8)
    order = draft_order(
        partner.vendor,
        program,
        rate_line=partner.rate,
        units=UNITS + SPARE,
        due_on=program.due_on + timedelta(weeks=WEEKS),
        actor=buyer,
    )
    send_order(order, actor=buyer, at=live_at(at))
    return answer_order(order, is_accepted=True, actor=partner.admin or buyer, at=at)


def _accept(order: WorkOrder, batch: str, units: int, company: Company, on: date) -> None:
    came = live_at(noon(on, 15))
    delivery = receive_delivery(
        order, batch_ref=batch, units=units, due_on=on + timedelta(days=1), at=came, actor=None
    )
    at = live_at(noon(on + timedelta(days=1), 11))
    judge = company.first(Role.REVIEWER)
    decide_delivery(delivery, is_accepted=True, reason="The sample of 20 had no fault.", actor=judge, at=at)


def _keep_promises(program: Program, accepted: int, on: date) -> None:
    for milestone in program.milestones.open().filter(units__lte=accepted):
        finish_milestone(milestone, on=on, actor=program.manager, at=noon(on, 16))
