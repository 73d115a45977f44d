"""Change requests: asked for, shown with their effect, decided by somebody else, applied once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.models import ChangeRequest, Program
from programs.operations import change
from programs.operations import program as operations
from programs.operations.admission import admit
from programs.operations.forecast import forecast_program
from programs.operations.milestone import move_milestone
from programs.reports.change import change_needs, effect_of, kept, recalled
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
PACE = [20, 0, 30, 25, 10, 15, 30, 20, 25, 10, 5, 20, 20]


@pytest.fixture
def program(now, delivered):
    """230 of 500 units accepted for 23.00, all at 0.10, due in sixty days."""
    day = now.date()
    found = programs.program(
        code="PRG-500",
        starts_on=day - dt.timedelta(days=13),
        due_on=day + dt.timedelta(days=60),
        units_planned=500,
    )
    admit(found, found.manager, actor=found.manager)
    delivered(found, PACE, at=now)
    programs.budget_line(found, quantity=500, unit_cost="0.1", note="Pairs")
    return found


@pytest.fixture
def asker(program):
    person = accounts.user(Role.REQUESTER, name="Noah")
    admit(program, person, actor=program.manager)
    return person


def asked(program, asker, now, **fields):
    words = {"title": "Add pairs", "reason": "The refusal gap."} | fields
    return change.request_change(program, actor=asker, on=now.date(), **words)


def verbs(**of):
    return list(
        Event.objects.filter(**of)
        .exclude(verb__startswith="program.person")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_the_present_side_is_the_forecast_of_the_day(program, asker, now):
    forecast = forecast_program(program, at=now)

    effect = effect_of(asked(program, asker, now, units_planned=800), on=now.date())

    assert (effect.before.p50_on, effect.before.p85_on) == (forecast.p50_on, forecast.p85_on)
    assert (effect.before.units, effect.after.units) == (500, 800)
    assert 14 <= effect.p85_days <= 20  # 300 more at 17.7 a day
    assert effect.p85_days == (effect.after.p85_on - forecast.p85_on).days


def test_more_units_cost_more_at_the_present_cost_of_a_unit(program, asker, now):
    line = program.budget_lines.get()
    asks = {"units_planned": 800, "budget_line": line, "quantity": 800, "unit_cost": Decimal("0.1")}

    effect = effect_of(asked(program, asker, now, **asks), on=now.date())

    assert (round(effect.before.ends, 2), round(effect.after.ends, 2)) == (50, 80)
    assert round(effect.cost, 2) == 30
    assert (effect.before.budget, effect.after.budget) == (50, 80)
    assert recalled(ChangeRequest(effect=kept(effect))) == effect


def test_milestones_are_held_against_the_change(program, asker, now):
    day = now.date()
    for name, days, units in (("Half", 30, 250), ("All", 55, 500), ("Signed", 50, None)):
        due = day + dt.timedelta(days=days)
        programs.milestone(program, name=name, due_on=due, baseline_on=due, units=units)
    request = asked(program, asker, now, units_planned=2000, due_on=day + dt.timedelta(days=52))

    effect = effect_of(request, on=day)

    assert [(row.name, row.kind) for row in effect.milestones] == [
        ("Half", "ok"),
        ("Signed", "idle"),
        ("All", "bad"),
    ]
    assert effect.milestones[2].text.startswith("It falls after the new due date")
    whole = effect_of(asked(program, asker, now, title="More", units_planned=2000), on=day)
    assert [row.kind for row in whole.milestones] == ["ok", "idle", "warn"]
    assert "With all 2,000 units: P85" in whole.milestones[2].text


@pytest.mark.parametrize("units", [800, 400])
def test_a_milestone_of_all_units_stays_one_of_all_units(program, asker, now, units):
    """What the effect said of it before the decision is so afterwards."""
    day = now.date()
    half, whole, late = (
        programs.milestone(program, name=name, due_on=due, baseline_on=due, units=asks)
        for name, due, asks in (
            ("Half", day + dt.timedelta(days=30), 250),
            ("All", day + dt.timedelta(days=55), 500),
            ("Later than the program", program.due_on + dt.timedelta(days=9), 500),
        )
    )
    request = asked(program, asker, now, units_planned=units)

    told = {row.name: row for row in effect_of(request, on=day).milestones}["All"]
    for _ in range(2):
        change.approve_change(request, actor=program.manager, at=now)

    for milestone in (half, whole, late):
        milestone.refresh_from_db()
    assert f"With all {units} units: P85" in told.text
    assert (half.units, whole.units, late.units) == (250, units, 500)
    assert verbs()[-2:] == ["program.changed", "milestone.changed"]


def test_too_little_history_says_so(now):
    program = programs.program(units_planned=100)

    effect = effect_of(programs.change_request(program), on=now.date())

    assert (effect.p85_days, effect.cost) == (None, None)
    assert effect.why


def test_a_reason_instead_of_a_date_breaks_its_lines(client, now):
    """Beside one another two of them are wider than a telephone."""
    asked_for = programs.change_request(programs.program(units_planned=100))
    client.force_login(accounts.user(Role.ADMINISTRATOR))

    page = client.get(reverse("programs:change-detail", args=[asked_for.program.code, asked_for.pk]))

    reason = effect_of(asked_for, on=now.date()).why
    assert page.content.decode().count(f'<td class="muted">{reason}</td>') == 2


def test_approving_applies_it_once_in_one_chain(program, asker, now):
    line = program.budget_lines.get()
    asks = {"units_planned": 800, "budget_line": line, "quantity": 900, "unit_cost": Decimal("0.1")}
    request = asked(program, asker, now, **asks)
    before = effect_of(request, on=now.date())

    for _ in range(2):
        done = change.approve_change(request, actor=program.manager, at=now)

    line.refresh_from_db()
    assert (Program.objects.get().units_planned, line.quantity, line.note) == (800, 900, "Pairs")
    assert (done.state, done.decided_by, recalled(done)) == ("approved", program.manager, before)
    assert verbs() == ["change.requested", "change.approved", "program.changed", "budget.line_changed"]
    with pytest.raises(change.CannotDecide, match="approved already"):
        change.decline_change(request, reason="No.", actor=program.manager, at=now)


def test_nobody_decides_what_they_asked_for(program, now):
    request = asked(program, program.manager, now, units_planned=800)

    for decide in (change.approve_change, change.decline_change):
        with pytest.raises(change.CannotDecide, match="somebody else decides"):
            decide(request, reason="Mine.", actor=program.manager, at=now)

    assert ChangeRequest.objects.get().is_waiting
    assert Program.objects.get().units_planned == 500
    assert verbs() == ["change.requested"]
    with pytest.raises(IntegrityError):
        ChangeRequest.objects.update(state="approved", decided_by=program.manager)


def test_declining_takes_a_reason_and_changes_nothing_else(program, asker, now):
    request = asked(program, asker, now, units_planned=800)

    with pytest.raises(change.CannotDecide, match="why it is declined"):
        change.decline_change(request, reason=" ", actor=program.manager, at=now)
    for _ in range(2):
        change.decline_change(request, reason="Next quarter.", actor=program.manager, at=now)

    assert Program.objects.get().units_planned == 500
    assert verbs() == ["change.requested", "change.declined"]


@pytest.mark.parametrize("touch", ["request", "program", "line"])
def test_a_decision_upon_what_no_longer_stands_is_refused(program, asker, now, touch):
    line = program.budget_lines.get()
    asks = {"budget_line": line, "quantity": 900, "unit_cost": Decimal("0.1")}
    request = asked(program, asker, now, **asks)
    seen = request.seen
    if touch == "request":
        change.revise_change(request, quantity=950, version=1, actor=asker)
    elif touch == "program":
        operations.change_program(program, units_planned=600, actor=program.manager)
    else:
        change.change_budget_line(line, quantity=700, unit_cost="0.1", note="Pairs", actor=program.manager)

    with pytest.raises(ChangedMeanwhile, match="look again"):
        change.approve_change(request, seen=seen, actor=program.manager, at=now)

    assert ChangeRequest.objects.get().is_waiting


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({}, "Nothing would change"),
        ({"units_planned": 500}, "Nothing would change"),
        ({"due_on": dt.date(2020, 1, 1)}, "before the start"),
        ({"quantity": 5}, "names the budget line"),
        ({"units_planned": 800, "reason": " "}, "and why"),
    ],
)
def test_a_request_that_says_too_little_is_refused(program, asker, now, fields, because):
    with pytest.raises(change.CannotAsk, match=because):
        asked(program, asker, now, **fields)

    assert ChangeRequest.objects.count() == 0
    assert verbs() == []


def test_who_asked_takes_it_back_and_nobody_else(client, program, asker, now):
    request = asked(program, asker, now, units_planned=800)
    address = reverse("programs:change-withdraw", args=[program.code, request.pk])
    with pytest.raises(change.CannotAsk, match="Only who asked"):
        change.withdraw_change(request, actor=program.manager, at=now)
    client.force_login(program.manager)
    assert client.get(address).status_code == 404

    client.force_login(asker)
    for _ in range(2):
        assert client.post(address, {"reason": "Solved otherwise."}).status_code == 302

    assert ChangeRequest.objects.get().state == "withdrawn"
    assert Program.objects.get().units_planned == 500
    assert [verb for verb in verbs() if "access" not in verb] == ["change.requested", "change.withdrawn"]
    with pytest.raises(change.CannotDecide, match="withdrawn already"):
        change.approve_change(request, actor=program.manager, at=now)


def test_approving_moves_the_milestone_after_the_due_date(program, asker, now):
    milestone = programs.milestone(program, due_on=program.due_on)
    later = program.due_on + dt.timedelta(days=9)
    with pytest.raises(change.CannotAsk, match="after the program’s due date"):
        asked(program, asker, now, moves={milestone: later})
    request = asked(program, asker, now, moves={milestone: later}, due_on=later)
    effect = effect_of(request, on=now.date())

    change.approve_change(request, seen=request.seen, actor=program.manager, at=now)

    milestone.refresh_from_db()
    move = milestone.moves.get()
    assert [row.due_on for row in effect.milestones] == [later]
    assert (Program.objects.get().due_on, milestone.due_on, move.days) == (later, later, 9)
    assert (move.moved_by, move.reason) == (program.manager, f"{request}: The refusal gap.")
    assert verbs() == ["change.requested", "change.approved", "program.changed", "milestone.moved"]


@pytest.mark.parametrize(
    ("whose", "state", "because"),
    [
        ("ours", "done", "its date stands"),
        ("theirs", "planned", "another program"),
    ],
)
def test_a_milestone_that_cannot_move_is_refused(program, asker, now, whose, state, because):
    home = program if whose == "ours" else programs.program()
    milestone = programs.milestone(home, state=state)

    with pytest.raises(change.CannotAsk, match=because):
        asked(program, asker, now, units_planned=800, moves={milestone: program.due_on})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_filtered_and_leaves_as_a_file(
    client, program, asker, now, count, django_assert_num_queries
):
    for _ in range(count):
        programs.change_request(program, requested_by=asker)
    gone = asked(program, program.manager, now, units_planned=800)
    change.withdraw_change(gone, actor=program.manager, at=now)
    client.force_login(program.manager)
    address = reverse("programs:change-list", args=[program.code])
    client.get(address)

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(address, {"state": "waiting"}).content.decode()
    file = client.get(address, {"state": "withdrawn", "format": "csv"}).content.decode()

    assert (page.count('<tr class="is-current">'), gone.code in page) == (count, False)
    assert gone.code in file
    assert "Withdrawn" in file
    client.force_login(asker)
    assert "Cost" not in client.get(address, {"format": "csv"}).content.decode()


LIST_QUERIES = 36


def test_the_list_names_only_who_asked_in_this_program(client, program, asker):
    programs.change_request(program, requested_by=asker)
    elsewhere = programs.change_request()
    client.force_login(program.manager)

    page = client.get(reverse("programs:change-list", args=[program.code])).content.decode()

    assert f'<option value="{asker.pk}">' in page
    assert f'<option value="{elsewhere.requested_by_id}">' not in page


def test_only_who_asked_says_it_otherwise(program, asker, now):
    request = asked(program, asker, now, units_planned=800)

    with pytest.raises(change.CannotAsk, match="Only who asked"):
        change.revise_change(request, units_planned=900, actor=program.manager)
    with pytest.raises(ChangedMeanwhile):
        change.revise_change(request, units_planned=900, version=7, actor=asker)

    assert change.revise_change(request, units_planned=900, version=1, actor=asker).version == 2


def test_from_the_requesters_form_to_the_managers_approval(client, program, asker, now):
    client.force_login(asker)
    page = client.get(reverse("programs:change-ask", args=[program.code])).content.decode()
    assert "Budget line" not in page  # requesters see no money
    words = {"title": "Add pairs", "reason": "The refusal gap.", "units_planned": "800"}
    added = client.post(reverse("programs:change-ask", args=[program.code]), words)
    request = ChangeRequest.objects.get()
    decide = reverse("programs:change-decide", args=[program.code, request.pk])
    assert "Cost at completion" not in client.get(added.url).content.decode()
    turned_away = client.get(decide)
    assert turned_away.status_code == 403
    assert "You asked for this change: somebody else decides it." in turned_away.content.decode()

    client.force_login(program.manager)
    assert [need.title for need in change_needs(program.manager, at=now)] == [f"Decide {request}"]
    seen = ChangeRequest.objects.get().seen
    shown = client.get(decide).content.decode()
    assert "P85 moves to" in shown
    assert "days later than now" in shown
    assert "Cost at completion goes from $50" in shown
    operations.change_program(program, goal="Otherwise.", actor=program.manager)
    answer = {"outcome": "approved", "reason": "", "version": seen}
    stale = client.post(decide, answer)
    assert stale.status_code == 412
    assert "look again" in stale.content.decode()
    fresh = ChangeRequest.objects.get().seen
    assert f'name="version" value="{fresh}"' in stale.content.decode()
    assert client.post(decide, answer | {"version": fresh}).url == added.url
    assert Program.objects.get().units_planned == 800
    assert "As it was seen when it was decided" in client.get(added.url).content.decode()


def test_the_manager_cannot_decide_their_own_on_the_page(client, program, now):
    request = asked(program, program.manager, now, units_planned=800)
    client.force_login(program.manager)

    page = client.get(reverse("programs:change-detail", args=[program.code, request.pk])).content.decode()
    address = reverse("programs:change-decide", args=[program.code, request.pk])

    assert "Decide it" not in page
    assert client.post(address, {"outcome": "approved", "version": request.seen}).status_code == 403
    assert list(change_needs(program.manager, at=now)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_program_page_asks_the_same_number_of_questions(
    client, program, asker, count, django_assert_num_queries
):
    client.force_login(program.manager)
    for _ in range(count):
        programs.change_request(program, requested_by=asker)
        programs.decision(program)
        programs.raid_item(program)
    address = reverse("programs:program-detail", args=[program.code])
    client.get(address)

    with django_assert_num_queries(QUERIES):
        assert client.get(address).status_code == 200


QUERIES = 46


def test_changes_by_api(program, asker):
    api = APIClient()
    api.force_authenticate(asker)
    address = reverse("api-change-list", args=[program.code])
    words = {"title": "More", "reason": "Gap.", "units_planned": 800}

    made = api.post(address, words, format="json")
    one = [program.code, made.data["id"]]
    line = {"budget_line": program.budget_lines.get().pk, "quantity": 5, "unit_cost": "1"}
    assert (made.status_code, "quantity" in made.data) == (201, False)
    assert api.post(address, words | line | {"title": "Money"}, format="json").status_code == 400
    assert api.get(reverse("api-change-effect", args=one)).data["effect"]["cost"] is None
    assert api.post(reverse("api-change-approve", args=one), {"seen": made.data["seen"]}).status_code == 403

    api.force_authenticate(program.manager)
    seen = api.get(reverse("api-change-effect", args=one)).data
    assert seen["effect"]["p85_days"] > 0
    approve = reverse("api-change-approve", args=one)
    assert api.post(approve, {"seen": seen["seen"] + 1}).status_code == 412
    assert api.post(approve, {"seen": seen["seen"]}).data["state"] == "approved"
    assert Program.objects.get().units_planned == 800
    mine = api.post(address, words | {"title": "Mine", "units_planned": 900}, format="json").data
    decline = reverse("api-change-decline", args=[program.code, mine["id"]])
    assert api.post(decline, {"seen": mine["seen"], "reason": "No."}).status_code == 403


def test_who_asked_reads_why_somebody_else_decides(client, program, now):
    client.force_login(program.manager)
    request = asked(program, program.manager, now, units_planned=800)

    page = client.get(reverse("programs:change-detail", args=[program.code, request.pk])).content.decode()

    assert "You asked for this change: somebody else decides it." in page


def test_several_milestones_move_together_once(program, asker, now):
    day = now.date()
    pilot, half = (
        programs.milestone(program, name=name, due_on=day + dt.timedelta(days=days), units=units)
        for name, days, units in (("Pilot", 10, 240), ("Half", 30, 300))
    )
    days = {pilot: day + dt.timedelta(days=20), half: day + dt.timedelta(days=40)}
    request = asked(program, asker, now, moves=days)
    effect = effect_of(request, on=day)

    for _ in range(2):
        change.approve_change(request, seen=request.seen, actor=program.manager, at=now)

    assert {row.name: row.due_on for row in effect.milestones} == {one.name: on for one, on in days.items()}
    assert all(row.text.startswith("Moved by the change") for row in effect.milestones)
    for one, due_on in days.items():
        one.refresh_from_db()
        assert (one.due_on, one.moves.count()) == (due_on, 1)
    assert verbs().count("milestone.moved") == 2


def test_a_milestone_that_moved_meanwhile_is_looked_at_again(program, asker, now):
    milestone = programs.milestone(program, due_on=program.due_on - dt.timedelta(days=9))
    request = asked(program, asker, now, moves={milestone: program.due_on})
    seen = request.seen
    move_milestone(
        milestone, program.due_on - dt.timedelta(days=3), reason="x", actor=program.manager, at=now
    )

    with pytest.raises(ChangedMeanwhile):
        change.approve_change(request, seen=seen, actor=program.manager, at=now)


def test_moves_are_asked_for_and_revised_on_the_page_and_by_scripts(client, program, asker, now):
    one, two = (
        programs.milestone(program, name=name, due_on=program.due_on - dt.timedelta(days=9))
        for name in ("Pilot", "Half")
    )
    client.force_login(asker)
    words = {"title": "Later", "reason": "Illness", f"move_{one.pk}": program.due_on.isoformat()}
    both = words | {f"move_{two.pk}": program.due_on.isoformat(), "version": 1}

    client.post(reverse("programs:change-ask", args=[program.code]), words)
    request = ChangeRequest.objects.get()
    page = reverse("programs:change-revise", args=[program.code, request.pk])
    form = client.get(page).context["form"]
    client.post(page, both)

    assert form[f"move_{one.pk}"].value() == program.due_on
    assert request.new_days == {one.pk: program.due_on, two.pk: program.due_on}
    api = APIClient()
    api.force_authenticate(asker)
    address = f"/api/v1/programs/{program.code}/changes/{request.pk}/"
    move = {"milestone": two.pk, "due_on": program.due_on.isoformat()}
    answer = api.patch(address, {"version": 2, "moves": [move]}, format="json")
    assert [row["name"] for row in answer.json()["moves"]] == ["Half"]
    assert api.patch(address, {"version": 3, "moves": [move, move]}, format="json").status_code == 400
    same = api.patch(address, {"version": 3, "moves": [move]}, format="json")
    assert same.json()["version"] == 3
