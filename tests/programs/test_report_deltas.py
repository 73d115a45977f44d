"""What changed since the last published report, and how each dimension stands."""

import datetime as dt

import pytest

from programs.models import Program
from programs.operations import choice, raid
from programs.operations import report as operations
from programs.operations.program import change_program
from programs.reports.deltas import deltas_of
from programs.reports.document import document_of
from programs.reports.line import lines_of
from tests.factories import programs, vendors
from tests.programs.conftest import accept_units

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 3, 2)
WEEK = dt.timedelta(days=7)


def at(week=0, day=0, hour=6):
    return dt.datetime(2026, 3, 9, hour, tzinfo=dt.UTC) + week * WEEK + dt.timedelta(days=day)


@pytest.fixture
def program():
    return programs.program(starts_on=dt.date(2026, 2, 2), due_on=dt.date(2026, 6, 30))


def drafted(program, week=0):
    return operations.draft_report(program, MONDAY + week * WEEK, actor=None, at=at(week))


def published(program, week=0):
    draft = drafted(program, week)
    words = operations.edit_report(draft, version=draft.version, actor=program.manager, summary="So it is.")
    return operations.publish_report(words, actor=program.manager, at=at(week, hour=8))


def review(risk, likelihood, impact):
    score = {"likelihood": likelihood, "impact": impact}
    raid.review_item(risk, next_step="Train.", review_on=None, actor=risk.owner, on=at().date(), **score)


def marks(report):
    groups = document_of(report, with_money=True).groups
    return {item.title: item.mark for group in groups for item in group.items}


def delta(report, key):
    return next(one for one in document_of(report, with_money=True).deltas if one.key == key)


def test_items_are_marked_by_what_became_of_them(program):
    on = at().date()
    same = programs.raid_item(program, statement="Same", raised_on=MONDAY)
    moved = programs.raid_item(program, statement="Moved", raised_on=MONDAY)
    gone = programs.raid_item(program, statement="Gone", kind="issue", raised_on=MONDAY)
    asked = programs.decision(program, question="Split it?")
    back = programs.raid_item(
        program, statement="Back", kind="issue", raised_on=MONDAY, state="closed", closed_reason="Done.", closed_on=MONDAY
    )  # fmt: skip
    first = published(program)
    assert set(marks(first).values()) == {""}

    review(moved, 4, 3)
    raid.close_item(gone, reason="It is over.", actor=program.manager, on=on)
    choice.decide(asked, choice="Yes", reason="It is quicker.", actor=program.manager, on=on)
    back.state, back.closed_on, back.closed_reason = "open", None, ""
    back.save()
    programs.raid_item(program, statement="Fresh", kind="issue", raised_on=on)
    second = published(program, 1)

    assert marks(second) == {
        "Split it?": "closed", "Gone": "closed", "Fresh": "new", "Back": "reopened", "Moved": "updated", "Same": "",
    }  # fmt: skip
    assert same.statement in marks(second)
    assert "Gone" not in marks(published(program, 2))


def test_a_published_report_keeps_its_marks_whatever_comes(program):
    published(program)
    risk = programs.raid_item(program, statement="Late raters", raised_on=at().date())
    report = published(program, 1)

    raid.close_item(risk, reason="Gone.", actor=program.manager, on=at(1).date())

    assert marks(report) == {"Late raters": "new"}


def test_deltas_say_how_far_where_to_and_whether_that_is_better(program):
    order = vendors.work_order(program_=program, unit_price="0.10")
    order.refresh_from_db()
    accept_units(order, 40, at=at(-1, 2))
    published(program)
    accept_units(order, 60, at=at(0, 2))

    report = published(program, 1)

    pace = delta(report, "this_week")
    assert (pace.now, pace.was, pace.moved, pace.direction, pace.is_better) == ("60", "40", "+20", "up", True)
    done = delta(report, "done")
    assert (done.moved, done.is_better) == ("+6.0 points", True)
    assert delta(report, "unit_cost").moved == "No change"
    assert delta(report, "spend").is_better is None


def test_what_does_not_compare_says_why(program):
    assert document_of(drafted(program), with_money=True).apart == "No report was published before this one."
    published(program)
    change_program(program, units_planned=2000, actor=program.manager)

    assert delta(drafted(program, 1), "done").reason == "2,000 units are planned now, 1,000 a week ago."
    apart = document_of(drafted(program, 2), with_money=True)
    assert (apart.deltas, apart.apart) == (
        (),
        "The last published report is of week 10, not of the week before.",
    )


def standing(program, on=None):
    status = lines_of(Program.objects.filter(pk=program.pk), on=on or at().date())[0].status
    return status, {one.dimension.value: one for one in status.standings}


