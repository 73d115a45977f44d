"""The metric registry: words and targets that people keep, and names that never break a page."""

from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.models import MetricDefinition, Target
from programs.operations import metric as operations
from programs.reports.built_in import BUILT_IN
from programs.reports.metrics import named
from programs.rules import judge, written
from programs.sockets import Measure
from tests.factories import accounts, programs, vendors

pytestmark = pytest.mark.django_db


@pytest.fixture
def metric():
    return programs.metric("first_pass")


@pytest.fixture
def keeper(client):
    user = accounts.user(Role.REVIEWER)
    client.force_login(user)
    return user


def change(metric, **fields):
    return operations.change_metric(metric, actor=accounts.user(Role.ADMINISTRATOR), **fields)


def test_every_figure_of_the_program_is_in_the_registry_once():
    operations.keep_built_in()

    assert operations.keep_built_in() == 0
    assert MetricDefinition.objects.count() == len(BUILT_IN)


def test_words_change_once_and_the_second_writer_reads_the_first(metric):
    for _ in range(2):
        changed = change(metric, version=1, meaning="Right at once.", target="0.95")

    assert (changed.meaning, changed.version) == ("Right at once.", 2)
    assert Event.objects.filter(verb="metric.changed").count() == 1
    with pytest.raises(ChangedMeanwhile):
        change(metric, version=1, meaning="Something else.")


@pytest.mark.parametrize(
    ("key", "aims", "words"),
    [
        ("first_pass", {"target": 95}, "between 0 and 1"),
        ("first_pass", {"target": 0.9, "red": 0.95}, "from high to low"),
        ("unit_cost", {"target": 2, "amber": 1}, "from low to high"),
        ("agreement", {"target": 1.5}, "between −1 and 1"),
        ("status", {"target": 1}, "no target in numbers"),
    ],
)
def test_thresholds_stand_in_their_order_on_their_scale(key, aims, words):
    with pytest.raises(operations.CannotKeepMetric, match=words):
        change(programs.metric(key), **aims)

    assert not Event.objects.filter(verb="metric.changed").exists()


def test_a_retired_or_unknown_metric_is_named_in_clear_words(metric, client, keeper, today):
    program = programs.program()
    programs.target(program, metric="gold_accuracy")
    gold = programs.metric("gold_accuracy")
    for _ in range(2):
        operations.retire_metric(gold, actor=keeper, on=today)
        operations.retire_metric(metric, actor=keeper, on=today)

    words = named(["first_pass", "agreement", "weather_of_paris"])

    assert words["first_pass"].label == "First-pass yield (no longer kept)"
    assert words["agreement"].label == "Agreement (α)"
    assert words["weather_of_paris"].label == "“weather of paris” (a metric that is not in the registry)"
    assert Event.objects.filter(verb="metric.retired").count() == 2
    for address in ("metric-list", "leadership"):
        answer = client.get(reverse(f"programs:{address}"))
        assert answer.status_code in (200, 403)
    assert client.get(reverse("programs:program-detail", args=[program.code])).status_code == 200
    page = client.get(reverse("programs:metric-detail", args=["first_pass"])).content.decode()
    assert "Retired" in page
    operations.restore_metric(metric, actor=keeper)
    assert named(["first_pass"])["first_pass"].gone == ""


def test_everybody_reads_the_words_and_vendors_no_targets(client):
    change(programs.metric("first_pass"), target="0.9375")
    address = reverse("programs:metric-list")
    home = vendors.vendor().organisation

    for role, house in ((Role.REQUESTER, None), (Role.VENDOR_LABELER, home)):
        client.force_login(accounts.user(role, organisation=house) if house else accounts.user(role))
        page, file = client.get(address), client.get(address, {"format": "csv"})
        assert "First-pass yield" in page.content.decode()
        assert ("93.8%" in page.content.decode()) == (house is None)
        assert (b"0.9375" in file.content) == (house is None)


