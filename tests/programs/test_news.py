"""The news of a program: what matters to people, and nobody's name beyond their wall."""

import pytest

from dataops.accounts.choices import Role
from dataops.audit.recording import record
from programs.operations.admission import admit
from programs.reports.feed import feed_of, recent
from tests.factories import accounts, labeling, programs, vendors

pytestmark = pytest.mark.django_db


def test_a_vendors_person_is_named_by_their_house():
    program, house = programs.program(), accounts.organisation(name="Kestrel")
    labeler = accounts.user(Role.VENDOR_ADMIN, organisation=house, name="Pedro Alves")
    order = vendors.work_order(program_=program)

    record("order.answered", order, actor=labeler)

    assert [entry.text for entry in feed_of(program, with_money=True)] == [
        f"Order answered: {order.number} by Kestrel"
    ]


def test_what_comes_by_the_thousand_and_what_machines_note_is_no_news():
    project = labeling.project()
    for verb in (
        "annotation.submitted",
        "evidence.recorded",
        "batch.measured",
        "slot.skipped",
        "job.started",
    ):
        record(verb, project, actor=None)

    assert feed_of(project.program, with_money=True) == []


def test_the_same_again_is_counted():
    project, keeper = labeling.project(), accounts.user(name="Hanna")
    for _ in range(3):
        record("gold_item.kept", project, actor=keeper)

    assert [entry.text for entry in recent(keeper, limit=8)] == [
        f"Gold item kept: {project}, 3 times by Hanna"
    ]


def test_several_of_a_kind_are_named():
    program, keeper = programs.program(), accounts.user(name="Hanna")
    for name in ("Pilot", "Half", "All", "Release"):
        record("milestone.planned", programs.milestone(program, name=name), actor=keeper)

    assert [entry.text for entry in feed_of(program, with_money=True)] == [
        "Milestone planned: Release, All, Half and 1 more by Hanna"
    ]


def test_a_change_is_said_in_words():
    milestone = programs.milestone(programs.program(), name="Pilot")

    record("milestone.moved", milestone, actor=None, was="2020-03-01", now="2020-03-09")

    text = feed_of(milestone.program, with_money=True)[0].text
    assert text == "Milestone moved: Pilot, from 1 Mar 2020 to 9 Mar 2020"


def test_who_was_let_in_is_named():
    program, person, manager = programs.program(), accounts.user(name="Nora"), accounts.user(name="Hanna")

    admit(program, person, actor=manager)

    texts = [entry.text for entry in feed_of(program, with_money=True)]
    assert texts[0] == "Program person admitted: Nora by Hanna"
