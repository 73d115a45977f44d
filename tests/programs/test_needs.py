import datetime as dt

import pytest

from dataops.accounts.choices import Role
from dataops.work.needs import Urgency
from dataops.work.search import find
from programs.operations import report as reports
from programs.reports.needs import program_needs
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def titles(user, now):
    return [need.title for need in program_needs(user, at=now)]


def test_a_manager_is_told_of_dates_and_drafts(now):
    program = programs.program(
        starts_on=now.date() - dt.timedelta(days=30), due_on=now.date() + dt.timedelta(days=60)
    )
    programs.milestone(program, name="Pilot", due_on=now.date() - dt.timedelta(days=2))
    programs.milestone(program, name="Release", due_on=now.date() + dt.timedelta(days=2))
    programs.milestone(program, name="Far", due_on=now.date() + dt.timedelta(days=40))
    reports.draft_report(program, now.date(), actor=None, at=now)

    needs = list(program_needs(program.manager, at=now))

    assert [need.title for need in needs[:2]] == ["Finish or move Pilot", "Finish Release"]
    assert [need.urgency for need in needs[:2]] == [Urgency.LATE, Urgency.DUE]
    assert "Its summary is empty." in needs[2].why
    missing, trouble = needs[3:]
    assert (missing.title.endswith(program.name), missing.meta) == (True, (program.code, "Missing"))
    assert trouble.title == f"{program.name} is at risk"
    assert titles(accounts.user(), now) == []


def test_leadership_is_told_of_trouble_and_of_what_to_read(now):
    late = programs.program(
        name="Late", starts_on=now.date() - dt.timedelta(days=30), due_on=now.date() - dt.timedelta(days=1)
    )
    report = reports.draft_report(late, now.date(), actor=None, at=now)
    reports.edit_report(
        report, version=1, actor=late.manager, summary="Late.", comments={"schedule": "We move it."}
    )
    reports.publish_report(report, actor=late.manager, at=now)
    leader = accounts.user(Role.LEADERSHIP)

    assert titles(leader, now) == [
        "Late is off track",
        f"Week {report.week_on:%V}: Late".replace("Week 0", "Week "),
    ]
    assert titles(accounts.user(Role.REVIEWER), now) == []


def test_programs_and_milestones_are_found_by_who_may_see_them():
    program = programs.program(name="Support intents")
    programs.milestone(program, name="Support pilot")

    found = find(program.manager, "support")

    assert [(hit.noun, hit.title) for hit in found] == [
        ("Program", "Support intents"),
        ("Milestone", "Support pilot"),
    ]
    assert find(accounts.user(Role.REQUESTER), "support") == []
