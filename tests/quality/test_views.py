import pytest
from django.urls import reverse

from dataops.accounts.choices import Role
from dataops.jobs.models import Outbox
from labeling.models import Item
from quality.models import AcceptanceDecision, GoldCount, GoldItem
from quality.operations.project import measure_project
from quality.operations.tally import measure_batch
from quality.reports.evidence import version_of
from tests.conftest import NOON
from tests.factories import accounts, labeling, quality, vendors
from tests.quality.test_decision_operations import brought_by, delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    person = accounts.user(Role.REVIEWER)
    client.force_login(person)
    return person


def measured(**fields):
    share = delivered(**fields)
    measure_batch(share.batch_id, at=NOON)
    measure_project(share.batch.project_id, at=NOON)
    return share


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_overview_says_what_waits(client, lead):
    share = measured()

    page = text(client.get(reverse("quality:overview")))

    assert "1 delivery waits for acceptance" in page
    assert reverse("quality:share-decide", args=[share.pk]) in page
    assert "All intervals overlap" in page


def test_a_waiting_delivery_shows_its_own_vendors_gold_accuracy(client, lead):
    share = measured()
    GoldCount.objects.filter(batch=share.batch).update(correct=0)
    GoldCount.objects.create(
        vendor=(stranger := vendors.worker()).vendor,
        worker=stranger,
        project=share.batch.project,
        batch=share.batch,
        correct=20,
        judged=20,
    )

    waiting = client.get(reverse("quality:overview")).context["view"].waiting

    assert [waits.gold.estimate.estimate for waits in waiting if waits.share == share] == [0]


def test_an_empty_company_has_no_data_and_no_zeros(client, lead):
    page = text(client.get(reverse("quality:overview")))

    assert "There is no project to judge yet." in page
    assert "Nothing waits" in page
    assert page.count("No data") == 2


def test_the_overview_narrows_to_a_program(client, lead):
    one, other = measured(), measured()

    page = text(client.get(reverse("quality:overview"), {"program": one.batch.project.program.code}))

    assert one.batch.number in page
    assert other.batch.number not in page


def test_a_degenerate_project_says_why_it_has_no_figure(client, lead):
    task = labeling.task()
    for _ in range(3):
        labeling.annotation(task, vendors.worker(), code=1)
    measure_batch(task.batch_id, at=NOON)
    snapshot = measure_project(task.project_id, at=NOON)

    page = text(client.get(reverse("quality:project-detail", args=[task.project.slug])))

    assert snapshot.results["alpha"]["estimate"] is None
    assert "Every label is the same, so agreement beyond chance cannot be judged." in page
    assert "100.0%" in page


def test_the_project_page_links_each_number_to_its_rows(client, lead):
    share = measured()
    worker = share.vendor.workers.first()

    page = text(client.get(reverse("quality:project-detail", args=[share.batch.project.slug])))

    assert reverse("quality:batch-detail", args=[share.batch.number]) in page
    assert reverse("quality:worker-detail", args=[share.batch.project.slug, worker.pk]) in page


@pytest.mark.parametrize(("query", "rows"), [({}, 40), ({"answer": 0}, 16), ({"worker": "nobody"}, 0)])
def test_the_batch_page_filters_its_judgements(client, lead, query, rows):
    share = measured()

    found = client.get(reverse("quality:batch-detail", args=[share.batch.number]), query)

    assert found.context["page_obj"].paginator.count == rows


def test_only_judges_see_which_items_are_gold(client):
    share = measured()
    worker = share.vendor.workers.first()
    client.force_login(accounts.user(Role.VENDOR_MANAGER))
    project = share.batch.project

    for name, args in (
        ("gold-list", [project.slug]),
        ("gold-add", [project.slug]),
        ("worker-detail", [project.slug, worker.pk]),
        ("share-decide", [share.pk]),
    ):
        assert client.get(reverse(f"quality:{name}", args=args)).status_code == 403
    page = text(client.get(reverse("quality:project-detail", args=[project.slug])))
    assert reverse("quality:worker-detail", args=[project.slug, worker.pk]) not in page


def test_gold_is_kept_and_retired_by_form(client, lead):
    task = labeling.task()
    url = reverse("quality:gold-add", args=[task.project.slug])

    wrong = client.post(url, {"item": "nothing of the kind", "code": 1})
    right = client.post(url, {"item": task.item.external_id, "code": 1})
    client.post(reverse("quality:gold-retire", args=[GoldItem.objects.get().pk]))

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert not GoldItem.objects.in_force().exists()


