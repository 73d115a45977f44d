"""Each type of request asks in its own way; an administrator says how, and what was sent stays as it was asked."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.forms.answers import answered
from programs.forms.request_type import ChangeType
from programs.models import RequestType
from programs.operations import request as requests
from programs.operations import request_type as operations
from programs.rules.request import is_answered
from tests.factories import accounts, programs
from tests.programs.test_request_api import api

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = accounts.user(role="administrator")
    client.force_login(person)
    return person


def kept(kind="new_dataset"):
    return RequestType.objects.get(kind=kind)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_a_company_begins_with_seven_types_that_differ():
    asked = {one.kind: set(one.asking.required) for one in RequestType.objects.all()}

    assert len(asked) == 7
    assert {"model_name", "model_slice", "metric_name", "metric_now", "metric_wanted"} <= asked["model_gap"]
    assert "model_slice" not in asked["new_dataset"]
    assert all("about" in asked[kind] for kind in ("relabel", "fix", "more_data", "access"))
    assert "access_until" in asked["access"]
    assert not {"classes", "volume"} & asked["access"]


def test_a_draft_is_asked_what_its_type_asks():
    access, gap = (
        programs.data_request(kind="access"),
        programs.submitted_request(state="draft", kind="model_gap"),
    )

    assert set(access.unanswered()) == {"purpose", "about", "sensitivity", "needed_by", "access_until"}
    assert gap.unanswered() == ["model_name", "model_slice", "metric_name", "metric_now", "metric_wanted"]


def test_what_becomes_required_asks_drafts_and_leaves_what_was_sent(administrator, noon):
    draft = programs.submitted_request(state="draft", needed_by=timezone.now().date() + dt.timedelta(days=60))
    sent = requests.submit(draft, actor=draft.requester, at=timezone.now())
    other = programs.submitted_request(state="draft")

    operations.change_type(kept(), required=[*kept().required, "model_name"], actor=administrator)

    sent.refresh_from_db()
    assert sent.unanswered() == []
    assert is_answered(sent)
    assert other.unanswered() == ["model_name"]
    assert "still missing" in is_answered(other).reason


def test_the_draft_says_that_the_form_has_changed(client, administrator):
    draft = programs.submitted_request(state="draft", requester=accounts.user(role="requester"))
    operations.change_type(kept(), required=[*kept().required, "model_name"], actor=administrator)
    client.force_login(draft.requester)

    page = client.get(reverse("programs:request-review", args=[draft.number])).content.decode()

    assert "The form has changed" in page
    assert "Still to answer" in page


def test_changing_twice_changes_nothing(administrator):
    for _ in range(2):
        operations.change_type(kept(), name="New labels", actor=administrator)

    assert (kept().name, kept().version) == ("New labels", 2)
    assert verbs() == ["request_type.changed"]


def test_two_administrators_do_not_overwrite_each_other(administrator):
    first = kept().version
    operations.change_type(kept(), name="New labels", version=first, actor=administrator)

    with pytest.raises(ChangedMeanwhile):
        operations.change_type(kept(), name="Labels, new", version=first, actor=administrator)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"required": ["model_name"], "not_asked": ["model_name"]}, "cannot be required and not asked"),
        ({"not_asked": ["title"]}, "always asked"),
        ({"required": ["shoe_size"]}, "No request has an answer"),
        ({"name": "An evaluation set"}, "already"),
    ],
)
def test_what_cannot_be_asked_is_refused(administrator, fields, words):
    with pytest.raises(operations.CannotKeep, match=words):
        operations.change_type(kept(), actor=administrator, **fields)

    assert verbs() == []


def test_the_last_type_stays_offered(administrator):
    RequestType.objects.exclude(kind="new_dataset").update(is_offered=False)

    with pytest.raises(operations.CannotKeep, match="last type"):
        operations.change_type(kept(), is_offered=False, actor=administrator)


def test_a_draft_of_a_retired_type_is_told_to_choose_another(administrator):
    draft = programs.submitted_request(state="draft", needed_by=timezone.now().date() + dt.timedelta(days=60))
    operations.change_type(kept(), is_offered=False, actor=administrator)

    with pytest.raises(requests.CannotSubmit, match="not offered any more: choose another type"):
        requests.submit(draft, actor=draft.requester, at=timezone.now())


def test_an_own_question_is_asked_answered_and_kept_as_it_was_asked(client, administrator):
    for _ in range(2):
        question = operations.add_question(
            kept(), label="Which cost centre pays?", kind="text", is_required=True, actor=administrator
        )
    draft = programs.submitted_request(state="draft", requester=accounts.user(role="requester"))
    client.force_login(draft.requester)
    step = reverse("programs:request-step", args=[draft.number, 5])
    day = (timezone.now().date() + dt.timedelta(days=60)).isoformat()

    refused = client.post(step, {"needed_by": day})
    client.post(step, {"needed_by": day, f"extra_{question.pk}": "4711"})
    operations.remove_question(question, actor=administrator)
    operations.remove_question(question, actor=administrator)

    draft.refresh_from_db()
    assert refused.status_code == 422
    assert draft.extra == {
        str(question.pk): {"label": "Which cost centre pays?", "kind": "text", "value": "4711"}
    }
    assert ("Which cost centre pays?", "4711") in [
        (one.label, one.text) for one in answered(draft)[-1].answers
    ]
    assert draft.unanswered() == []
    assert verbs().count("request_type.question_added") == verbs().count("request_type.question_removed") == 1


@pytest.mark.parametrize(
    ("kind", "options", "typed", "words"),
    [
        ("number", [], "many", "Enter a number"),
        ("date", [], "soon", "Enter a day"),
        ("choice", ["Yes", "No"], "Perhaps", "valid choice"),
    ],
)
def test_own_questions_read_what_they_ask_for(client, administrator, kind, options, typed, words):
    question = operations.add_question(kept(), label="Own?", kind=kind, options=options, actor=administrator)
    draft = programs.submitted_request(state="draft", requester=accounts.user(role="requester"))
    client.force_login(draft.requester)
    step = reverse("programs:request-step", args=[draft.number, 5])

    page = client.post(step, {"needed_by": "2030-01-01", f"extra_{question.pk}": typed})

    assert page.status_code == 422
    assert words in page.content.decode()


def test_steps_without_a_question_are_skipped(client):
    draft = programs.data_request(kind="access", requester=accounts.user(role="requester"), purpose="Study.")
    client.force_login(draft.requester)

    page = client.get(reverse("programs:request-step", args=[draft.number, 2])).content.decode()
    answer = client.post(
        reverse("programs:request-step", args=[draft.number, 2]),
        {"about": "PRG-001", "sensitivity": "internal"},
    )

    assert "Step 2 of 4" in page
    assert answer["Location"].endswith("/steps/5/")


def test_the_type_chosen_in_the_first_step_says_what_it_needs_there(client):
    draft = programs.data_request(kind="new_dataset", requester=accounts.user(role="requester"))
    client.force_login(draft.requester)
    typed = {
        "title": "Gap",
        "kind": "model_gap",
        "purpose": "Fewer.",
        "metric_now": "71%",
        "metric_wanted": "71%",
    }

    page = client.post(reverse("programs:request-step", args=[draft.number, 1]), typed)

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"model_name", "model_slice", "metric_name"}
    assert 'value="71%"' in page.content.decode()


def test_a_metric_is_a_number_with_a_name(client):
    draft = programs.data_request(kind="model_gap", requester=accounts.user(role="requester"))
    client.force_login(draft.requester)
    typed = {"title": "Gap", "kind": "model_gap", "purpose": "Fewer.", "model_name": "m", "model_slice": "de"}
    typed |= {"metric_name": "macro-F1", "metric_now": "71%", "metric_wanted": ".85"}
    step = reverse("programs:request-step", args=[draft.number, 1])

    words = client.post(step, typed | {"metric_now": "under 3%"})
    client.post(step, typed)

    draft.refresh_from_db()
    assert "Enter a number, such as 0.71 or 71%." in words.content.decode()
    assert (draft.metric_now, draft.metric_wanted) == (Decimal("0.7100"), Decimal("0.8500"))
    assert draft.gain == "macro-F1 0.71 to 0.85"


def test_the_administrator_changes_a_type_on_its_page(client, administrator):
    address = reverse("programs:type-change", args=["access"])
    typed = {
        name: value for name, value in ChangeType.initial_of(kept("access")).items() if value is not False
    }
    typed |= {"version": kept("access").version, "ask_team": "required", "hint_team": "As in the org chart."}

    page = client.get(address)
    broken = client.post(address, typed | {"name": ""})
    client.post(address, typed)
    late = client.post(address, typed | {"name": "Data access"})

    assert (page.status_code, broken.status_code, late.status_code) == (200, 422, 412)
    assert "As in the org chart." in broken.content.decode()
    assert "team" in kept("access").required
    assert kept("access").hints["team"] == "As in the org chart."


def test_types_by_the_api(administrator):
    boss, asker = api(administrator), api(accounts.user(role="requester"))
    url = "/api/v1/request-types/new_dataset/"

    changed = boss.patch(url, {"version": 1, "description": "From nothing."})
    stale = boss.patch(url, {"version": 1, "description": "From less."})
    grown = boss.post(f"{url}questions/", {"label": "Own?", "kind": "choice", "options": ["a", "b"]})
    key = grown.json()["questions"][0]["id"]
    made = asker.post("/api/v1/requests/", {"kind": "new_dataset", "title": "x", "extra": {str(key): "b"}})
    wrong = asker.post("/api/v1/requests/", {"kind": "new_dataset", "extra": {str(key): "c"}})
    gone = boss.post(f"{url}remove-question/", {"question": key})

    assert (changed.status_code, stale.status_code, grown.status_code) == (200, 412, 201)
    assert made.json()["extra"][str(key)]["value"] == "b"
    assert (wrong.status_code, gone.json()["questions"]) == (400, [])
    assert asker.get("/api/v1/request-types/").json()["count"] == 7


@pytest.mark.parametrize("questions", [1, 3])
def test_the_list_costs_the_same_with_more_questions(
    client, administrator, questions, django_assert_num_queries
):
    for kind in ("new_dataset", "access", "fix")[:questions]:
        programs.request_question(kind)
    client.get(reverse("programs:type-list"))

    with django_assert_num_queries(11):
        client.get(reverse("programs:type-list"))
