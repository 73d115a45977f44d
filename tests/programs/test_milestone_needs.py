"""What waits for what: no circle, conflicts that are shown, moves that are kept."""

import datetime as dt

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.models import Milestone, MilestoneMove
from programs.operations import milestone
from programs.operations.admission import admit
from programs.operations.program import change_program
from programs.reports.milestone_page import milestone_page_of
from programs.reports.plan import conflict_of
from tests.conftest import NOON
from tests.factories import programs
from tests.factories.programs import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    program = programs.program(code="PRG-700")
    admit(program, program.manager, actor=program.manager)
    return program


def planned(program, name, days=30, needed=()):
    due = DAY + dt.timedelta(days=days)
    return milestone.plan_milestone(program, name=name, due_on=due, needed=needed, actor=program.manager)


def change(row, **fields):
    return milestone.change_milestone(row, actor=row.program.manager, **fields)


def events():
    return list(
        Event.objects.exclude(verb__startswith="program.").order_by("pk").values_list("verb", flat=True)
    )


def test_a_circle_is_refused_with_the_names_in_it(program):
    pilot = planned(program, "Pilot")
    half = planned(program, "Half", needed=[pilot])
    everything = planned(program, "Everything", needed=[half])
    before = len(events())

    with pytest.raises(milestone.CannotPlan, match="“Pilot” → “Everything” → “Half” → “Pilot”"):
        change(pilot, needed=[everything])
    with pytest.raises(milestone.CannotPlan, match="itself"):
        change(pilot, needed=[pilot])

    assert pilot.needed == []
    assert len(events()) == before


def test_only_milestones_of_the_same_program_are_tied(program):
    with pytest.raises(milestone.CannotPlan, match="own program"):
        change(planned(program, "Pilot"), needed=[programs.milestone()])


def test_the_same_words_again_change_nothing(program):
    pilot, half = planned(program, "Pilot"), planned(program, "Half")

    for _ in range(2):
        done = change(half, name="Half of it", gate="α of .7", needed=[pilot], version=1)

    assert (done.version, done.needed) == (2, [pilot])
    assert events().count("milestone.changed") == 1
    assert change(done, needed=[]).needs.count() == 0


def test_due_before_what_it_needs_is_shown_and_not_refused(client, program):
    pilot = planned(program, "Pilot", days=40)
    half = planned(program, "Half", days=30, needed=[pilot])
    client.force_login(program.manager)

    page = client.get(reverse("programs:milestone-detail", args=[program.code, half.pk])).content.decode()

    assert "before what it comes after: “Pilot” is due" in conflict_of(half)
    assert conflict_of(half).removesuffix(".") in page
    assert conflict_of(pilot) == ""
    milestone.drop_milestone(pilot, reason="Not needed.", actor=program.manager)
    assert conflict_of(Milestone.objects.get(pk=half.pk)) == ""


def test_what_was_dropped_comes_before_nothing(client, program):
    pilot = planned(program, "Pilot")
    half, everything = (planned(program, name, needed=[pilot]) for name in ("Half", "Everything"))
    milestone.drop_milestone(everything, reason="Not needed.", actor=program.manager)
    milestone.finish_milestone(half, on=DAY, actor=program.manager, at=NOON)

    view = milestone_page_of(pilot, on=DAY)
    client.force_login(program.manager)
    page = client.get(reverse("programs:milestone-detail", args=[program.code, pilot.pk])).content.decode()

    assert view.followers == [half]
    assert ("Half</a>, done" in page, "Everything" in page) == (True, False)


def test_a_program_that_ends_earlier_leaves_a_conflict_and_loses_nothing(client, program):
    row = planned(program, "Half", days=40)
    change_program(program, due_on=DAY + dt.timedelta(days=20), actor=program.manager)
    client.force_login(program.manager)

    page = client.get(reverse("programs:milestone-detail", args=[program.code, row.pk])).content.decode()

    assert "after the program’s own due date" in page
    assert "after the program’s own due date" in conflict_of(Milestone.objects.get(pk=row.pk))


@pytest.mark.parametrize(
    ("starts", "due", "because"), [(31, 30, "before its start"), (-60, 30, "before the program’s start")]
)
def test_work_starts_before_it_is_due_and_after_the_program(program, starts, due, because):
    days = {"starts_on": DAY + dt.timedelta(days=starts), "due_on": DAY + dt.timedelta(days=due)}

    with pytest.raises(milestone.CannotPlan, match=because):
        milestone.plan_milestone(program, name="Pilot", actor=program.manager, **days)

    assert Milestone.objects.count() == 0


def test_it_is_not_moved_before_its_start(program):
    row = programs.milestone(program, starts_on=DAY + dt.timedelta(days=10))

    with pytest.raises(milestone.CannotMove, match="before its start"):
        milestone.move_milestone(row, DAY, reason="Now.", actor=program.manager, at=NOON)

    assert MilestoneMove.objects.count() == 0


