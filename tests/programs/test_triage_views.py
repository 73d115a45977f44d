import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.audit.models import Event
from dataops.web.templatetags.formats import day
from programs.models import DataRequest, Program
from programs.operations import request as operations
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db

WORTH = {"reach": "2000", "impact": "2", "confidence": "80", "effort_weeks": "4"}


@pytest.fixture
def triager(client):
    person = accounts.user()
    client.force_login(person)
    return person


def address(name, request):
    return reverse(f"programs:triage-{name}", args=[request.number])


def seen(request):
    """What the form of somebody who opened it now carries."""
    return {"version": DataRequest.objects.get(pk=request.pk).version}


def later(days=60):
    return timezone.now().date() + dt.timedelta(days=days)


def test_the_queue_is_ranked_and_says_what_waits(client, triager):
    low = programs.submitted_request(title="Low", score=1, **scored())
    high = programs.submitted_request(title="High", score=9, **scored())
    programs.submitted_request(title="Unscored")
    programs.data_request(title="Draft")

    text = client.get(reverse("programs:triage")).content.decode()

    assert text.index(high.number) < text.index(low.number) < text.index("Unscored")
    assert "<mark>3 requests wait for a decision</mark>" in text
    assert "1 has no score yet" in text
    assert "reach × impact × confidence ÷ effort" in text
    assert "Draft" not in text


def scored():
    return {"reach": 1, "impact": "1", "confidence": 100, "effort_weeks": "1"}


def test_the_address_is_the_whole_state(client, triager):
    programs.submitted_request(title="Voices", modality="audio")
    programs.submitted_request(title="Mails", purpose="Letters")
    programs.submitted_request(title="Gone", state="declined", decided_at=timezone.now())

    audio = client.get(reverse("programs:triage") + "?modality=audio").content.decode()
    declined = client.get(reverse("programs:triage") + "?state=declined").content.decode()

    assert "Voices" in audio
    assert "Mails" not in audio
    assert "Gone" in declined
    assert "Voices" not in declined


@pytest.mark.parametrize("query", ["state=nothing", "kind=x", "sort=password", "page=1", "q=" + "x" * 300])
def test_a_strange_address_is_harmless(client, triager, query):
    programs.submitted_request()

    assert client.get(reverse("programs:triage") + "?" + query).status_code == 200


def test_an_empty_queue_says_so(client, triager):
    assert "Nothing waits for triage." in client.get(reverse("programs:triage")).content.decode()


def test_scoring(client, triager):
    request = programs.submitted_request()

    answer = client.post(address("score", request), seen(request) | WORTH)

    request.refresh_from_db()
    assert request.score == 800
    assert f"request={request.number}" in answer["Location"]


def test_a_score_with_problems_is_asked_again(client, triager):
    request = programs.submitted_request()

    page = client.post(
        address("score", request), seen(request) | WORTH | {"effort_weeks": "0", "reach": "many"}
    )

    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>Problem: What is it worth?" in text
    assert "Enter 0.1 or more." in text
    assert "Enter a whole number, such as 300." in text
    assert DataRequest.objects.get().score is None


@pytest.mark.parametrize(("impact", "shown"), [("1.00", "Medium, 1"), ("1.50", "As it stands, 1.50")])
def test_a_score_stands_in_the_form(client, triager, impact, shown):
    programs.submitted_request(score=1, **scored() | {"impact": impact})

    text = client.get(reverse("programs:triage")).content.decode()

    assert f" selected>{shown}</option>" in text


def test_ask_decline_duplicate_and_rank(client, triager):
    asked, declined, same, placed = (programs.submitted_request() for _ in range(4))

    client.post(address("ask", asked), seen(asked) | {"body": "Which languages?"})
    client.post(address("decline", declined), seen(declined) | {"reason": "Covered."})
    client.post(address("duplicate", same), seen(same) | {"of": placed.number.lower()})
    client.post(address("rank", placed), seen(placed) | {"rank": "1", "reason": "Launch."})

    states = [DataRequest.objects.get(pk=row.pk).state for row in (asked, declined, same)]
    assert states == ["needs_information", "declined", "duplicate"]
    placed.refresh_from_db()
    assert (placed.rank_override, placed.rank_reason) == (1, "Launch.")

    client.post(address("rank-undo", placed))
    placed.refresh_from_db()
    assert placed.rank_override is None


def test_a_duplicate_of_nothing(client, triager):
    request = programs.submitted_request()

    page = client.post(address("duplicate", request), seen(request) | {"of": "REQ-9999"})

    assert page.status_code == 422
    assert "There is no request REQ-9999." in page.content.decode()
    assert DataRequest.objects.get().state == "submitted"


def test_accepting_needs_no_typing(client, triager):
    request = programs.submitted_request(needed_by=later(), title="Refusal gap")

    page = client.get(address("accept", request))
    form = page.context["form"]
    typed = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    client.post(address("accept", request), seen(request) | typed | {"manager": triager.pk})

    program = Program.objects.get()
    request.refresh_from_db()
    assert (program.name, program.due_on, program.units_planned) == ("Refusal gap", request.needed_by, 3000)
    assert (request.state, request.program) == ("accepted", program)


def test_a_plan_with_problems_is_asked_again(client, triager):
    request = programs.submitted_request(needed_by=later())

    page = client.post(
        address("accept", request), seen(request) | {"name": "x" * 121, "units_planned": "9" * 30}
    )

    assert page.status_code == 422
    assert "<title>Problem: Accept" in page.content.decode()
    assert Program.objects.count() == 0