def test_the_whole_stands_where_its_worst_dimension_stands(program):
    programs.raid_item(program, statement="Raters leave", likelihood=4, impact=4, raised_on=MONDAY)

    status, found = standing(program)

    assert (status.key, found["risk"].key) == ("off_track", "off_track")
    assert status.reason == "“Raters leave” scores 16; up to 9 is tolerated."


def test_scope_is_held_against_what_was_agreed_upon(program):
    published(program)
    change_program(program, units_planned=1150, actor=program.manager)
    programs.change_request(program, units_planned=2000)

    _, found = standing(program)

    assert found["scope"].key == "at_risk"
    assert found["scope"].reason.startswith(
        "1 change of scope waits for a decision. 1,150 units are planned, 15.0%"
    )


def test_a_milestone_that_is_overdue_is_in_the_schedule(program):
    programs.milestone(program, name="Pilot", due_on=at().date() - dt.timedelta(days=3))

    _, found = standing(program)

    assert found["schedule"].key == "at_risk"
    assert found["schedule"].reason == "Pilot was due 6 Mar, 3 days ago."


def test_what_is_said_against_the_rule_is_shown_everywhere_until_the_rule_answers_otherwise(program):
    risk = programs.raid_item(program, statement="Raters leave", likelihood=4, impact=4, raised_on=MONDAY)
    draft = drafted(program)
    with pytest.raises(operations.CannotEdit, match="Say why"):
        operations.override_rag(draft, "at_risk", reason="", dimension="risk", actor=program.manager)
    for _ in range(2):
        said = operations.override_rag(
            draft, "at_risk", reason="Two more start on Monday.", dimension="risk", actor=program.manager
        )
    assert (said.rag, said.version) == ("at_risk", 2)
    assert standing(program)[0].key == "off_track"

    report = published(program)
    status, found = standing(program)
    assert (status.key, found["risk"].key, found["risk"].rule) == ("at_risk", "at_risk", "off_track")
    assert status.reason == (
        "Risk is reported as at risk: Two more start on Monday. By the rule it is off track: "
        "“Raters leave” scores 16; up to 9 is tolerated."
    )
    assert document_of(report, with_money=True).status_word == status.word

    review(risk, 5, 2)
    status, _ = standing(program)
    assert (status.key, "reported" in status.reason) == ("at_risk", False)


def test_who_may_not_see_money_is_told_the_same_status(program):
    programs.budget_line(program, quantity=10)
    order = vendors.work_order(program_=program, unit_price="0.10")
    order.refresh_from_db()
    accept_units(order, 100, at=at(-1, 2))

    rich, poor = (
        lines_of(Program.objects.filter(pk=program.pk), on=at().date(), with_money=seen)[0]
        for seen in (True, False)
    )

    assert rich.status.key == poor.status.key == "off_track"
    assert "over budget" in rich.status.reason
    assert poor.status.reason == "For reasons of cost."


def test_a_target_that_nothing_measures_is_among_the_numbers(program):
    programs.target(program, metric="gold_accuracy", value="0.9")

    numbers = drafted(program).numbers

    row = next(row for row in numbers["measures"] if row["metric"] == "gold_accuracy")
    assert (row["value"], row["target"], row["reason"]) == (None, 0.9, "Nothing measures this yet.")
    assert row["kept"]["word"] == "No data"


def test_who_may_not_see_money_is_told_no_reason_of_cost_where_nothing_is_wrong(program):
    programs.budget_line(program, quantity=1_000_000)
    order = vendors.work_order(program_=program, unit_price="0.10")
    order.refresh_from_db()
    accept_units(order, 100, at=at(-1, 2))

    line = lines_of(Program.objects.filter(pk=program.pk), on=at().date(), with_money=False)[0]

    cost = next(one for one in line.status.standings if one.dimension == "cost")
    assert (cost.rule, cost.reason) == ("on_track", "What it costs is not shown to you.")


def test_a_change_that_is_written_as_nothing_is_neither_better_nor_worse():
    def week(alpha):
        row = {"metric": "agreement", "label": "Agreement (α)", "unit": "coefficient", "value": alpha}
        progress = {"this_week": 1, "done_share": 0.5, "planned": 10}
        dates = {"due_on": "2026-04-01", "figures_on": "2026-03-01", "forecast": {}}
        return dates | {"progress": progress, "measures": [row], "program": {"currency": "USD"}}

    found = {one.key: one for one in deltas_of(week(0.7749), week(0.7751))}["agreement"]

    assert (found.now, found.was) == (".77", ".78")
    assert (found.moved, found.is_better) == ("No change", None)