def test_every_move_is_kept_with_who_when_and_why(client, program):
    row = planned(program, "Pilot")
    first = row.due_on
    for days, reason in ((5, "Two labelers left."), (3, "They came back.")):
        now_on = first + dt.timedelta(days=days)
        milestone.move_milestone(row, now_on, reason=reason, actor=program.manager, at=NOON)

    moves = row.moves.order_by("pk")
    client.force_login(program.manager)
    page = client.get(reverse("programs:milestone-detail", args=[program.code, row.pk])).content.decode()

    assert [(move.days, move.reason, move.moved_at) for move in moves] == [
        (5, "Two labelers left.", NOON),
        (-2, "They came back.", NOON),
    ]
    assert moves[0].was_on == first
    assert "Two labelers left." in page


def test_two_who_edit_one_milestone_both_see_both(client, program):
    pilot, row = planned(program, "Pilot"), planned(program, "Half")
    client.force_login(program.manager)
    change(row, name="Theirs", needed=[pilot])
    address = reverse("programs:milestone-change", args=[program.code, row.pk])
    mine = {"name": "Mine", "version": 1}

    collision = client.post(address, mine)

    page = collision.content.decode()
    assert collision.status_code == 412
    assert ("<p>Theirs" in page, "<p>Pilot" in page, 'value="Mine"' in page) == (True, True, True)
    assert client.post(address, mine | {"version": 2}).status_code == 302
    with pytest.raises(ChangedMeanwhile):
        change(row, name="Old", version=2)


def test_milestones_by_api(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-milestone-list", args=[program.code])
    pilot = api.post(address, {"name": "Pilot", "due_on": "2026-04-01"}, format="json").data
    half = {"name": "Half", "due_on": "2026-03-20", "needed": [pilot["id"]], "gate": "α of .7"}

    made = api.post(address, half, format="json")
    one = reverse("api-milestone-detail", args=[program.code, made.data["id"]])
    circle = reverse("api-milestone-detail", args=[program.code, pilot["id"]])

    assert (made.status_code, made.data["needed"]) == (201, [pilot["id"]])
    assert "before what it comes after" in made.data["conflict"]
    refused = api.patch(circle, {"needed": [made.data["id"]], "version": 1}, format="json")
    assert (refused.status_code, "wait for each other" in refused.data["reason"]) == (409, True)
    assert api.patch(one, {"name": "Theirs", "version": 1}, format="json").data["version"] == 2
    collision = api.patch(one, {"name": "Mine", "version": 1}, format="json")
    assert collision.status_code == 412
    assert (collision.data["stands"]["name"], collision.data["sent"]["name"]) == ("Theirs", "Mine")
    move = reverse("api-milestone-move", args=[program.code, made.data["id"]])
    moved = api.post(move, {"due_on": "2026-04-02", "reason": "Rain.", "version": 2}, format="json")
    assert [(row["days"], row["reason"]) for row in moved.data["moves"]] == [(13, "Rain.")]
    assert (
        api.patch(one, {"needed": [programs.milestone().pk], "version": 3}, format="json").status_code == 400
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_program_and_the_api_ask_the_same_number_of_questions(
    client, program, count, django_assert_num_queries
):
    client.force_login(program.manager)
    row = planned(program, "First")
    for place in range(count):
        row = planned(program, f"Next {place}", days=31 + place, needed=[row])
        milestone.move_milestone(
            row, DAY + dt.timedelta(days=50), reason="Rain.", actor=program.manager, at=NOON
        )
    page = reverse("programs:milestone-detail", args=[program.code, row.pk])
    listed = reverse("api-milestone-list", args=[program.code])
    whole = reverse("programs:program-detail", args=[program.code])
    for address in (page, whole, listed):
        client.get(address)

    with django_assert_num_queries(45):
        assert client.get(whole).status_code == 200
    with django_assert_num_queries(35):
        assert client.get(page).status_code == 200
    with django_assert_num_queries(14):
        assert client.get(listed).status_code == 200


def test_the_reason_of_a_drop_has_an_end(client, program):
    row = planned(program, "Pilot")
    client.force_login(program.manager)
    address = reverse("programs:milestone-drop", args=[program.code, row.pk])

    answer = client.post(address, {"reason": "x" * 1001})

    assert answer.status_code == 422
    assert Milestone.objects.get().state == "planned"


def test_a_milestone_says_what_is_delivered_on_its_page_on_the_plan_and_by_api(client, program):
    words = "Refunds 2.0, training and validation"
    client.force_login(program.manager)
    plan = reverse("programs:milestone-plan", args=[program.code])
    client.post(plan, {"name": "Release", "due_on": "2026-04-01", "deliverable": words})

    row = program.milestones.get()
    pages = [
        reverse("programs:milestone-detail", args=[program.code, row.pk]),
        reverse("programs:program-plan", args=[program.code]),
    ]
    assert [words in client.get(page).content.decode() for page in pages] == [True, True]

    api = APIClient()
    api.force_authenticate(program.manager)
    body = {"name": "Beta", "due_on": "2026-04-02", "deliverable": words}
    made = api.post(reverse("api-milestone-list", args=[program.code]), body, format="json")
    assert made.data["deliverable"] == words