def test_a_program_one_manages_takes_it_in(client, triager):
    request, program = programs.submitted_request(), programs.program()
    client.force_login(accounts.user(role="administrator"))

    client.post(address("join", request), seen(request) | {"program": program.code})

    request.refresh_from_db()
    assert request.program == program


@pytest.mark.parametrize("code", ["PRG-404", ""])
def test_a_program_one_does_not_manage_is_not_offered(client, triager, code):
    request, foreign = programs.submitted_request(), programs.program()

    page = client.post(address("join", request), seen(request) | {"program": code or foreign.code})

    assert page.status_code == 422
    assert "Choose a program from the list." in page.content.decode()
    assert DataRequest.objects.get().state == "submitted"


def test_a_program_with_a_nul_is_no_program(client, triager):
    request = programs.submitted_request()

    assert client.post(address("join", request), seen(request) | {"program": "a\x00b"}).status_code == 422
    assert DataRequest.objects.get().state == "submitted"


def test_ones_own_request_has_buttons_that_say_why_not(client, triager):
    own = programs.submitted_request(requester=triager)

    text = client.get(reverse("programs:triage")).content.decode()
    page = client.post(address("decline", own), seen(own) | {"reason": "Mine."})

    assert "Nobody triages their own request: a colleague does." in text
    assert page.status_code == 422
    assert DataRequest.objects.get().state == "submitted"


def test_a_requester_does_not_triage(client):
    request = programs.submitted_request()
    client.force_login(request.requester)

    assert client.get(reverse("programs:triage")).status_code == 403
    assert client.post(address("decline", request), seen(request) | {"reason": "No."}).status_code == 403
    assert DataRequest.objects.get().state == "submitted"


def test_the_dialog_gets_a_fragment(client, triager):
    request = programs.submitted_request()

    page = client.get(address("decline", request), headers={"HX-Request": "true", "HX-Target": "dialog-body"})

    assert "<html" not in page.content.decode()
    assert "Decline the request" in page.content.decode()


def test_the_export_equals_the_screen(client, triager):
    programs.submitted_request(title="=1+1", modality="audio", score=7, **scored())
    programs.submitted_request(title="Mails")

    answer = client.get(reverse("programs:triage-export") + "?modality=audio")

    event = Event.objects.get(verb="rows.exported")
    assert event.actor == triager
    assert event.details == {"list": "requests-submitted", "rows": 1, "filters": {"modality": "audio"}}
    lines = answer.content.decode().splitlines()
    assert len(lines) == 2
    assert "'=1+1" in lines[1]
    assert lines[1].startswith("1,")


@pytest.mark.parametrize("state", ["\n", "a\r\nSet-Cookie: x=1", '"; x="', "unheard"])
def test_the_name_of_the_export_is_a_state_there_is(client, triager, state):
    programs.submitted_request()

    answer = client.get(reverse("programs:triage-export"), {"state": state})

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="requests-submitted-0-rows-')


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_the_same_number_of_questions(client, triager, rows, django_assert_num_queries):
    for _ in range(rows):
        programs.submitted_request()
    client.get(reverse("programs:triage"))

    with django_assert_num_queries(QUEUE):
        client.get(reverse("programs:triage"))


QUEUE = 25


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("score", WORTH | {"reach": "77"}),
        ("decline", {"reason": "77 others."}),
        ("ask", {"body": "77 of what?"}),
        ("rank", {"rank": "77", "reason": "Late."}),
        ("accept", {"name": "77 voices"}),
    ],
)
def test_triage_upon_an_older_request_is_asked_again_with_its_words(client, triager, verb, typed):
    request = programs.submitted_request(needed_by=later())
    page = client.get(address("accept", request))
    form = page.context["form"]
    plan = {name: form[name].value() for name in form.fields} if verb == "accept" else {}
    sight = seen(request)
    operations.score(request, **scored(), actor=accounts.user())
    operations.ask(request, "Which languages?", actor=accounts.user())
    operations.reply(request, "Danish.", actor=request.requester, at=timezone.now())
    events = Event.objects.count()
    mine = plan | typed | ({"manager": triager.pk} if plan else {})

    stale = client.post(address(verb, request), mine | sight)

    text = stale.content.decode()
    assert stale.status_code == 412
    assert "changed after you opened it" in text
    assert "Danish." in text
    assert "77" in text
    assert Event.objects.count() == events
    again = client.post(address(verb, request), mine | {"version": stale.context["form"]["version"].value()})
    assert again.status_code == 302
    assert Event.objects.count() > events


def test_who_decides_second_is_told_so_with_their_words_kept(client, triager):
    request = programs.submitted_request()
    sight = seen(request)
    client.post(address("decline", request), {"reason": "Covered."} | sight)

    second = client.post(address("decline", request), {"reason": "Nobody could label it."} | sight)

    page = second.content.decode()
    assert second.status_code == 412
    assert "declined already" in page
    assert "Nobody could label it.</textarea>" in page
    assert DataRequest.objects.get().decision_reason == "Covered."


def test_who_said_no_and_when_is_on_the_list_of_triage_and_of_the_requester(client, triager, noon):
    request = programs.submitted_request(requester=accounts.user("requester"))
    operations.decline(request, reason="Covered.", actor=triager, at=noon)
    said = f"Declined by {triager.name} on {day(noon)}"

    client.force_login(triager)
    queue = client.get(reverse("programs:triage"), {"state": "declined"}).content.decode()
    client.force_login(request.requester)
    mine = client.get(reverse("programs:request-list")).content.decode()
    page = client.get(reverse("programs:request-detail", args=[request.number])).content.decode()

    assert (said in queue, said in mine) == (True, True)
    assert f"By {triager.name} on" in page
