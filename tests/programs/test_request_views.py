import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.audit.models import Event
from programs.models import DataRequest, RequestMessage
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

PURPOSE = {"title": "Refusal gap", "kind": "new_dataset", "purpose": "Fewer refusals."}


@pytest.fixture
def requester(client):
    person = accounts.user(role="requester")
    client.force_login(person)
    return person


def address(name, request, *more):
    return reverse(f"programs:request-{name}", args=[request.number, *more])


def later(days=60):
    return timezone.now().date() + dt.timedelta(days=days)


def test_the_button_begins_a_draft(client, requester):
    page = client.get(reverse("programs:request-new"))
    assert page.status_code == 200
    assert DataRequest.objects.count() == 0

    answer = client.post(reverse("programs:request-new"))

    draft = DataRequest.objects.get()
    assert draft.requester == requester
    assert answer["Location"] == address("step", draft, 1)


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_each_step_asks_one_question(client, requester, step):
    draft = programs.data_request(requester=requester)

    page = client.get(address("step", draft, step))

    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    assert f"Step {step} of 6" in page.content.decode()


def test_there_is_no_seventh_step(client, requester):
    draft = programs.data_request(requester=requester)

    assert client.get(address("step", draft, 7)).status_code == 404


def test_a_step_goes_on_to_the_next(client, requester):
    draft = programs.data_request(requester=requester)

    answer = client.post(address("step", draft, 1), PURPOSE)

    draft.refresh_from_db()
    assert answer["Location"] == address("step", draft, 2)
    assert (draft.title, draft.step) == ("Refusal gap", 2)


@pytest.mark.parametrize(
    ("step", "known", "asked"),
    [
        (3, {"volume": 200}, {"smallest_class": "300"}),
        (4, {"smallest_class": 300}, {"volume": "200"}),
    ],
)
def test_a_smallest_class_beyond_all_items_is_refused_at_either_step(client, requester, step, known, asked):
    draft = programs.data_request(requester=requester, **known)

    page = client.post(address("step", draft, step), asked).content.decode()

    assert "The smallest class needs 300 items, and the request asks for 200 in all." in page


def test_a_change_from_the_review_goes_back_to_it(client, requester):
    draft = programs.data_request(requester=requester, step=6)

    answer = client.post(address("step", draft, 1) + "?from=review", PURPOSE)

    assert answer["Location"] == address("review", draft)


def test_a_step_with_problems_says_so_and_keeps_what_was_typed(client, requester):
    draft = programs.data_request(requester=requester, title="")

    page = client.post(address("step", draft, 1), PURPOSE | {"purpose": ""})

    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>Problem: What is the data for?" in text
    assert "There is a problem" in text
    assert '<a href="#id_purpose">What will get better: Say what will get better.</a>' in text
    assert 'value="Refusal gap"' in text
    assert DataRequest.objects.get().title == ""


@pytest.mark.parametrize("name", ["step", "save"])
def test_an_answer_that_was_refused_is_there_on_return(client, requester, name):
    draft = programs.data_request(requester=requester, step=4)
    client.post(address(name, draft, 4), {"volume": "about 300", "judgements_per_item": "3"})

    page = client.get(address("step", draft, 4)).content.decode()
    client.post(address(name, draft, 4), {"volume": "300", "judgements_per_item": "3"})
    mended = client.get(address("step", draft, 4)).content.decode()

    assert 'value="about 300"' in page
    assert "Enter a whole number, such as 300." in page
    assert "about 300" not in mended
    assert "There is a problem" not in mended


@pytest.mark.parametrize(
    ("step", "field", "value", "sentence"),
    [
        (1, "title", "x" * 121, "Shorten this to 120 characters; it has 121."),
        (1, "title", "a\x00b", "Take out the invisible NUL character."),
        (1, "kind", "a\x00b", "Choose what you ask for."),
        (1, "purpose", "x" * 4001, "Shorten this to 4000 characters; it has 4001."),
        (3, "classes", "one", "Write at least two classes, one per line."),
        (3, "classes", "\n".join(f"c{n}" for n in range(300)), "These are 300 classes"),
        (3, "classes", "\n".join(f"class{n}" for n in range(10_000)), "Shorten this to 40000 characters"),
        (3, "classes", "a\x00b\nc", "Take out the invisible NUL character."),
        (3, "smallest_class", "about 300", "Enter a whole number, such as 300."),
        (4, "volume", "0", "Enter 1 or more."),
        (4, "volume", "99999999999999", "Enter 10,000,000 or less."),
        (4, "volume", "١٢", ""),
        (4, "agreement_wanted", "1.5", "Enter 1 or less."),
        (4, "agreement_wanted", "NaN", "Enter a number, such as 0.8."),
        (4, "accuracy_wanted", "1e400", "Enter 1 or less."),
        (5, "needed_by", "2026-02-31", "Enter a day, such as 2027-01-29."),
        (5, "needed_by", "0001-01-01", "has passed: choose a later one."),
        (5, "needed_by", "9999-12-31", "more than five years away"),
        (5, "needed_by", "a\x00b", "Enter a day, such as 2027-01-29."),
    ],
)
def test_bad_input_gets_a_clear_sentence(client, requester, step, field, value, sentence):
    draft = programs.data_request(requester=requester)

    page = client.post(address("step", draft, step), {field: value})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert DataRequest.objects.get().updated_at == draft.updated_at


