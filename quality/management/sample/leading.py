"""What leadership of the sample company keeps: portfolios, targets, weeks, improvements, alerts and views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from dataops.accounts.choices import Role
from programs.models import MetricDefinition, MetricSnapshot, Program
from programs.operations.improvement import (
    add_improvement,
    begin_trial,
    change_improvement,
    verify_improvement,
)
from programs.operations.metric import change_metric
from programs.operations.portfolio import add_portfolio, group_program
from programs.operations.snapshot import take_week
from programs.operations.view import save_view, send_view
from programs.operations.watch import add_watch, look_at_watches
from programs.rules.week import week_of
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company

PORTFOLIOS = {
    "Assistants": ("What customers talk to.", ("PRG-035", "PRG-037", "PRG-041")),
    "Search and support": (
        "What answers questions and mail.",
        ("PRG-026", "PRG-031", "PRG-030", "PRG-038"),
    ),
}
# Metric → target, amber, red, and the role that answers for it.
AIMS = {
    "gold_accuracy": ("0.88", "0.85", "0.80", Role.REVIEWER),
    "first_pass": ("0.95", "0.90", "0.80", Role.REVIEWER),
    "agreement": ("0.70", "0.60", "0.50", Role.REVIEWER),
    "turnaround": ("259200", "432000", "864000", Role.PROGRAM_MANAGER),
    "throughput": ("400", "300", "150", Role.PROGRAM_MANAGER),
    "unit_cost": ("1.60", "1.80", "2.00", Role.VENDOR_MANAGER),
    "coverage": ("0.70", "0.60", "0.50", Role.PROGRAM_MANAGER),
    "backlog": ("4", "8", "15", Role.PROGRAM_MANAGER),
}


def group(company: Company, programs: Sequence[Program]) -> None:
    """Before the first week, so that each portfolio has all of its own."""
    manager = company.first(Role.PROGRAM_MANAGER)
    for name, (note, codes) in PORTFOLIOS.items():
        portfolio = add_portfolio(name=name, note=note, actor=manager)
        for program in programs:
            if program.code in codes:
                group_program(program, portfolio, actor=program.manager)


def keep_week(*, weeks_ago: int, today: date) -> None:
    """As the clock does: on the week's last day, and for good when it is over."""
    monday = week_of(today - timedelta(weeks=weeks_ago))
    sunday = min(monday + timedelta(days=6), today)
    with _joined_by_hash():
        take_week(monday, at=live_at(noon(sunday, 20)))
        if monday + timedelta(days=7) <= today:
            take_week(monday, at=live_at(noon(monday + timedelta(days=7), 5)))


@contextmanager
def _joined_by_hash() -> Iterator[None]:
    """Rows of one open transaction have no statistics: the planner takes them for few, and loops over thousands."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")
        yield
        cursor.execute("set local enable_nestloop = on")


def lead(company: Company, programs: Sequence[Program], *, today: date) -> None:
    leader = company.first(Role.LEADERSHIP)
    at = live_at(noon(today, 6))
    metrics = {row.key: row for row in MetricDefinition.objects.all()}
    for key, (target, amber, red, role) in AIMS.items():
        change_metric(
            metrics[key],
            target=target,
            amber=amber,
            red=red,
            owner=company.first(role),
            actor=company.first(Role.ADMINISTRATOR),
        )
    _improve(company, programs, metrics, today=today)
    troubled = next(program for program in programs if program.code == "PRG-022")
    add_watch(
        metrics["first_pass"], beyond="below", bound=Decimal("0.9"), by="value", scope="program",
        program=troubled, is_shared=True, actor=troubled.manager,
    )  # fmt: skip
    look_at_watches(at=at)
    quarter = save_view(name="Last 13 weeks", filters={"period": "13"}, is_shared=True, actor=leader)
    send_view(quarter, leader, every="month", day=31, hour=8, zone="Europe/Berlin", actor=leader, at=at)


def _improve(
    company: Company, programs: Sequence[Program], metrics: dict[str, MetricDefinition], *, today: date
) -> None:
    """One that somebody verified, and an idea that waits."""
    program = next(program for program in programs if program.code == "PRG-031")
    owner = program.manager
    kept = MetricSnapshot.objects.filter(
        program=program, metric__key="gold_accuracy", is_frozen=True, value__isnull=False
    )
    weeks = list(kept.order_by("week_on"))
    add_improvement(
        title="Ask labelers why they skip", change="A skip asks for its reason.", metric=metrics["coverage"],
        actor=company.first(Role.REVIEWER),
    )  # fmt: skip
    if len(weeks) < 3:
        return
    item = add_improvement(
        title="Two examples under every answer", change="The guideline shows two examples for each answer.",
        metric=metrics["gold_accuracy"], program=program, actor=owner,
    )  # fmt: skip
    before = min(weeks[:-1], key=lambda week: week.value or 0.0)
    later = [week for week in weeks if week.week_on > before.week_on]
    begun = before.week_on + timedelta(days=7)
    item = begin_trial(item, baseline=before, changed_on=begun, actor=owner)
    item = change_improvement(
        item,
        saved_hours=Decimal(36),
        saved_how="Three hours of questions less in each of 12 weeks.",
        actor=owner,
    )
    verify_improvement(
        item,
        after=max(later, key=lambda week: week.value or 0.0),
        actor=company.first(Role.REVIEWER),
        on=today,
    )
