"""The labeling pages and the desk in a real browser: within reach, within the policy, within the screen."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from labeling.operations import batch as batches
from labeling.operations import project as projects
from labeling.operations import slot as slots
from labeling.operations.imports import run_import
from tests.factories import accounts, compliance, labeling, programs, vendors
from tests.web import browser as browsers
from tests.web.test_in_browser import barriers

pytestmark = pytest.mark.django_db

# With DATAOPS_PICTURES set to a folder, each look is kept there.
LOOKS = [(1440, "light"), (390, "dark")]
RULES = "# Intent\n\n## Refund\n\nMoney *back*, whatever the cause.\n\n- Yes: “Return it.”"
TEXT = "Mir wurde die Verlängerung zweimal berechnet."


@pytest.fixture
def project():
    program = programs.program()
    compliance.clearance(program)
    project = projects.open_project(
        program,
        name="Support intent",
        question="Main intent",
        choices=[{"name": "Refund", "hint": "asks for money back"}, {"name": "Other"}],
        guideline=RULES,
        actor=None,
        at=timezone.now(),
    )
    projects.publish_guideline(
        project, body=f"{RULES}\n- No: “Why?”", change_note="Stricter", actor=None, at=timezone.now()
    )
    return project


@pytest.fixture
def worker(project):
    """Somebody who answered three items and has others before them, of a batch that is handed out."""
    data = labeling.dataset(project.program)
    rows = "".join(f"ticket-{n},Charged twice {n},{TEXT}\n" for n in range(12))
    run_import(labeling.import_run(project, f"item_id,subject,text\n{rows}", dataset=data).pk)
    run_import(labeling.import_run(project, "item_id,text\n,a\n3\n", dataset=data, file_name="bad.csv").pk)
    first, _ = batches.prepare_batches(project, data, size=8, actor=None)
    order = vendors.work_order(program_=project.program)
    batches.issue(first, order, judgements_per_item=1, due_on=order.due_on, actor=None, at=timezone.now())
    user = accounts.user(Role.VENDOR_LABELER, organisation=order.vendor.organisation)
    worker = vendors.worker(order.vendor, user=user)
    for code in (0, 1, 0):
        slot = slots.lease_next(project, worker, at=timezone.now())
        slots.submit(slot, token=slot.lease_token, code=code, seconds=None, actor=user, at=timezone.now())
    return worker


@pytest.fixture
def pages(client, project, worker):
    """Every page's answer, to who uses it."""
    first, second = project.batches.order_by("pk")
    good, bad = project.imports.order_by("pk")

    def ask(name, *args):
        return client.get(reverse(f"labeling:{name}", args=args))

    client.force_login(accounts.user(Role.ADMINISTRATOR))
    found = {
        "projects": ask("project-list"),
        "open": ask("project-open"),
        "project": ask("project-detail", project.slug),
        "guideline": ask("guideline-detail", project.slug, 2),
        "schema": ask("schema-publish", project.slug),
        "prepare": ask("batch-prepare", project.slug),
        "batches": ask("batch-list", project.slug),
        "batch": ask("batch-detail", project.slug, first.number),
        "labels": ask("label-list", project.slug, first.number),
        "issue": ask("batch-issue", project.slug, second.number),
        "import": ask("import-start", project.slug),
        "imported": ask("import-detail", project.slug, good.pk),
        "refused": ask("import-detail", project.slug, bad.pk),
    }
    client.force_login(worker.user)
    return found | {"queue": ask("queue"), "desk": ask("workspace", project.slug)}


def test_every_page_is_accessible_and_within_its_policy(pages):
    path = browsers.chromium_path()
    if path is None:
        pytest.skip("no chromium on this machine")

    # The browser comes last: while it runs, this thread may not ask the database.
    with browsers.launched(path) as browser:
        faults = {
            (name, *look): _faults(browser, name, answer, *look)
            for name, answer in pages.items()
            for look in LOOKS
        }

    assert {page: found for page, found in faults.items() if found} == {}


def _faults(browser, name: str, answer, width: int, scheme: str) -> list[str]:
    html, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    seen = browsers.visit(browser, {"/": html}, policy=policy, width=width, scheme=scheme)
    if folder := os.environ.get("DATAOPS_PICTURES"):
        seen.page.screenshot(path=str(Path(folder) / f"{name}-{width}-{scheme}.png"), full_page=True)
    found = [*barriers(seen.page), *seen.violations(), *seen.errors]
    is_wide = seen.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    seen.page.close()
    return [*found, "wider than the screen"] if is_wide else found


def test_on_a_telephone_the_next_item_is_shown_from_its_top_with_one_message(client, project, worker):
    path = browsers.chromium_path()
    if path is None:
        pytest.skip("no chromium on this machine")
    client.force_login(worker.user)
    desk = client.get(reverse("labeling:workspace", args=[project.slug]))
    slot = desk.context["slot"]
    skip = reverse("labeling:skip", args=[project.slug, slot.pk])
    undo = reverse("labeling:undo", args=[project.slug])
    by_htmx = {"HX-Request": "true"}
    skipped = client.post(skip, {"token": slot.lease_token}, headers=by_htmx).content.decode()
    undone = client.post(undo, headers=by_htmx).content.decode()
    policy = desk.headers["Content-Security-Policy"]
    answers = {"/": desk.content.decode(), skip: skipped, undo: undone}

    with browsers.launched(path) as browser:
        page = browsers.visit(browser, answers, policy=policy, width=390, scheme="light").page
        page.set_viewport_size({"width": 390, "height": 500})
        before = page.inner_text("#item-h")
        page.evaluate("window.scrollTo(0, 300)")
        page.click("[data-desk=s]")
        page.wait_for_function("before => document.querySelector('#item-h').innerText !== before", arg=before)
        after_skip = page.evaluate("[scrollY, document.activeElement.id]")
        page.click("[data-desk=u]")
        page.wait_for_selector("text=The item you skipped is yours again")
        toasts = page.locator("[data-toast]").all_inner_texts()
        toast, bar = (page.locator(name).bounding_box() for name in ("[data-toast]", ".actionbar"))

    assert after_skip == [0, "item-h"]
    assert [text.splitlines()[0] for text in toasts] == ["The item you skipped is yours again."]
    assert toast["y"] + toast["height"] <= bar["y"]