def test_autosave_keeps_what_is_right_and_counts_the_rest(client, requester):
    draft = programs.data_request(requester=requester)

    page = client.post(address("save", draft, 4), {"volume": "2400", "judgements_per_item": "many"})

    draft.refresh_from_db()
    text = page.content.decode()
    assert page.status_code == 200
    assert text.startswith('<p class="savestate" id="savestate"')
    assert f"Saved {timezone.now():%H:}" in text
    assert "1 answer to fix" in text
    assert (draft.volume, draft.judgements_per_item, draft.step) == (2400, None, 1)


def test_autosave_of_a_sent_request_says_why_not(client, requester):
    sent = programs.submitted_request(requester=requester)

    page = client.post(address("save", sent, 1), {"title": "Another"})

    assert page.status_code == 409
    assert "Not saved: This request is submitted" in page.content.decode()
    assert DataRequest.objects.get().title == sent.title


def test_save_and_close_asks_for_nothing(client, requester):
    draft = programs.data_request(requester=requester, title="")

    answer = client.post(address("step", draft, 1), {"title": "Half a thought", "then": "close"})

    draft.refresh_from_db()
    assert answer["Location"] == reverse("programs:request-list")
    assert (draft.title, draft.step) == ("Half a thought", 1)


def test_the_review_shows_every_answer_and_sends(client, requester):
    draft = programs.submitted_request(
        requester=requester, state="draft", submitted_at=None, needed_by=later(), step=6
    )

    text = client.get(address("review", draft)).content.decode()
    answer = client.post(address("review", draft))

    for words in (draft.title, "Support mail of 2025.", "Refund<br>Complaint", "1,000", "Training"):
        assert words in text
    assert address("step", draft, 3) + "?from=review" in text
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert answer["Location"] == address("detail", draft)


def test_an_incomplete_request_is_not_sent_and_the_button_says_why(client, requester):
    draft = programs.data_request(requester=requester)

    text = client.get(address("review", draft)).content.decode()
    page = client.post(address("review", draft))

    assert "11 required answers are still missing." in text
    assert page.status_code == 422
    assert "<title>Problem: Check your answers" in page.content.decode()
    assert DataRequest.objects.get().state == "draft"


def test_the_form_of_another_is_not_there(client, requester):
    other = programs.data_request()

    for page in ("detail", "review", "delete"):
        assert client.get(address(page, other)).status_code == 404
    assert client.get(address("step", other, 1)).status_code == 404
    assert client.post(address("save", other, 1), {"title": "Mine"}).status_code == 404


def test_a_draft_is_deleted_after_asking(client, requester):
    draft = programs.data_request(requester=requester)

    page = client.get(address("delete", draft))
    assert "Delete this draft?" in page.content.decode()
    assert DataRequest.objects.count() == 1
    client.post(address("delete", draft))

    assert DataRequest.objects.count() == 0


def test_a_sent_request_is_not_deleted(client, requester):
    sent = programs.submitted_request(requester=requester)

    page = client.get(address("delete", sent)).content.decode()
    client.post(address("delete", sent))

    assert "A request that was sent is kept" in page
    assert DataRequest.objects.count() == 1


def test_replying_sends_it_back_to_triage(client, requester):
    asked = programs.submitted_request(requester=requester, state="needs_information", needed_by=later())
    RequestMessage.objects.create(request=asked, author=accounts.user(), body="Which languages?")

    text = client.get(address("detail", asked)).content.decode()
    empty = client.post(address("reply", asked), {"body": ""})
    client.post(address("reply", asked), {"body": "German."})

    assert "Which languages?" in text
    assert empty.status_code == 422
    assert "Write a message." in empty.content.decode()
    asked.refresh_from_db()
    assert asked.state == "submitted"
    assert asked.messages.count() == 2


