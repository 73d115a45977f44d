"""Milestones, targets and budget lines: what a program promises."""

import datetime as dt
from decimal import Decimal

import pytest

from dataops.audit.models import Event
from programs.models import BudgetLine, Milestone, Target
from programs.operations import budget, milestone, target
from tests.conftest import NOON
from tests.factories import programs

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 4, 1)
LATER = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_plan_twice_is_one_milestone():
    program = programs.program()

    for _ in range(2):
        milestone.plan_milestone(program, name="Pilot", due_on=DUE, units=200, actor=program.manager)

    assert [(m.name, m.baseline_on, m.due_on, m.units) for m in Milestone.objects.all()] == [
        ("Pilot", DUE, DUE, 200)
    ]
    assert verbs() == ["milestone.planned"]


def test_plan_refuses_a_name_that_promises_something_else():
    known = programs.milestone(name="Pilot")

    with pytest.raises(milestone.CannotPlan, match="Pilot"):
        milestone.plan_milestone(known.program, name="Pilot", due_on=DUE, actor=known.program.manager)

    assert Milestone.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"gate": "α of .7"}, {"deliverable": "Release 2.0"}, {"starts_on": DUE}, {"units": 100}]
)
def test_plan_again_with_other_words_is_refused_and_not_forgotten(other):
    program = programs.program()
    words = {"name": "Pilot", "due_on": DUE, "actor": program.manager}
    milestone.plan_milestone(program, **words)

    with pytest.raises(milestone.CannotPlan, match="Pilot"):
        milestone.plan_milestone(program, **words | other)

    assert verbs() == ["milestone.planned"]


def test_a_move_keeps_the_first_promise():
    known = programs.milestone()
    later = known.due_on + dt.timedelta(days=9)

    for _ in range(2):
        moved = milestone.move_milestone(
            known, later, reason="Two labelers left.", actor=known.program.manager, at=NOON
        )

    assert (moved.baseline_on, moved.due_on, moved.slip_days) == (known.baseline_on, later, 9)
    assert Event.objects.get().details["reason"] == "Two labelers left."


def test_a_move_without_a_reason_is_refused():
    known = programs.milestone()

    with pytest.raises(milestone.CannotMove, match="why"):
        milestone.move_milestone(known, DUE, reason=" ", actor=known.program.manager, at=NOON)

    assert Milestone.objects.get().due_on == known.due_on
    assert verbs() == []


def test_finish_twice_changes_nothing_and_its_date_stands():
    known = programs.milestone()

    for day in (DUE, DUE + dt.timedelta(days=1)):
        done = milestone.finish_milestone(known, on=day, actor=known.program.manager, at=LATER)

    assert done.done_on == DUE
    assert verbs() == ["milestone.finished"]
    with pytest.raises(milestone.CannotMove, match="done"):
        milestone.move_milestone(done, DUE, reason="No.", actor=known.program.manager, at=NOON)


def test_a_dropped_milestone_is_not_finished():
    known = programs.milestone()
    milestone.drop_milestone(known, reason="Scope cut.", actor=known.program.manager)

    with pytest.raises(milestone.CannotFinish, match="dropped"):
        milestone.finish_milestone(known, on=DUE, actor=known.program.manager, at=LATER)

    assert Milestone.objects.get().state == "dropped"


def test_nothing_is_done_on_a_day_that_has_not_come():
    known, tomorrow = programs.milestone(), LATER.date() + dt.timedelta(days=1)

    with pytest.raises(milestone.CannotFinish, match="has not come yet"):
        milestone.finish_milestone(known, on=tomorrow, actor=known.program.manager, at=LATER)

    assert Milestone.objects.get().state == "planned"
    assert verbs() == []


def test_a_target_is_set_once_per_metric():
    program = programs.program()

    for value in ("0.7", "0.70", "0.75"):
        target.set_target(program, "agreement", value=value, actor=program.manager)

    assert Target.objects.get().value == Decimal("0.75")
    assert [event.details["was"] for event in Event.objects.order_by("pk")] == [None, "0.7000"]


