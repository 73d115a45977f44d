"""The pages of the frame itself, asked for by a person."""

import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.jobs.models import JobState
from dataops.jobs.progress import end_job, start_job
from dataops.web.charts import PLOTLY_STYLE_HASHES
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    person = accounts.user(Role.PROGRAM_MANAGER)
    client.force_login(person)
    return person


def test_home_without_needs_says_so(client, manager):
    page = client.get(reverse("web:home")).content.decode()

    assert "Nothing needs you." in page
    assert manager.name in page


def test_home_counts_all_that_needs_one_and_shows_the_first_eight(client, manager):
    for _ in range(15):
        programs.submitted_request()

    page = client.get(reverse("web:home")).content.decode()
    everything = client.get(reverse("web:home"), {"show": "all"}).content.decode()

    assert "15 things need you" in page
    assert page.count('class="todo__title"') == 8
    assert "and 7 more" in page
    assert everything.count('class="todo__title"') == 15


def test_one_thing_is_said_in_the_singular(client, manager):
    programs.submitted_request(title="Refunds")

    assert (
        "One thing needs you: <mark>Decide on Refunds</mark>."
        in client.get(reverse("web:home")).content.decode()
    )


@pytest.mark.parametrize(("role", "offered"), [(Role.REQUESTER, True), (Role.REVIEWER, False)])
def test_home_offers_a_request_to_who_may_send_one(client, role, offered):
    client.force_login(accounts.user(role))

    assert ("Request a dataset" in client.get(reverse("web:home")).content.decode()) is offered


def test_a_running_job_shows_how_far_it_is(client, manager):
    job = start_job("labeling.import", "Import part 4", actor=manager, total=200, unit="rows")

    page = client.get(reverse("web:job-detail", args=[job.pk])).content.decode()

    assert "0 of 200 rows" in page
    assert reverse("web:job-stop", args=[job.pk]) in page
    assert "every 2s" in page


def test_an_ended_job_stops_the_asking(client, manager, noon):
    job = start_job("labeling.import", "Import part 4", actor=manager, total=200)
    end_job(job, JobState.FAILED, at=noon, message="Row 812 has no text.")

    answer = client.get(reverse("web:job-progress", args=[job.pk]), headers={"hx-request": "true"})

    assert answer.status_code == 286
    assert "Row 812 has no text." in answer.content.decode()
    assert "hx-get" not in answer.content.decode()


def test_jobs_are_listed_with_their_state(client, manager):
    start_job("labeling.import", "Import part 4", actor=manager)

    page = client.get(reverse("web:job-list")).content.decode()

    assert "Import part 4" in page
    assert "Waiting" in page


def test_no_jobs_is_explained(client, manager):
    assert "No jobs yet" in client.get(reverse("web:job-list")).content.decode()


def test_search_without_a_match_says_what_to_try(client, manager):
    page = client.get(reverse("web:search"), {"q": "<b>zzz"}).content.decode()

    assert "Nothing found" in page
    assert "&lt;b&gt;zzz" in page


def test_the_palette_offers_places(client, manager):
    page = client.get(reverse("web:search-results"), {"q": "home"}).content.decode()

    assert f'data-href="{reverse("web:home")}"' in page


def test_only_a_page_shows_charts_lets_plotly_style(client):
    client.force_login(accounts.user(Role.ADMINISTRATOR))

    charts = client.get(reverse("web:components")).headers["content-security-policy"]
    home = client.get(reverse("web:home")).headers["content-security-policy"]

    assert all(each in charts for each in PLOTLY_STYLE_HASHES)
    assert "style-src-attr 'unsafe-inline'" in charts
    assert "style-src 'self'" in home.split("; ")
    assert "unsafe" not in home


@pytest.mark.django_db
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_an_address_of_the_api_that_is_none_answers_in_json(client, is_signed_in):
    if is_signed_in:
        client.force_login(accounts.user("administrator"))

    answer = client.get("/api/v1/nothing-here/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json() == {"detail": "Not found."}