def test_words_are_changed_by_page_with_both_writings_after_a_collision(client, keeper, metric):
    address = reverse("programs:metric-change", args=[metric.key])
    form = {"version": 1, "name": metric.name, "meaning": "Right at once.", "formula": metric.formula}

    assert client.get(address).status_code == 200
    assert client.post(address, form | {"target": "95%", "amber": ".9"}).status_code == 302
    collision = client.post(address, form | {"meaning": "Mine."})
    bad = client.post(address, form | {"version": 2, "target": "95"})

    assert MetricDefinition.objects.get(pk=metric.pk).target == Decimal("0.95")
    assert collision.status_code == 412
    assert all(words in collision.content.decode() for words in ("Mine.", "Right at once."))
    assert bad.status_code == 422
    assert "between 0 and 1" in bad.content.decode()
    history = client.get(reverse("programs:metric-detail", args=[metric.key])).content.decode()
    assert "How much was right the first time" in history
    client.post(reverse("programs:metric-retire", args=[metric.key]))
    assert not MetricDefinition.objects.get(pk=metric.pk).is_kept


def test_the_registry_by_api(metric):
    api = APIClient()
    api.force_authenticate(accounts.user(Role.PROGRAM_MANAGER))
    one = reverse("api-metric-detail", args=["first_pass"])

    changed = api.patch(one, {"version": 1, "target": "0.9500", "owner": None})
    again = api.patch(one, {"version": 1, "target": "0.5000"})
    refused = api.patch(one, {"version": 2, "target": "7"})

    assert (changed.status_code, changed.data["target"], changed.data["version"]) == (200, "0.9500", 2)
    assert (again.status_code, again.data["stands"]["target"]) == (412, "0.9500")
    assert refused.status_code == 409
    assert api.post(reverse("api-metric-retire", args=["first_pass"]), {}).data["retired_on"]
    assert api.post(reverse("api-metric-restore", args=["first_pass"]), {}).data["retired_on"] is None
    assert api.get(reverse("api-metric-list")).data["count"] == len(BUILT_IN)


@pytest.mark.parametrize("count", [1, 3])
def test_the_registry_asks_the_same_number_of_questions(client, keeper, count, django_assert_num_queries):
    operations.keep_built_in()
    MetricDefinition.objects.filter(place__gt=count).delete()
    client.get(reverse("programs:metric-list"))

    with django_assert_num_queries(9):
        client.get(reverse("programs:metric-list"))


def test_figures_are_written_in_their_units():
    shown = [written(value, unit, "USD") for value, unit in (
        (0.949, "share"), (0.71, "coefficient"), (7.09, "money"), (86400 * 3, "time"), (3, "days"), (3420, "units"),
    )]  # fmt: skip

    assert shown == ["94.9%", ".71", "$7.09", "3 d", "3 days", "3,420"]
    assert written(None, "share") == "No data"


def test_a_target_is_judged_in_the_words_of_its_unit():
    target = Target(metric="unit_cost", value=3)

    kept = judge(target, Measure("unit_cost", "Time", 5.0, unit="days"), "USD")

    assert (kept.word, kept.reason) == ("Missed", "5 days against 3 days.")


def test_the_target_of_a_time_is_read_and_written_in_days_or_hours(client, keeper):
    metric = change(programs.metric("turnaround"), target=Decimal(259_200), amber=Decimal(388_800))
    address = reverse("programs:metric-change", args=[metric.key])
    shown = client.get(address).context["form"]
    words = {name: getattr(metric, name) for name in ("name", "meaning", "formula", "uncertainty")}

    assert (shown["target"].value(), shown["amber"].value()) == ("3 d", "108 h")
    said = client.post(address, words | {"version": metric.version, "target": "48 h", "amber": "4 d"})
    metric.refresh_from_db()
    assert said.status_code == 302
    assert (metric.target, metric.amber) == (Decimal(172_800), Decimal(345_600))
