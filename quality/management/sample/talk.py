"""What the sample company's people say to one another, ask of one another and follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Model

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from dataops.work.models import ActionItem
from dataops.work.operations.action import add_action, finish_action, waive_action
from dataops.work.operations.comment import add_comment, tell_of_comment
from dataops.work.operations.subscription import choose_mail, follow
from programs.models import Milestone, Program, RaidItem
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company
from vendors.models import WorkOrder


def talk(company: Company, programs: Sequence[Program], *, today: date) -> None:
    """A few days of it in their order, so that nobody's list is empty and nobody's is long."""
    ines, priya = company.first(Role.PROGRAM_MANAGER), company.first(Role.REVIEWER)
    jonas, lead = company.first(Role.VENDOR_MANAGER), company.first(Role.LEADERSHIP)
    choose_mail(time_zone="Europe/Lisbon", hour=8, cadences={}, actor=ines)
    first = next(program for program in programs if program.manager_id == ines.pk)
    milestone = Milestone.objects.filter(program=first).open().order_by("due_on", "pk").first() or first
    done, idle = _ask(company, first, milestone, today)
    if risk := RaidItem.objects.filter(program=first).open().order_by("pk").first():
        _say(
            risk,
            jonas,
            "Two raters are back on Monday, so I would lower the likelihood at the review.",
            4,
            today,
        )
    finish_action(
        done,
        note="Fifty-two, checked by two people.",
        actor=priya,
        at=live_at(noon(today - timedelta(days=3), 9)),
    )
    _say(
        milestone,
        priya,
        "The gold set covers the new classes. @ines.carvalho, can we promise the date?",
        3,
        today,
    )
    _say(milestone, ines, "We can, if Kestrel keeps its pace: @jonas.eklund asks them today.", 2, today)
    _with_a_vendor(company, first, jonas, today)
    _say(
        first,
        lead,
        "What does the release need from research? See https://example.org/release-notes",
        1,
        today,
    )
    waive_action(
        idle,
        reason="Kestrel has the people after all.",
        actor=ines,
        at=live_at(noon(today - timedelta(days=1))),
    )
    for person in (lead, priya):
        follow(first, actor=person)


def _with_a_vendor(company: Company, program: Program, jonas: User, today: date) -> None:
    """Said to the vendor, answered by the vendor, and a word between us that they never read."""
    orders = WorkOrder.objects.filter(program=program, sent_at__isnull=False).select_related("vendor")
    order = orders.order_by("-pk").first()
    admin = company.partners[order.vendor.slug].admin if order else None
    if order is None or admin is None:
        return
    _say(order, jonas, "Can the last batch come two days earlier?", 2, today, is_shared=True)
    _say(order, admin, "Yes: ten people are on it from tomorrow.", 1, today)
    _say(order, jonas, "If it slips again we split the next order.", 1, today)


def _ask(company: Company, program: Program, milestone: Model, today: date) -> tuple[ActionItem, ActionItem]:
    """One thing overdue and one for this week; one that will be done, and one that will not be needed."""
    ines, priya = company.first(Role.PROGRAM_MANAGER), company.first(Role.REVIEWER)
    jonas, at = company.first(Role.VENDOR_MANAGER), live_at(noon(today - timedelta(days=6)))
    asked = (
        (program, "Ask research which slice they train on first", ines, -2, priya),
        (milestone, "Agree the split of the last batches", jonas, 4, ines),
        (milestone, "Add fifty gold items of the new classes", priya, 0, ines),
        (program, "Order a third vendor for the pilot", ines, 9, jonas),
    )
    given = [
        add_action(
            target,
            title=title,
            owner=owner,
            due_on=today + timedelta(days=days),
            source="By hand",
            actor=actor,
            at=at,
        )
        for target, title, owner, days, actor in asked
    ]
    return given[2], given[3]


def _say(
    target: Model, author: User, body: str, days_ago: int, today: date, *, is_shared: bool = False
) -> None:
    at = live_at(noon(today - timedelta(days=days_ago), 9 + days_ago))
    comment = add_comment(target, body=body, actor=author, at=at, is_shared=is_shared)
    tell_of_comment(comment, at=at)