def test_a_number_that_two_datasets_share_is_said_on_the_form(client, lead):
    task = labeling.task()
    other = labeling.task(labeling.batch(task.project))
    Item.objects.filter(pk=other.item_id).update(external_id=task.item.external_id)

    url = reverse("quality:gold-add", args=[task.project.slug])
    page = client.post(url, {"item": task.item.external_id, "code": 1})

    assert page.status_code == 422
    assert "Several datasets of this project" in text(page)
    assert not GoldItem.objects.exists()


def test_a_delivery_is_decided_by_form(client, lead):
    share = measured()
    url = reverse("quality:share-decide", args=[share.pk])

    seen = {"version": version_of(share)}
    silent = client.post(url, seen | {"outcome": "rejected", "reason": ""})
    done = client.post(url, seen | {"outcome": "rejected", "reason": "Half of it is empty."})
    page = text(client.get(url))

    assert (silent.status_code, done.status_code) == (422, 302)
    assert AcceptanceDecision.objects.get().decided_by == lead
    assert "Half of it is empty." in page
    assert "evidence is shown as it stood then" in page


def test_a_decision_that_is_refused_is_said_on_the_form(client, lead):
    share = measured()
    brought_by(lead, share)

    answer = client.post(
        reverse("quality:share-decide", args=[share.pk]),
        {"outcome": "accepted", "version": version_of(share)},
    )

    assert answer.status_code == 422
    assert "somebody else has to decide" in text(answer)
    assert 'name="outcome"' not in text(answer)
    assert not AcceptanceDecision.objects.exists()


def test_who_decides_second_reads_who_decided_and_keeps_their_words(client, lead):
    share = measured()
    url, seen = reverse("quality:share-decide", args=[share.pk]), {"version": version_of(share)}
    client.post(url, seen | {"outcome": "accepted", "reason": ""})
    client.force_login(accounts.user(Role.REVIEWER))

    second = client.post(url, seen | {"outcome": "rejected", "reason": "A third of it is empty."})

    page = text(second)
    assert second.status_code == 412
    assert f"{lead.name} accepted this delivery already." in page
    assert "A third of it is empty.</textarea>" in page
    assert AcceptanceDecision.objects.get().outcome == "accepted"


def test_what_one_brought_oneself_is_not_offered_to_decide(client, lead):
    share = measured()
    brought_by(lead, share)

    page = text(client.get(reverse("quality:overview")))

    assert reverse("quality:share-decide", args=[share.pk]) not in page
    assert "somebody else decides" in page


def test_count_anew_promises_every_batch(client, lead):
    share = measured()
    Outbox.objects.all().delete()

    client.post(reverse("quality:project-recompute", args=[share.batch.project.slug]))

    assert sorted(Outbox.objects.values_list("name", flat=True)) == [
        "quality.aggregate_project",
        "quality.check_project",
        "quality.measure_batches",
    ]


def test_the_program_page_gets_its_panel(client, lead):
    share = measured()

    page = text(client.get(reverse("quality:program-panel", args=[share.batch.project.program.code])))

    assert page.startswith("<section")
    assert share.batch.project.name in page


@pytest.mark.parametrize(
    ("name", "queries"), [("overview", 26), ("project-detail", 22), ("gold-list", 11), ("batch-detail", 18)]
)
def test_pages_ask_as_often_for_three_rows_as_for_one(client, lead, django_assert_num_queries, name, queries):
    share = measured(judgements=1)
    project = share.batch.project
    args = {"overview": [], "batch-detail": [share.batch.number]}.get(name, [project.slug])
    url = reverse(f"quality:{name}", args=args)
    client.get(url)

    with django_assert_num_queries(queries):
        client.get(url)
    for _ in range(2):
        other = measured(judgements=3, batch_=labeling.batch(project))
        quality.gold_item(labeling.task(share.batch))
        labeling.annotation(labeling.task(share.batch), vendors.worker(other.vendor))
        measured(judgements=2)
    with django_assert_num_queries(queries):
        client.get(url)


def test_a_file_holds_what_the_screen_shows(client, lead):
    share = measured()
    share.vendor.workers.filter(pk=share.vendor.workers.first().pk).update(external_id="=cmd")

    judged = client.get(reverse("quality:batch-export", args=[share.batch.number]), {"answer": 0})
    people = client.get(reverse("quality:worker-export", args=[share.batch.project.slug]))

    assert len(judged.content.decode().splitlines()) == 1 + 16
    assert "'=cmd" in judged.content.decode()
    assert "18,20,0.9," in people.content.decode()
