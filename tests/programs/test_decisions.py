"""Decisions: put with options, decided with a reason, superseded by later ones."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from dataops.work.needs import Urgency
from programs.models import Decision
from programs.operations import choice
from programs.operations.admission import admit
from programs.reports.decisions import decision_needs
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    found = programs.program(code="PRG-400")
    admit(found, found.manager, actor=found.manager)
    return found


def verbs():
    return list(
        Event.objects.filter(verb__startswith="decision.").order_by("pk").values_list("verb", flat=True)
    )


def proposed(program, **fields):
    words = {
        "question": "Keep five points?",
        "options": ["Keep five", "Go to seven"],
        "decider": program.manager,
    }
    return choice.propose(program, actor=program.manager, **words | fields)


def decided(decision, on, pick="Keep five"):
    return choice.decide(decision, choice=pick, reason="The gold set stays.", actor=decision.decider, on=on)


def test_the_same_question_and_the_same_answer_twice_are_one(program, today):
    first, second = proposed(program), proposed(program)
    for _ in range(2):
        answered = decided(first, today)

    assert first == second
    assert (answered.state, answered.choice, answered.decided_on) == ("decided", "Keep five", today)
    assert verbs() == ["decision.proposed", "decision.decided"]


def test_an_open_question_with_other_options_is_refused_and_not_forgotten(program):
    first = proposed(program)

    with pytest.raises(choice.CannotDecide, match="open already"):
        proposed(program, options=["Keep five", "Go to nine"])

    assert list(Decision.objects.values_list("pk", "options")) == [(first.pk, "Keep five\nGo to seven")]
    assert verbs() == ["decision.proposed"]


@pytest.mark.parametrize("options", [[], ["Only one"], ["Same", "Same"], ["x" * 201, "y"]])
def test_without_a_choice_there_is_nothing_to_decide(program, options):
    with pytest.raises(choice.CannotDecide, match="option"):
        proposed(program, options=options)

    assert Decision.objects.count() == 0
    assert verbs() == []


@pytest.mark.parametrize(
    ("pick", "reason", "because"), [("Nine", "Why not.", "one of the options"), ("Keep five", " ", "why")]
)
def test_a_decision_takes_an_option_and_a_reason(program, today, pick, reason, because):
    decision = proposed(program)

    with pytest.raises(choice.CannotDecide, match=because):
        choice.decide(decision, choice=pick, reason=reason, actor=program.manager, on=today)

    assert Decision.objects.get().is_open
    assert verbs() == ["decision.proposed"]


def test_a_later_decision_takes_the_place_of_the_earlier_once(program, today):
    first = decided(proposed(program), today)
    later = proposed(program, question="Five after all?", supersedes=first)
    rival = proposed(program, question="Five or nine?", supersedes=first)
    first.refresh_from_db()
    assert first.state == "decided"

    decided(later, today)

    first.refresh_from_db()
    assert first.state == "superseded"
    with pytest.raises(choice.CannotDecide, match="meanwhile"):
        decided(rival, today)
    with pytest.raises(choice.CannotDecide, match="takes its place"):
        decided(first, today, "Go to seven")


def test_only_people_of_the_program_decide_and_only_its_own_decisions_are_superseded(program, today):
    foreign = programs.decision(state="decided", choice="Yes", reason="So.", decided_on=today)

    with pytest.raises(choice.CannotDecide, match="is not on"):
        proposed(program, decider=accounts.user())
    with pytest.raises(choice.CannotDecide, match="another program"):
        proposed(program, supersedes=foreign)

    assert program.decisions.count() == 0


def test_the_second_writer_is_told(program):
    decision = proposed(program)
    choice.change_question(decision, options=["Five", "Nine"], version=1, actor=program.manager)

    with pytest.raises(ChangedMeanwhile):
        choice.change_question(decision, question="Mine?", version=1, actor=program.manager)

    assert Decision.objects.get().option_list == ["Five", "Nine"]


def test_who_must_decide_finds_it_at_home_and_may_decide(client, program, now):
    decider = accounts.user(Role.REVIEWER)
    admit(program, decider, actor=program.manager)
    on = now.date()
    for days in (-1, 3, 20):
        proposed(program, question=f"In {days}?", decider=decider, needed_by=on + dt.timedelta(days=days))
    proposed(program, question="Some day?", decider=decider)

    needs = [(need.urgency, need.title) for need in decision_needs(decider, at=now)]

    assert needs == [
        (Urgency.LATE, "Decide: In -1?"),
        (Urgency.DUE, "Decide: In 3?"),
        (Urgency.WAITING, "Decide: In 20?"),
    ]
    client.force_login(decider)
    first = Decision.objects.get(question="In -1?")
    address = reverse("programs:decision-decide", args=[program.code, first.pk])
    answer = client.post(address, {"version": 1, "choice": "Go to seven", "reason": "More room."})
    assert answer.status_code == 302
    assert "Go to seven" in client.get(answer.url).content.decode()
    change = reverse("programs:decision-change", args=[program.code, first.pk])
    assert client.get(change).status_code == 403
    api = APIClient()
    api.force_authenticate(decider)
    words = {"version": 1, "choice": "Keep five", "reason": "Less work."}
    mine, others = Decision.objects.get(question="In 3?"), programs.decision(program)
    assert (
        api.post(reverse("api-program-decision-decide", args=[program.code, mine.pk]), words).status_code
        == 200
    )
    assert (
        api.post(reverse("api-program-decision-decide", args=[program.code, others.pk]), words).status_code
        == 403
    )
    assert list(decision_needs(program.manager, at=now)) == []


def test_proposed_and_changed_on_pages(client, program):
    client.force_login(program.manager)
    words = {"question": "Which scale?", "options": " Five \n\nSeven", "decider": program.manager_id}

    added = client.post(reverse("programs:decision-propose", args=[program.code]), words)

    decision = Decision.objects.get()
    assert (decision.option_list, decision.is_reversible) == (["Five", "Seven"], False)
    change = reverse("programs:decision-change", args=[program.code, decision.pk])
    assert client.post(change, words | {"version": 1, "question": "Which one?"}).url == added.url
    collision = client.post(change, words | {"version": 1, "question": "Mine?"})
    assert collision.status_code == 412
    assert "<p>Which one?" in collision.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, program, count, django_assert_num_queries):
    client.force_login(program.manager)
    for _ in range(count):
        programs.decision(program)
    address = reverse("programs:decision-list", args=[program.code])
    client.get(address)

    with django_assert_num_queries(14):
        page = client.get(address)

    rows = csv.DictReader(io.StringIO(client.get(address, {"format": "csv"}).content.decode("utf-8-sig")))
    assert len(list(rows)) == len(page.context["page_obj"].object_list) == count


def test_decisions_by_api(program):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-program-decision-list", args=[program.code])

    made = api.post(
        address,
        {
            "question": "Which?",
            "options": ["A", "B"],
            "decider": program.manager.email,
            "needed_by": "2026-12-01",
        },
        format="json",
    )
    one = [program.code, made.data["id"]]
    decide = reverse("api-program-decision-decide", args=one)

    assert (made.status_code, made.data["options"], made.data["state"]) == (201, ["A", "B"], "proposed")
    changed = api.patch(
        reverse("api-program-decision-detail", args=one), {"version": 1, "options": ["A", "C"]}, format="json"
    )
    assert (changed.data["version"], changed.data["options"]) == (2, ["A", "C"])
    assert api.post(decide, {"version": 1, "choice": "A", "reason": "Old."}).status_code == 412
    assert api.post(decide, {"version": 2, "choice": "B", "reason": "Gone."}).status_code == 409
    assert api.post(decide, {"version": 2, "choice": "C", "reason": "Best."}).data["state"] == "decided"
    assert [row["choice"] for row in api.get(address, {"state": "decided"}).data["results"]] == ["C"]