def test_an_accepted_request_says_where_it_went(client, requester):
    program = programs.program()
    done = programs.submitted_request(
        requester=requester, state="accepted", program=program, decided_at=timezone.now()
    )

    text = client.get(address("detail", done)).content.decode()

    assert f"{program.code} {program.name}" in text


def test_the_original_of_ones_duplicate_can_be_read(client, requester):
    original = programs.submitted_request()
    own = programs.submitted_request(
        requester=requester, state="duplicate", duplicate_of=original, decided_at=timezone.now()
    )

    assert original.number in client.get(address("detail", own)).content.decode()
    assert client.get(address("detail", original)).status_code == 200


def test_a_strange_number_is_not_found(client, requester):
    assert client.get("/requests/REQ-%00/").status_code == 400
    assert client.get(f"/requests/{'9' * 400}/").status_code == 404


def test_the_list_is_filtered_by_the_address(client, requester):
    sent = programs.submitted_request(requester=requester, title="Shelves")
    programs.data_request(requester=requester, title="Receipts")
    programs.submitted_request(title="Anothers")

    everything = client.get(reverse("programs:request-list")).content.decode()
    filtered = client.get(reverse("programs:request-list") + "?state=submitted&q=shel").content.decode()

    assert "Receipts" in everything
    assert "Anothers" not in everything
    assert sent.number in filtered
    assert "Triage scores it and decides." in filtered
    assert "Receipts" not in filtered
    assert "No request matches" in client.get(reverse("programs:request-list") + "?q=zzz").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, requester, rows, django_assert_num_queries):
    program = programs.program()
    for _ in range(rows):
        programs.submitted_request(requester=requester, state="accepted", program=program)
    client.get(reverse("programs:request-list"))

    with django_assert_num_queries(LIST):
        client.get(reverse("programs:request-list"))


LIST = 11


def test_reading_writes_nothing(client, requester):
    draft = programs.data_request(requester=requester)
    for name in ("detail", "review", "delete"):
        client.get(address(name, draft))
    client.get(address("step", draft, 1))

    assert Event.objects.count() == 0


def opened(client, draft, step=1):
    """What a tab that opens the step now carries."""
    return str(client.get(address("step", draft, step)).context["version"])


def test_a_second_tab_does_not_overwrite_the_first_and_keeps_its_words(client, requester):
    draft = programs.data_request(requester=requester)
    first, second = opened(client, draft), opened(client, draft)
    client.post(address("step", draft, 1), PURPOSE | {"version": first})

    late = client.post(address("step", draft, 1), PURPOSE | {"title": "Tone gap", "version": second})

    text = late.content.decode()
    assert (late.status_code, DataRequest.objects.get().title) == (412, "Refusal gap")
    assert "changed elsewhere after you opened them" in text
    assert ('value="Tone gap"' in text, "What is saved now" in text, "<p>Refusal gap</p>" in text) == (
        True,
    ) * 3
    again = client.post(
        address("step", draft, 1), PURPOSE | {"title": "Tone gap", "version": late.context["version"]}
    )
    assert (again.status_code, DataRequest.objects.get().title) == (302, "Tone gap")


def test_autosave_of_a_second_tab_says_so_and_of_one_tab_goes_on(client, requester):
    draft = programs.data_request(requester=requester)
    first, second = opened(client, draft), opened(client, draft)
    save = address("save", draft, 1)

    page = client.post(save, {"title": "One", "version": first})
    on = client.post(save, {"title": "One more", "version": page.context["version"]})
    late = client.post(save, {"title": "Two", "version": second})
    same = client.post(save, {"title": "One more", "version": second})

    assert [answer.status_code for answer in (page, on, late, same)] == [200, 200, 412, 200]
    assert 'id="id_version" hx-swap-oob="true"' in on.content.decode()
    assert "Not saved: These answers were changed elsewhere" in late.content.decode()
    assert "id_version" not in late.content.decode()
    assert DataRequest.objects.get().title == "One more"


def test_tabs_on_different_steps_do_not_meet(client, requester):
    draft = programs.data_request(requester=requester)
    first, second = opened(client, draft, 1), opened(client, draft, 2)
    client.post(address("save", draft, 1), {"title": "One", "version": first})

    page = client.post(address("save", draft, 2), {"source": "The archive", "version": second})

    assert (page.status_code, DataRequest.objects.get().source) == (200, "The archive")
