"""Where nearly everybody gives the same answer, page and API say on how few items agreement rests."""

import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from quality.models import AgreementSnapshot
from quality.operations.project import measure_project
from quality.operations.tally import measure_batch
from tests.conftest import NOON
from tests.factories import accounts, labeling, vendors

pytestmark = pytest.mark.django_db
SAID = "Only 3 items hold another answer than the commonest one."


@pytest.fixture
def lead(client):
    client.force_login(accounts.user(Role.REVIEWER))
    return client


def rare_batch(rare: int = 3, items: int = 30):
    """Of two labelers the second alone sees something in the first few items."""
    batch = labeling.batch()
    one, other = vendors.worker(), vendors.worker()
    for number in range(items):
        task = labeling.task(batch)
        labeling.annotation(task, one, code=0)
        labeling.annotation(task, other, code=int(number < rare))
    measure_batch(batch.pk, at=NOON)
    measure_project(batch.project_id, at=NOON)
    return batch


def test_the_pages_say_it_to_a_manager(lead):
    batch = rare_batch()

    for page in (
        reverse("quality:project-detail", args=[batch.project.slug]),
        reverse("quality:batch-detail", args=[batch.number]),
    ):
        assert SAID in " ".join(lead.get(page).content.decode().split())


def test_the_api_says_it_to_a_program(lead):
    batch = rare_batch()

    results = lead.get(f"/api/v1/quality/projects/{batch.project.slug}/agreement/").json()["results"]

    assert (results["minority_items"], results["rests_on_few"]) == (3, True)


def test_with_enough_of_them_nothing_is_said(lead):
    batch = rare_batch(rare=15)

    page = lead.get(reverse("quality:project-detail", args=[batch.project.slug])).content.decode()
    results = lead.get(f"/api/v1/quality/projects/{batch.project.slug}/agreement/").json()["results"]

    assert "hold another answer" not in page
    assert (results["minority_items"], results["rests_on_few"]) == (15, False)


def test_figures_from_before_it_was_counted_are_shown_without_it(lead):
    batch = rare_batch()
    snapshot = AgreementSnapshot.objects.get()
    del snapshot.results["minority_items"], snapshot.results["rests_on_few"]
    snapshot.save()

    page = lead.get(reverse("quality:project-detail", args=[batch.project.slug])).content.decode()
    results = lead.get(f"/api/v1/quality/projects/{batch.project.slug}/agreement/").json()["results"]

    assert "hold another answer" not in page
    assert (results["minority_items"], results["rests_on_few"]) == (None, None)
