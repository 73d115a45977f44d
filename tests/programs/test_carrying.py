"""Nothing is typed twice: every answer of a request arrives in its program, its labeling project or its order."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.choices import Metric
from programs.models import DataRequest
from programs.models.request import ANSWERS
from programs.operations import request as operations
from tests.factories import accounts, programs, vendors

pytestmark = pytest.mark.django_db

SAID = {
    "title": "Refusal gap",
    "kind": "model_gap",
    "team": "Search quality",
    "purpose": "It refuses safe questions.",
    "model_name": "Assistant 4",
    "model_slice": "German mail",
    "metric_name": "Refusal rate",
    "metric_now": Decimal("11.5"),
    "metric_wanted": Decimal("3.25"),
    "metric_said": "counted by hand",
    "about": "Refusals of May",
    "modality": "audio",
    "source": "Calls of 2025",
    "sensitivity": "special",
    "question": "Is the refusal right?",
    "classes": ["Rightly so", "Wrongly so"],
    "smallest_class": 417,
    "volume": 1234,
    "judgements_per_item": 3,
    "split": "validation",
    "agreement_wanted": Decimal("0.781"),
    "accuracy_wanted": Decimal("0.953"),
    "access_until": dt.date(2099, 1, 31),
    "cost_of_delay": "The launch slips.",
    "extra": {"7": {"label": "Locale", "value": "de-CH"}},
}
# How an answer reads where it arrives, when not as itself.
READS = {
    "kind": "Data for a gap of a model",
    "modality": "audio",
    "sensitivity": "Special categories",
    "classes": "Wrongly so",
    "split": "validation",
    "volume": "1,234",
    "extra": "de-CH",
    "judgements_per_item": "3 judgements each",
    "agreement_wanted": "0.781",
    "accuracy_wanted": "0.953",
}


def needed_by():
    return timezone.now().date() + dt.timedelta(days=90)


@pytest.fixture
def accepted():
    request = programs.submitted_request(**SAID, needed_by=needed_by())
    operations.accept(request, actor=accounts.user(role="administrator"), at=timezone.now())
    return DataRequest.objects.get(pk=request.pk)


def test_every_answer_arrives_in_the_program(accepted):
    program = accepted.program
    promised = dict(program.targets.values_list("metric", "value"))
    arrived = "\n".join(
        [program.name, program.goal, program.scope_in, program.sponsor, f"{program.due_on}"]
        + [f"{promised[metric].normalize():f}" for metric in (Metric.AGREEMENT, Metric.GOLD_ACCURACY)]
    )

    answers = SAID | {"needed_by": needed_by()}
    lost = [name for name in ANSWERS if READS.get(name, str(answers[name])) not in arrived]

    assert lost == []
    assert program.units_planned == 3 * 1234


def test_the_labeling_project_begins_with_what_was_asked(client, accepted):
    client.force_login(accounts.user(role="administrator"))

    page = client.get(reverse("labeling:project-open"), {"request": accepted.number})

    begun = page.context["form"].initial
    assert (begun["name"], begun["question"]) == (SAID["title"], SAID["question"])
    assert begun["choices"] == "Rightly so\nWrongly so"
    assert begun["judgements_per_item"] == 3
    for said in (
        "It refuses safe questions.",
        "Calls of 2025",
        "German mail",
        ".781",
        "95.3%",
        "417",
        "3.25",
    ):
        assert said in begun["guideline"]


def test_the_work_order_begins_with_what_was_asked(client, accepted):
    client.force_login(accounts.user(role="administrator"))
    vendor = vendors.vendor()

    url = reverse("vendors:order-draft", args=[vendor.slug])
    plain = client.get(url)
    page = client.get(url, {"request": accepted.number})

    begun = page.context["form"].initial
    assert (begun["program"], begun["units"], begun["due_on"]) == (accepted.program_id, 3702, needed_by())
    assert f"?request={accepted.number}" in plain.content.decode()
    assert "units" not in plain.context["form"].initial


def test_a_template_gives_its_plan_and_the_request_its_promise(client):
    triager, template = accounts.user(), programs.template()
    template.targets.update(value="0.5")
    request = programs.submitted_request(needed_by=needed_by(), agreement_wanted=Decimal("0.781"))
    client.force_login(triager)
    url = reverse("programs:triage-accept", args=[request.number])

    form = client.get(url).context["form"]
    typed = {
        name: form.get_initial_for_field(field, name)
        for name, field in form.fields.items()
        if name != "template"
    }
    client.post(url, typed | {"manager": triager.pk, "template": template.pk})

    program = DataRequest.objects.get().program
    assert [row.name for row in program.milestones.all()] == ["Pilot accepted"]
    assert program.milestones.get().due_on == program.starts_on + dt.timedelta(days=14)
    assert program.targets.get().value == Decimal("0.781")


def test_a_template_that_ends_too_late_says_so_and_keeps_the_words(client):
    triager, template = accounts.user(), programs.template()
    template.milestones.update(after_months=24)
    request = programs.submitted_request(needed_by=needed_by())
    client.force_login(triager)
    url = reverse("programs:triage-accept", args=[request.number])

    form = client.get(url).context["form"]
    typed = {
        name: form.get_initial_for_field(field, name)
        for name, field in form.fields.items()
        if name != "template"
    }
    page = client.post(url, typed | {"manager": triager.pk, "template": template.pk, "name": "My words"})

    assert page.status_code == 422
    assert "after the due date" in page.content.decode()
    assert "My words" in page.content.decode()
    assert DataRequest.objects.get().state == "submitted"


def test_a_month_after_31_january_is_the_last_day_of_february():
    template = programs.template()
    template.milestones.update(after_months=1, after_days=0)
    request = programs.submitted_request(needed_by=dt.date(2027, 5, 31))
    at = dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC)

    program = operations.accept(request, new_program={"template": template}, actor=accounts.user(), at=at)

    assert program.milestones.get().due_on == dt.date(2027, 2, 28)
