"""Live through the weeks of the sample company: labels come, are measured, accepted, paid and reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Sum

from dataops.accounts.choices import Role
from labeling.choices import ImportKind
from labeling.models import Batch, BatchShare
from labeling.operations.batch import issue
from labeling.operations.project import publish_guideline
from labeling.operations.share import deliver_share
from programs.choices import Rag
from programs.models import Program, StatusReport
from programs.operations.ask import add_ask, answer_ask
from programs.operations.forecast import forecast_program
from programs.operations.milestone import finish_milestone
from programs.operations.reading import acknowledge
from programs.operations.report import draft_report, edit_report, publish_report
from programs.rules.report import silent_of
from programs.rules.status import Cause
from quality.choices import Outcome
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company, Partner
from quality.management.sample.labels import judged
from quality.management.sample.programs import Undertaking, bring
from quality.models import GoldCount
from quality.operations.decision import decide_share
from quality.operations.project import aggregate_project, measure_project
from quality.operations.tally import measure_batch

TROUBLE_WEEKS = 5
BAD_SKILL = 0.25
LEAST_ACCURACY = 0.72
LATE_WITH_REPORT = "PRG-037"
# Program → what is needed, what is recommended, what it mends, by when, and the answer if there is one.
ASKS = {
    "PRG-035": (
        (
            "Fund four more raters until the release",
            "Yes: P85 comes back before the due date",
            "schedule",
            4,
            "",
        ),
        ("Let the second vendor begin a week early", "", "schedule", 1, "They begin on Monday."),
    ),
    "PRG-022": (
        ("Agree that quality comes before the date", "Move the release by two weeks", "quality", 6, ""),
    ),
}
WEEKLY_WORDS = {
    "on_track": ("The plan holds. {why}.", "Deliveries came as agreed.", "Nothing we cannot carry.", "Go on as planned."),
    "at_risk": ("{why}. It holds if the pace of this week does.", "Quality is where we want it.", "Half of the batches came late.", "Ask for more people, or move the date."),
    "off_track": ("{why}. We need a decision this week.", "What was accepted is good.", "The plan has no room for what came.", "Decide what gives: scope, date or money."),
    "no_data": ("Too early to tell.", "The pilot is set up.", "There is little to measure yet.", "Finish the pilot."),
}  # fmt: skip

COMMENTS = {
    "schedule": "More raters, or a later date: the ask below says which.",
    "quality": "The house that misses it reads the rule again before its next batch.",
    "cost": "From this week on we review only what the sampling plan asks for.",
    "scope": "The change waits for its decision.",
    "risk": "Its next step has an owner and a day.",
}


def live_week(undertaking: Undertaking, company: Company, *, weeks_ago: int, today: date) -> None:
    """One week of one program: its batch goes out, comes back, is measured and decided upon."""
    plan = undertaking.plan
    number = plan.starts_weeks_ago - weeks_ago
    if number < 0 or not plan.items_a_week:
        return
    monday = today - timedelta(weeks=weeks_ago)
    if plan.trouble == "quality" and weeks_ago == TROUBLE_WEEKS:
        _new_guideline(undertaking, company, monday)
    batch = undertaking.batches[number]
    shares = _issue(undertaking, company, batch, monday)
    if weeks_ago == 0:
        return  # being labeled as you read
    is_short = plan.trouble == "capacity" and weeks_ago <= TROUBLE_WEEKS
    for slug, share in shares.items():
        if is_short and slug == plan.houses[0] and weeks_ago % 2 == 0:
            continue  # this vendor is short of people: the batch stays with it
        _deliver(undertaking, company.partners[slug], share, weeks_ago=weeks_ago, monday=monday)
    measured_at = live_at(_all_in(shares, monday) + timedelta(hours=1))
    measure_batch(batch.pk, at=measured_at)
    measure_project(batch.project_id, at=measured_at)
    if weeks_ago > 1 or plan.manager == "Tomasz Wójcik":
        _decide(shares, company, max(noon(monday + timedelta(days=4), 14), measured_at))


def _issue(undertaking: Undertaking, company: Company, batch: Batch, monday: date) -> dict[str, BatchShare]:
    """The first house takes what the second does not; one judgement of each item goes to the second."""
    plan, shares = undertaking.plan, {}
    at = live_at(noon(monday, 9))
    for place, slug in enumerate(plan.houses):
        second = 1 if len(plan.houses) > 1 else 0
        shares[slug] = issue(
            batch,
            undertaking.orders[slug],
            judgements_per_item=second if place else plan.judgements - second,
            due_on=monday + timedelta(days=4),
            actor=undertaking.program.manager,
            at=at,
        )
    return shares


def _deliver(
    undertaking: Undertaking, partner: Partner, share: BatchShare, *, weeks_ago: int, monday: date
) -> None:
    plan, items = undertaking.plan, undertaking.items
    is_bad = plan.trouble == "quality" and partner.house.slug == plan.houses[0] and weeks_ago < TROUBLE_WEEKS
    is_late = items.rng.random() < partner.house.late_share
    at = live_at(noon(monday + timedelta(days=6 if is_late else 3), 15))
    labels = judged(
        items,
        list(share.batch.tasks.order_by("pk").values_list("item__external_id", flat=True)),
        [worker.external_id for worker in partner.workers],
        judgements=share.judgements_per_item,
        skill=BAD_SKILL if is_bad else partner.house.skill,
        at=at,
    )
    bring(
        share.batch.project,
        ImportKind.LABELS,
        labels,
        f"{partner.house.slug}-{share.batch.number}.csv",
        actor=undertaking.program.manager,
        default_vendor=partner.house.slug,
        orders={partner.house.slug: share.work_order.number},
    )
    deliver_share(share.pk, actor=None, at=at)
    share.refresh_from_db()


def _all_in(shares: dict[str, BatchShare], monday: date) -> datetime:
    """When the last delivery of the week came."""
    came = [share.delivery.delivered_at for share in shares.values() if share.delivery]
    return max([noon(monday + timedelta(days=3), 15), *came])


def _decide(shares: dict[str, BatchShare], company: Company, at: datetime) -> None:
    """The QA lead looks at the gold answers of each delivery, as a person would."""
    judge = company.first(Role.REVIEWER)
    for share in shares.values():
        if share.delivery_id is None:
            continue
        counts = GoldCount.objects.filter(batch=share.batch_id, vendor=share.vendor_id)
        correct, all_ = sum(row.correct for row in counts), sum(row.judged for row in counts)
        is_good = not all_ or correct / all_ >= LEAST_ACCURACY
        decide_share(
            share,
            outcome=Outcome.ACCEPTED if is_good else Outcome.REJECTED,
            reason=f"{correct} of {all_} gold answers met{'' if is_good else ', since the new rule on initials'}.",
            actor=judge,
            at=live_at(at),
        )


def _new_guideline(undertaking: Undertaking, company: Company, monday: date) -> None:
    body = undertaking.project.guidelines.latest("number").body
    publish_guideline(
        undertaking.project,
        body=body
        + "\n## Initials\n\nInitials count as a name when the note gives a date of birth beside them.\n",
        change_note="Initials beside a date of birth are a name",
        actor=undertaking.program.manager,
        at=live_at(noon(monday, 8)),
    )


def _keep_promises(program: Program, on: date, *, at: datetime) -> None:
    """A milestone is done on the day its units were accepted; the pilot when the first delivery was."""
    accepted = program.ledger.aggregate(units=Sum("units"))["units"] or 0
    for milestone in program.milestones.open().filter(due_on__lte=on + timedelta(weeks=1)):
        if accepted >= (milestone.units or 1):
            finish_milestone(milestone, on=on, actor=program.manager, at=at)


def close_week(program: Program, company: Company, *, weeks_ago: int, today: date) -> None:
    """Monday after: the forecast runs, the report is drafted, and published if its week is over.

    One manager is late with last week's.
    """
    monday = today - timedelta(weeks=weeks_ago)
    morning = live_at(min(noon(monday + timedelta(days=7), 6), noon(today, 6)))
    _keep_promises(program, min(monday + timedelta(days=4), today), at=morning)
    forecast_program(program, at=morning)
    report = draft_report(program, monday, actor=None, at=morning)
    if weeks_ago == 1:
        ask_for_help(program, company, today=today)
    if weeks_ago == 0 or (weeks_ago == 1 and program.code == LATE_WITH_REPORT):
        return
    summary, highlights, lowlights, next_week = WEEKLY_WORDS.get(report.rag, WEEKLY_WORDS["no_data"])
    why = Cause(**report.numbers["causes"][0]).short
    words = {
        "summary": summary.format(why=why),
        "highlights": highlights,
        "lowlights": lowlights,
        "next_week": next_week,
    }
    comments = {key: COMMENTS[key] for key in silent_of(report)}
    report = edit_report(report, version=report.version, actor=program.manager, comments=comments, **words)
    report = publish_report(report, actor=program.manager, at=live_at(morning + timedelta(hours=4)))
    _read(report, company, weeks_ago=weeks_ago, at=live_at(morning + timedelta(hours=7)))


def _read(report: StatusReport, company: Company, *, weeks_ago: int, at: datetime) -> None:
    """Leadership took note of all but the newest of programs in trouble; a word goes with what is off track."""
    if weeks_ago == 1 and report.status != Rag.ON_TRACK:
        return
    leader = company.first(Role.LEADERSHIP)
    word = "Read. What do you need from me?" if report.status == Rag.OFF_TRACK else ""
    acknowledge(report, word=word, actor=leader, at=at)


def ask_for_help(program: Program, company: Company, *, today: date) -> None:
    """What a manager asks of leadership, some of it answered."""
    for what, recommendation, dimension, days, answer in ASKS.get(program.code, ()):
        ask = add_ask(
            program,
            what=what,
            recommendation=recommendation,
            dimension=dimension,
            owner=company.first(Role.LEADERSHIP),
            needed_by=today + timedelta(days=days),
            actor=program.manager,
            at=live_at(noon(today - timedelta(days=6), 9)),
        )
        if answer:
            answer_ask(ask, answer=answer, actor=ask.owner, at=live_at(noon(today - timedelta(days=3), 15)))


def sum_up(undertaking: Undertaking, *, today: date) -> None:
    """The answers that need all labels: what majority and Dawid-Skene make of them."""
    if undertaking.project:
        aggregate_project(undertaking.project.pk, at=live_at(noon(today, 5)))
