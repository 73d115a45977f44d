"""The quality pages in a real browser, filled with real figures: within reach, within the policy, drawn."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from quality.operations.project import aggregate_project, measure_project
from quality.operations.tally import measure_batch
from tests.conftest import NOON
from tests.factories import accounts, labeling, programs, vendors
from tests.quality import rte
from tests.quality.test_few_rare_labels import rare_batch
from tests.web import browser as browsers
from tests.web.test_in_browser import barriers

pytestmark = pytest.mark.django_db

# With DATAOPS_PICTURES set to a folder, each look is kept there.
LOOKS = [(1440, "light"), (390, "dark")]
WIDE_ONLY = {"gold-add", "worker", "workers", "empty project", "batch", "few rare labels"}


@pytest.fixture
def pages(client):
    """The answers of a project with 8,000 judgements, one delivery of it waiting, to its QA lead."""
    project = rte.load()
    for metric, value in (("agreement", "0.3"), ("gold_accuracy", "0.7")):
        programs.target(project.program, metric=metric, value=value)
    for batch in project.batches.order_by("pk"):
        measure_batch(batch.pk, at=NOON)
        measure_project(project.pk, at=NOON)
    aggregate_project(project.pk, at=NOON)
    client.force_login(accounts.user(Role.REVIEWER))
    batch, share = project.batches.first(), _delivered(project)
    worker = batch.annotations.order_by("pk").first().worker
    addresses = {
        "overview": reverse("quality:overview"),
        "project": reverse("quality:project-detail", args=[project.slug]),
        "batch": reverse("quality:batch-detail", args=[batch.number]),
        "gold": reverse("quality:gold-list", args=[project.slug]),
        "gold-add": reverse("quality:gold-add", args=[project.slug]),
        "workers": reverse("quality:worker-list", args=[project.slug]),
        "worker": reverse("quality:worker-detail", args=[project.slug, worker.pk]),
        "decide": reverse("quality:share-decide", args=[share.pk]),
        "few rare labels": reverse("quality:project-detail", args=[rare_batch().project.slug]),
        "empty project": reverse("quality:project-detail", args=[labeling.project(project.program).slug]),
    }
    return {name: client.get(address) for name, address in addresses.items()}


def _delivered(project):
    vendor = vendors.Worker.objects.first().vendor
    order = vendors.work_order(vendor, project.program)
    delivery = vendors.delivery(order, batch_ref=project.batches.first().number, units=4000)
    return labeling.share(project.batches.first(), order, delivery=delivery, state="delivered")


def test_every_page_is_accessible_and_within_its_policy(pages):
    path = browsers.chromium_path()
    if path is None:
        pytest.skip("no chromium on this machine")

    # The browser comes last: while it runs, this thread may not ask the database.
    with browsers.launched(path) as browser:
        faults = {
            (name, *look): _faults(browser, name, answer, *look)
            for name, answer in pages.items()
            for look in (LOOKS[:1] if name in WIDE_ONLY else LOOKS)
        }

    assert {page: found for page, found in faults.items() if found} == {}


def _faults(browser, name: str, answer, width: int, scheme: str) -> list[str]:
    html, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    seen = browsers.visit(browser, {"/": html}, policy=policy, width=width, scheme=scheme)
    if "vendor/plotly" in html:
        seen.page.wait_for_selector("html[data-charts=ready]")
    if folder := os.environ.get("DATAOPS_PICTURES"):
        seen.page.screenshot(path=str(Path(folder) / f"{name}-{width}-{scheme}.png"), full_page=True)
    found = [*barriers(seen.page), *seen.violations(), *seen.errors]
    is_wide = seen.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    seen.page.close()
    return [*found, "wider than the screen"] if is_wide else found