@pytest.mark.parametrize(
    ("metric", "value"), [("agreement", "70"), ("unit_cost", "0"), ("acceptance", "-0.1")]
)
def test_a_target_outside_its_scale_is_refused(metric, value):
    program = programs.program()

    with pytest.raises(target.CannotSet):
        target.set_target(program, metric, value=value, actor=program.manager)

    assert Target.objects.count() == 0


def test_a_budget_line_twice_is_one():
    program = programs.program()

    for _ in range(2):
        line = budget.add_budget_line(
            program, category="labeling", quantity=1000, unit_cost="0.1200", actor=program.manager
        )

    assert line.amount == Decimal("120")
    assert BudgetLine.objects.count() == 1
    assert verbs() == ["budget.line_added"]


def test_a_budget_line_changes_and_says_so():
    line = programs.budget_line(quantity=1000, unit_cost="0.1")

    for _ in range(2):
        budget.change_budget_line(line, quantity=0, unit_cost="0.1", actor=line.program.manager)

    assert BudgetLine.objects.get().amount == 0
    assert verbs() == ["budget.line_changed"]


def test_a_budget_of_nothing_is_refused():
    program = programs.program()

    with pytest.raises(budget.CannotBudget):
        budget.add_budget_line(program, category="other", quantity=0, unit_cost="1", actor=program.manager)

    assert BudgetLine.objects.count() == 0


def test_a_line_does_not_become_another_line():
    program = programs.program()
    words = {"unit_cost": "0.1", "actor": program.manager}
    one = budget.add_budget_line(program, category="labeling", quantity=1000, **words)
    other = budget.add_budget_line(program, category="labeling", quantity=2000, **words)

    with pytest.raises(budget.CannotBudget, match="Another line says the same"):
        budget.change_budget_line(other, quantity=1000, **words)

    assert budget.add_budget_line(program, category="labeling", quantity=1000, **words) == one
    assert sorted(program.budget_lines.values_list("quantity", flat=True)) == [1000, 2000]
    assert verbs() == ["budget.line_added", "budget.line_added"]


def test_of_lines_that_were_the_same_before_adding_finds_the_first():
    first = programs.budget_line()
    programs.budget_line(first.program)

    found = budget.add_budget_line(
        first.program, category="labeling", quantity=1000, unit_cost="0.1", actor=first.program.manager
    )

    assert found == first
    assert verbs() == []


def test_two_lines_may_be_given_up():
    program = programs.program()
    for line in (programs.budget_line(program), programs.budget_line(program)):
        budget.change_budget_line(line, quantity=0, unit_cost="0.1", actor=program.manager)

    assert [line.amount for line in program.budget_lines.all()] == [0, 0]


@pytest.mark.parametrize(
    ("asked", "because"),
    [
        ({"due_on": programs.DAY - dt.timedelta(days=99)}, "is before the program’s start"),
        ({"due_on": dt.date(2027, 3, 2)}, "2 Mar 2027 is after the program’s due date, 1 Mar 2027"),
        (
            {"due_on": dt.date(2027, 2, 1), "units": 5000},
            "plans 600 units in all: a milestone cannot ask for 5,000",
        ),
    ],
)
def test_a_milestone_beyond_its_program_is_refused(asked, because):
    program = programs.program(due_on=dt.date(2027, 3, 1), units_planned=600)

    with pytest.raises(milestone.CannotPlan) as refused:
        milestone.plan_milestone(program, name="Pilot", actor=program.manager, **asked)

    assert because in refused.value.message
    assert not program.milestones.exists()


def test_a_milestone_cannot_move_beyond_its_program():
    known = programs.milestone()
    late = known.program.due_on + dt.timedelta(days=1)

    with pytest.raises(milestone.CannotMove, match="after the program’s due date"):
        milestone.move_milestone(known, late, reason="Rain.", actor=known.program.manager, at=NOON)

    known.refresh_from_db()
    assert known.due_on == known.baseline_on
