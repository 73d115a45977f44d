"""What new programs begin with: kept without code, given as a whole or not at all."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.accounts.choices import Role
from dataops.audit.models import Event
from dataops.base.versions import ChangedMeanwhile
from programs.models import Milestone, Program, ProgramTemplate, RaidItem
from programs.operations import template as operations
from programs.operations.beginning import CannotBegin
from programs.operations.program import start_program
from programs.operations.target import CannotSet
from programs.rules.template import day_after
from tests.conftest import NOON
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def manager():
    return accounts.user(Role.PROGRAM_MANAGER)


@pytest.fixture
def template(manager):
    kept = operations.add_template(name="Preference data", actor=manager)
    operations.add_milestone(kept, name="Pilot", after_months=1, gate="α of .7", percent=10, actor=manager)
    operations.add_milestone(kept, name="Half", after_months=1, after_days=14, percent=50, actor=manager)
    operations.add_milestone(kept, name="Audit", after_days=5, waits_for_the_one_before=False, actor=manager)
    risk = {"kind": "risk", "category": "drift", "likelihood": 3, "impact": 4}
    operations.add_seed(kept, statement="Raters tire", actor=manager, **risk)
    operations.add_seed(kept, kind="assumption", statement="As last year", category="drift", actor=manager)
    operations.add_target(kept, metric="agreement", value=Decimal("0.7"), actor=manager)
    return kept


def start(manager, template, **fields):
    words = {"name": "Pairs", "goal": "Truer.", "starts_on": D(2026, 1, 31), "due_on": D(2026, 6, 30)}
    words |= {"units_planned": 995, "manager": manager, "template": template}
    return start_program(actor=manager, at=NOON, **words | fields)


@pytest.mark.parametrize(
    ("start", "months", "days", "falls_on"),
    [
        (D(2026, 1, 31), 1, 0, D(2026, 2, 28)),
        (D(2028, 1, 31), 1, 0, D(2028, 2, 29)),
        (D(2026, 1, 31), 1, 1, D(2026, 3, 1)),
        (D(2026, 12, 15), 1, 0, D(2027, 1, 15)),
        (D(2026, 3, 31), 13, 0, D(2027, 4, 30)),
        (D(2100, 12, 31), 60, 0, D(2100, 12, 31)),
    ],
)
def test_a_month_later_is_in_the_next_month(start, months, days, falls_on):
    assert day_after(start, months=months, days=days) == falls_on


def test_a_template_of_a_taken_name_is_refused_and_not_forgotten(manager, template):
    again = operations.add_template(name="Preference data", actor=manager)

    with pytest.raises(operations.CannotKeep, match="“Preference data” already"):
        operations.add_template(name="Preference data", description="Pairs.", actor=manager)

    assert (again, ProgramTemplate.objects.get().description) == (template, "")


def test_a_program_begins_with_its_template(manager, template):
    program = start(manager, template)

    found = program.milestones.order_by("due_on")
    assert [(one.name, one.due_on, one.units, one.gate) for one in found] == [
        ("Audit", D(2026, 2, 5), None, ""),
        ("Pilot", D(2026, 2, 28), 100, "α of .7"),
        ("Half", D(2026, 3, 14), 498, ""),
    ]
    assert [[str(other) for other in one.needed] for one in found] == [[], ["Audit"], ["Pilot"]]
    risk, assumption = program.raid.order_by("pk")
    assert (risk.likelihood, risk.impact, risk.owner, risk.treatment) == (3, 4, manager, "mitigate")
    assert (assumption.kind, assumption.raised_on) == ("assumption", NOON.date())
    assert [(one.metric, one.value) for one in program.targets.all()] == [("agreement", Decimal("0.7"))]


def test_a_plan_that_does_not_fit_starts_no_program(manager, template):
    events = Event.objects.count()

    with pytest.raises(CannotBegin, match="“Half” falls on 14 Mar, after the due date 1 Mar"):
        start(manager, template, due_on=D(2026, 3, 1))

    assert (Program.objects.count(), Milestone.objects.count(), RaidItem.objects.count()) == (0, 0, 0)
    assert Event.objects.count() == events


def test_the_same_line_twice_is_one_and_another_of_its_name_is_refused(manager, template):
    before = template.milestones.count()
    same = {"name": "Pilot", "after_months": 1, "gate": "α of .7", "percent": 10}

    operations.add_milestone(template, actor=manager, **same)
    with pytest.raises(operations.CannotKeep, match="take it out first"):
        operations.add_milestone(template, actor=manager, **same | {"percent": 20})
    with pytest.raises(operations.CannotKeep, match="how likely and how bad"):
        operations.add_seed(template, kind="risk", statement="New", category="drift", actor=manager)
    with pytest.raises(CannotSet):
        operations.add_target(template, metric="acceptance", value=Decimal(95), actor=manager)

    assert template.milestones.count() == before


def test_taking_a_line_out_leaves_programs_as_they_are(manager, template):
    program = start(manager, template)
    line = template.milestones.get(name="Pilot")

    for _ in range(2):
        operations.remove_line(line, actor=manager)

    assert program.milestones.count() == 3
    assert Event.objects.filter(verb="template.line_removed").count() == 1


def test_a_template_is_kept_by_browser_and_a_program_begun_from_it(client, manager):
    client.force_login(manager)

    def post(name, words, *args):
        return client.post(reverse(f"programs:template-{name}", args=args), words)

    post("add", {"name": "Pairs"})
    kept = ProgramTemplate.objects.get()
    stage = {"name": "Pilot", "after_months": "1", "after_days": "0", "waits_for_the_one_before": "on"}
    assert post("milestone-add", stage, kept.pk).status_code == 302
    seed = {"kind": "risk", "statement": "Raters tire", "category": "drift"}
    assert post("seed-add", seed, kept.pk).status_code == 422
    assert post("seed-add", seed | {"likelihood": "2", "impact": "2"}, kept.pk).status_code == 302
    assert (
        post("target-add", {"metric": "agreement", "value": ".7", "tolerance": "0"}, kept.pk).status_code
        == 302
    )
    kept.refresh_from_db()
    stale = post("change", {"name": "Mine", "is_offered": "on", "version": 1}, kept.pk)
    assert (stale.status_code, "after you opened it" in stale.content.decode()) == (412, True)
    assert "1 month" in client.get(reverse("programs:template-detail", args=[kept.pk])).content.decode()
    address = reverse("programs:program-start")
    assert f'value="{kept.pk}" selected' in client.get(address, {"template": kept.pk}).content.decode()
    words = {"name": "Q1", "goal": "Truer.", "starts_on": "2026-01-31", "due_on": "2026-02-10"}
    words |= {"units_planned": "100", "currency": "USD", "manager": manager.pk, "template": kept.pk}
    refused = client.post(address, words)
    assert (refused.status_code, "falls on" in refused.content.decode()) == (422, True)
    assert client.post(address, words | {"due_on": "2026-06-10"}).status_code == 302
    assert Milestone.objects.get().due_on == D(2026, 2, 28)
    for part, lines in (("milestone", kept.milestones), ("seed", kept.seeds), ("target", kept.targets)):
        assert post(f"{part}-remove", {}, kept.pk, lines.get().pk).status_code == 302
    assert post("change", {"name": "Pairs", "version": kept.version + 3}, kept.pk).status_code == 302
    assert str(kept) not in client.get(address).content.decode()


def test_templates_by_api(manager):
    api = APIClient()
    api.force_authenticate(manager)

    def post(name, words, *args):
        return api.post(reverse(f"api-template-{name}", args=args), words, format="json")

    kept = post("list", {"name": "Pairs"}).data["id"]
    stage = post("add-milestone", {"name": "Pilot", "after_months": 1}, kept)
    line = stage.data["milestones"][0]["id"]
    seed = {"kind": "assumption", "statement": "As last year", "category": "drift"}
    assert post("add-seed", seed, kept).status_code == 201
    assert post("add-target", {"metric": "agreement", "value": "0.7"}, kept).data["version"] == 4
    one = reverse("api-template-detail", args=[kept])
    collision = api.patch(one, {"version": 1, "name": "Mine"}, format="json")
    assert collision.status_code == 412
    assert (collision.data["stands"]["name"], collision.data["sent"]["name"]) == ("Pairs", "Mine")
    words = {"name": "Q1", "goal": "Truer.", "starts_on": "2026-01-31", "due_on": "2026-06-10"}
    words |= {"units_planned": 100, "manager": manager.email, "template": kept}
    made = api.post(reverse("api-program-list"), words, format="json")
    assert (made.status_code, Milestone.objects.get().due_on) == (201, D(2026, 2, 28))
    gone = post("remove-line", {"part": "milestones", "line": line}, kept)
    assert gone.data["milestones"] == []
    assert api.patch(one, {"version": 5, "is_offered": False}, format="json").data["is_offered"] is False
    assert api.post(reverse("api-program-list"), words, format="json").status_code == 400


def test_two_who_change_one_template(manager, template):
    with pytest.raises(ChangedMeanwhile):
        operations.change_template(template, name="Mine", version=1, actor=manager)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_same_number_of_questions(client, manager, count, django_assert_num_queries):
    for _ in range(count):
        programs.template()
    client.force_login(manager)
    listed, api = reverse("programs:template-list"), reverse("api-template-list")
    for address in (listed, api):
        client.get(address)

    with django_assert_num_queries(14):
        client.get(listed)
    with django_assert_num_queries(13):
        client.get(api)


def test_a_line_is_changed_in_place_and_twice_changes_nothing(template, manager):
    pilot = template.milestones.get(name="Pilot")
    template.refresh_from_db()
    seen = template.version

    for _ in range(2):
        operations.change_line(pilot, version=seen, name="First", percent=20, actor=manager)

    pilot.refresh_from_db()
    template.refresh_from_db()
    assert (pilot.name, pilot.percent, pilot.after_months, template.version) == ("First", 20, 1, seen + 1)
    assert Event.objects.filter(verb="template.line_changed").count() == 1
    with pytest.raises(ChangedMeanwhile):
        operations.change_line(pilot, version=seen, name="Other", actor=manager)


@pytest.mark.parametrize(
    ("part", "fields", "because"),
    [
        ("milestones", {"name": "Half"}, "is in the template already"),
        ("seeds", {"likelihood": None}, "how likely"),
        ("seeds", {"kind": "assumption"}, "Only a risk has a score"),
    ],
)
def test_a_line_is_changed_only_to_what_could_be_added(template, manager, part, fields, because):
    with pytest.raises(operations.CannotKeep, match=because):
        operations.change_line(getattr(template, part).first(), actor=manager, **fields)


def test_a_line_that_was_taken_out_meanwhile_is_not_changed(template, manager):
    target = template.targets.get()
    operations.remove_line(template.targets.get(), actor=manager)

    with pytest.raises(operations.CannotKeep, match="taken out"):
        operations.change_line(target, value=Decimal("0.8"), actor=manager)


def test_a_line_is_changed_on_its_page_and_a_stale_page_overwrites_nothing(client, template, manager):
    client.force_login(manager)
    seed = template.seeds.get(kind="risk")
    url = reverse("programs:template-seed-change", args=[template.pk, seed.pk])
    said = client.get(url).context["form"].initial | {"statement": "Raters tire early"}

    first, second = client.post(url, said), client.post(url, said | {"statement": "Something else"})

    seed.refresh_from_db()
    assert (first.status_code, seed.statement) == (302, "Raters tire early")
    assert second.status_code in (409, 412)
    assert "Something else" in second.content.decode()
    assert "Raters tire early" in second.content.decode()


def test_a_script_changes_a_line_and_leaves_the_rest(template, manager):
    api = APIClient()
    api.force_authenticate(manager)
    template.refresh_from_db()
    target = template.targets.get()
    body = {"part": "targets", "line": target.pk, "version": template.version, "value": "0.8"}

    answer = api.post(f"/api/v1/program-templates/{template.pk}/change-line/", body, format="json")
    stale = api.post(
        f"/api/v1/program-templates/{template.pk}/change-line/", body | {"value": "0.9"}, format="json"
    )

    assert answer.status_code == 200
    assert [(row["metric"], row["value"]) for row in answer.json()["targets"]] == [("agreement", "0.8000")]
    assert stale.status_code in (409, 412)


def test_a_form_of_a_template_is_changed_on_its_page(client, template, manager):
    form = operations.add_form(template, name="QA plan", questions=["Who decides?"], actor=manager)
    client.force_login(manager)
    address = reverse("programs:template-form-change", args=[template.pk, form.pk])

    page = client.get(address)
    asked = page.context["form"].initial | {"name": "QA plan", "questions": "Who decides?\nBy when?"}
    answer = client.post(address, asked)

    form.refresh_from_db()
    assert answer.status_code == 302
    assert form.questions == ["Who decides?", "By when?"]
    assert client.post(address, asked | {"questions": "", "version": asked["version"] + 1}).status_code == 422
