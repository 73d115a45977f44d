"""Who asks checks all that is sent; who decides reads all that was asked, and what may be asked already."""

import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from programs.choices import RequestState
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
OWN = {"9": {"label": "Cost centre", "kind": "text", "value": "CC-77"}}


@pytest.fixture
def triager(client):
    person = accounts.user(Role.PROGRAM_MANAGER)
    client.force_login(person)
    return person


def panel(client, request) -> str:
    return client.get(reverse("programs:triage"), {"request": request.number}).content.decode()


def test_the_check_before_sending_shows_the_criteria(client):
    request = programs.submitted_request(state=RequestState.DRAFT, submitted_at=None)
    programs.criterion(request, threshold="0.93", sample_size=77)
    client.force_login(request.requester)

    page = client.get(reverse("programs:request-review", args=[request.number])).content.decode()

    assert "Accepted of delivered units" in page
    assert "77" in page
    assert "you agree before anything begins" in page


def test_triage_reads_criteria_files_and_the_companys_own_questions(client, triager):
    request = programs.submitted_request(extra=OWN)
    programs.criterion(request, sample_size=77)
    programs.attachment(request, file_name="examples.csv")

    page = panel(client, request)

    for said in ("Accepted of delivered units", "examples.csv", "Cost centre", "CC-77"):
        assert said in page
    assert "Cost centre: CC-77" in client.get(reverse("programs:triage-export")).content.decode()


def test_triage_is_shown_what_may_be_asked_already(client, triager):
    words = {"title": "Irony in hotel reviews", "purpose": "Irony reads as praise."}
    first, second = (programs.submitted_request(**words) for _ in range(2))

    page = panel(client, second)
    address = f"{reverse('programs:triage-duplicate', args=[second.number])}?of={first.number}"

    assert address in page
    assert f'value="{first.number}"' in client.get(address).content.decode()


def test_what_a_type_does_not_ask_is_not_shown_as_missing(client, triager):
    request = programs.submitted_request(
        kind="access", volume=None, judgements_per_item=None, question="", classes=[], modality=""
    )

    page = panel(client, request)

    assert "No data, No data each" not in page
    assert "<dt>Classes</dt>" not in page
    assert "<dt>Volume</dt>" not in page


def test_what_was_sent_is_not_offered_for_a_change(client):
    request = programs.submitted_request()
    client.force_login(request.requester)

    page = client.get(reverse("programs:request-review", args=[request.number])).content.decode()

    assert (
        reverse("programs:request-step", args=[request.number, 4]) not in page.split("Acceptance criteria")[1]
    )
