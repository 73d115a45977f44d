import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from dataops.accounts.operations.token import issue
from programs.models import DataRequest, Program, RequestMessage
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

URL = "/api/v1/requests/"


def api(person, scope="write"):
    _, text = issue("test", scope, actor=person, at=timezone.now())
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def later():
    return (timezone.now().date() + dt.timedelta(days=60)).isoformat()


def answers():
    return {
        "title": "Refusal gap",
        "kind": "new_dataset",
        "purpose": "Fewer refusals.",
        "modality": "text",
        "source": "Support mail.",
        "sensitivity": "internal",
        "question": "What does the customer want?",
        "classes": ["Refund", "Complaint"],
        "volume": 1000,
        "judgements_per_item": 3,
        "split": "training",
        "accuracy_wanted": "0.95",
        "needed_by": later(),
    }


def test_a_request_from_draft_to_program():
    requester, triager = api(accounts.user(role="requester")), api(accounts.user())

    created = requester.post(URL, answers())
    assert (created.status_code, created.json()["state"]) == (201, "draft")
    one = f"{URL}{created.json()['number']}/"
    assert requester.patch(one, {"model_name": "Assistant 4"}).json()["model_name"] == "Assistant 4"
    assert requester.post(one + "submit/").json()["state"] == "submitted"
    assert triager.post(one + "ask/", {"body": "Which languages?"}).json()["state"] == "needs_information"
    assert requester.post(one + "reply/", {"body": "German."}).json()["state"] == "submitted"
    worth = {"reach": 2000, "impact": "2", "confidence": 80, "effort_weeks": "4"}
    assert triager.post(one + "score/", worth).json()["score"] == 800
    assert triager.post(one + "rank/", {"rank": 1, "reason": "Launch."}).json()["rank_override"] == 1
    assert triager.post(one + "rank/", {"rank": None}).json()["rank_override"] is None
    accepted = triager.post(one + "accept/", {})

    program = Program.objects.get()
    assert (accepted.json()["state"], accepted.json()["program"]) == ("accepted", program.code)
    assert (program.name, program.units_planned) == ("Refusal gap", 3000)
    assert [message["body"] for message in accepted.json()["messages"]] == ["Which languages?", "German."]


def test_the_same_key_creates_one_request():
    person = api(accounts.user(role="requester"))
    headers = {"Idempotency-Key": "one"}

    first = person.post(URL, answers(), headers=headers)
    second = person.post(URL, answers(), headers=headers)

    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert DataRequest.objects.count() == 1


def test_an_expected_no_is_a_409_with_the_words_of_the_page():
    triager = accounts.user()
    own = programs.submitted_request(requester=triager)

    answer = api(triager).post(f"{URL}{own.number}/decline/", {"reason": "Mine."})

    assert answer.status_code == 409
    assert answer.json() == {"reason": "Nobody triages their own request: a colleague does."}
    assert DataRequest.objects.get().state == "submitted"


def test_decline_and_duplicate():
    declined, same, original = (programs.submitted_request() for _ in range(3))
    triager = api(accounts.user())

    triager.post(f"{URL}{declined.number}/decline/", {"reason": "Covered."})
    answer = triager.post(f"{URL}{same.number}/duplicate/", {"of": original.number})

    assert DataRequest.objects.get(pk=declined.pk).decision_reason == "Covered."
    assert answer.json()["duplicate_of"] == original.number


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("classes", [str(n) for n in range(10_000)]),
        ("classes", ["one", "One"]),
        ("classes", "Refund"),
        ("title", "x" * 121),
        ("purpose", "x" * 4001),
        ("kind", "nothing"),
        ("volume", -1),
        ("volume", 10**30),
        ("judgements_per_item", 51),
        ("accuracy_wanted", "1.5"),
        ("accuracy_wanted", "NaN"),
        ("needed_by", "2026-02-31"),
        ("needed_by", "2001-01-01"),
    ],
)
def test_bad_answers_are_named(field, value):
    person = accounts.user(role="requester")
    draft = programs.data_request(requester=person, title="Before")

    answer = api(person).patch(f"{URL}{draft.number}/", {field: value})

    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert DataRequest.objects.get().updated_at == draft.updated_at


def test_nul_is_refused():
    person = accounts.user(role="requester")

    answer = api(person).post(URL, '{"title": "a\\u0000b"}', content_type="application/json")

    assert answer.status_code == 400
    assert DataRequest.objects.count() == 0


def test_anothers_draft_is_not_there_and_anothers_request_not_to_triage():
    draft, sent = programs.data_request(), programs.submitted_request()
    person = api(accounts.user(role="requester"))

    assert person.get(f"{URL}{draft.number}/").status_code == 404
    assert person.get(f"{URL}{sent.number}/").status_code == 404
    assert api(sent.requester).post(f"{URL}{sent.number}/accept/", {}).status_code == 403
    assert api(accounts.user()).get(f"{URL}{draft.number}/").status_code == 404
    assert Program.objects.count() == 0


def test_a_token_that_reads_does_not_write():
    person = accounts.user(role="requester")

    assert api(person, "read").post(URL, answers()).status_code == 403
    assert DataRequest.objects.count() == 0


def test_a_draft_is_deleted_and_a_sent_request_is_not():
    person = accounts.user(role="requester")
    draft, sent = programs.data_request(requester=person), programs.submitted_request(requester=person)

    assert api(person).delete(f"{URL}{draft.number}/").status_code == 204
    assert api(person).delete(f"{URL}{sent.number}/").status_code == 409
    assert list(DataRequest.objects.all()) == [sent]


def test_the_list_filters_by_what_it_declares():
    triager = accounts.user()
    sent = programs.submitted_request(modality="audio")
    programs.submitted_request()
    client = api(triager)

    assert [row["number"] for row in client.get(URL + "?modality=audio").json()["results"]] == [sent.number]
    assert client.get(URL + "?mine=true").json()["results"] == []
    assert client.get(URL + "?password=x").status_code == 400


def test_a_program_and_a_new_program_at_once():
    request = programs.submitted_request()
    program = programs.program()
    both = {"program": program.code, "new_program": {"name": "Another"}}

    answer = api(accounts.user()).post(f"{URL}{request.number}/accept/", both)

    assert answer.status_code == 400
    assert DataRequest.objects.get().state == "submitted"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(rows, django_assert_num_queries):
    client = api(accounts.user())
    for _ in range(rows):
        request = programs.submitted_request()
        RequestMessage.objects.create(request=request, author=request.requester, body="German.")

    with django_assert_num_queries(15):
        client.get(URL)
