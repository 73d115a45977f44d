import datetime as dt
from decimal import Decimal

import pytest

from dataops.audit.models import Event
from programs.models import DataRequest
from programs.models.request import ASKED
from programs.operations import request as operations
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_a_draft_has_the_next_number():
    programs.data_request(number="REQ-0041")

    request = operations.start_draft(actor=accounts.user(role="requester"))

    assert request.number == "REQ-0042"
    assert verbs() == ["request.started"]


def test_starting_twice_gives_the_same_empty_draft():
    actor = accounts.user(role="requester")

    first, second = operations.start_draft(actor=actor), operations.start_draft(actor=actor)

    assert first == second
    assert verbs() == ["request.started"]


def test_a_draft_with_an_answer_is_left_alone():
    actor = accounts.user(role="requester")
    first = operations.start_draft(actor=actor)
    operations.save_step(first, {"title": "Refusal gap"}, actor=actor)

    assert operations.start_draft(actor=actor) != first


def test_saving_the_same_answers_twice_changes_nothing():
    request = programs.data_request(title="")
    answers = {"title": "Refusal gap", "kind": "new_dataset"}

    operations.save_step(request, answers, step=1, actor=request.requester)
    operations.save_step(request, answers, step=1, actor=request.requester)

    request.refresh_from_db()
    assert (request.title, request.step) == ("Refusal gap", 2)
    assert verbs() == ["request.answered"]


def test_the_version_that_a_saving_answers_is_that_of_what_is_kept():
    """A form goes on with it: 0.7 is kept as 0.700, and what was typed next must not meet it as somebody else's."""
    request = programs.data_request()

    saved = operations.save_step(request, {"agreement_wanted": Decimal("0.7")}, actor=request.requester)

    kept = DataRequest.objects.get(pk=request.pk)
    assert saved.version_of(ASKED[4]) == kept.version_of(ASKED[4])


def test_an_earlier_step_does_not_move_the_form_back():
    request = programs.data_request(step=5)

    operations.save_step(request, {"title": "Another"}, step=1, actor=request.requester)

    request.refresh_from_db()
    assert request.step == 5


@pytest.mark.parametrize("state", ["submitted", "accepted", "declined", "duplicate"])
def test_sent_answers_stand(state):
    request = programs.submitted_request(state=state)

    with pytest.raises(operations.CannotAnswer, match="stand as they are"):
        operations.save_step(request, {"title": "Another"}, actor=request.requester)

    assert DataRequest.objects.get().title == request.title
    assert verbs() == []


def test_nobody_writes_in_anothers_draft():
    request = programs.data_request(title="Mine")

    with pytest.raises(operations.CannotAnswer):
        operations.save_step(request, {"title": "Yours"}, actor=accounts.user())

    assert DataRequest.objects.get().title == "Mine"


def test_a_field_that_is_no_answer_is_a_bug():
    request = programs.data_request()

    with pytest.raises(TypeError, match="state"):
        operations.save_step(request, {"state": "accepted"}, actor=request.requester)


def test_submit_twice_changes_nothing(noon):
    request = programs.submitted_request(state="draft", submitted_at=None)

    operations.submit(request, actor=request.requester, at=noon)
    operations.submit(request, actor=request.requester, at=noon + dt.timedelta(hours=1))

    request.refresh_from_db()
    assert (request.state, request.submitted_at) == ("submitted", noon)
    assert verbs() == ["request.submitted"]


def test_an_incomplete_request_is_not_sent(noon):
    request = programs.submitted_request(state="draft", submitted_at=None, volume=None, question="")

    with pytest.raises(operations.CannotSubmit, match="2 required answers are still missing"):
        operations.submit(request, actor=request.requester, at=noon)

    assert DataRequest.objects.get().state == "draft"
    assert verbs() == []


def test_asking_and_replying_move_the_request_there_and_back(noon):
    request, triager = programs.submitted_request(), accounts.user()

    operations.ask(request, "Which languages?", actor=triager)
    operations.ask(request, "Which languages?", actor=triager)
    request.refresh_from_db()
    assert request.state == "needs_information"

    operations.reply(request, "German and French.", actor=request.requester, at=noon)
    operations.reply(request, "German and French.", actor=request.requester, at=noon)

    request.refresh_from_db()
    assert request.state == "submitted"
    assert [message.body for message in request.messages.order_by("pk")] == [
        "Which languages?",
        "German and French.",
    ]
    assert verbs() == ["request.information_asked", "request.information_given"]


def test_only_the_requester_replies(noon):
    request = programs.submitted_request(state="needs_information")

    with pytest.raises(operations.CannotReply, match="Only the person who asks"):
        operations.reply(request, "Mine", actor=accounts.user(), at=noon)

    assert request.messages.count() == 0


def test_a_score_is_reach_times_impact_times_confidence_over_effort():
    request = programs.submitted_request()
    worth = {"reach": 2000, "impact": "2", "confidence": 80, "effort_weeks": "4"}

    operations.score(request, **worth, actor=accounts.user())
    operations.score(request, **worth, actor=accounts.user())

    request.refresh_from_db()
    assert request.score == 2000 * 2 * 0.8 / 4
    assert verbs() == ["request.scored"]


def test_work_without_effort_has_no_score():
    request = programs.submitted_request()

    with pytest.raises(operations.CannotScore, match=r"Effort is at least 0\.1"):
        operations.score(request, reach=1, impact="1", confidence=50, effort_weeks="0", actor=accounts.user())

    assert DataRequest.objects.get().score is None


def test_the_queue_keeps_places_given_by_hand(noon):
    best, good, low = (programs.submitted_request(score=score) for score in (90, 50, 10))
    unscored, placed = programs.submitted_request(), programs.submitted_request(score=1)

    operations.override_rank(placed, 2, reason="The launch hangs on it.", actor=accounts.user())

    ranked = DataRequest.objects.ranked().order_by("place")
    assert list(ranked) == [best, placed, good, low, unscored]
    assert [request.place for request in ranked] == [1, 2, 3, 4, 5]


def test_a_place_by_hand_can_be_taken_back():
    first, second = programs.submitted_request(score=9), programs.submitted_request(score=1)
    actor = accounts.user()

    operations.override_rank(second, 1, reason="Launch.", actor=actor)
    assert list(DataRequest.objects.ranked().order_by("place")) == [second, first]
    operations.restore_rank(second, actor=actor)
    operations.restore_rank(second, actor=actor)

    assert list(DataRequest.objects.ranked().order_by("place")) == [first, second]
    assert verbs() == ["request.rank_overridden", "request.rank_restored"]


def test_a_place_needs_a_reason():
    request = programs.submitted_request()

    with pytest.raises(operations.CannotRank, match="Say why"):
        operations.override_rank(request, 1, reason="  ", actor=accounts.user())

    assert DataRequest.objects.get().rank_override is None


def test_an_empty_queue_has_no_places():
    request = programs.data_request()

    assert DataRequest.objects.ranked().get().place is None
    assert request.state == "draft"


def test_only_drafts_are_deleted():
    draft, sent = programs.data_request(), programs.submitted_request()

    operations.delete_draft(draft, actor=draft.requester)
    operations.delete_draft(draft, actor=draft.requester)
    with pytest.raises(operations.CannotDelete, match="A request that was sent is kept"):
        operations.delete_draft(sent, actor=sent.requester)

    assert list(DataRequest.objects.all()) == [sent]
    assert verbs() == ["request.draft_deleted"]
