"""Whom a program concerns, and that exactly one answers for each activity."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.audit.models import Event
from programs.choices import Part
from programs.models import Activity, Involvement, Stakeholder
from programs.operations import raci
from programs.operations.admission import admit
from tests.factories import programs

pytestmark = pytest.mark.django_db
R, A, C = Part.RESPONSIBLE, Part.ACCOUNTABLE, Part.CONSULTED


@pytest.fixture
def program():
    program = programs.program(code="PRG-700")
    admit(program, program.manager, actor=program.manager)
    return program


@pytest.fixture
def team(program):
    return [programs.stakeholder(program, name=name) for name in ("Ops", "Legal", "Models")]


def verbs():
    return [
        verb
        for verb in Event.objects.order_by("pk").values_list("verb", flat=True)
        if verb.startswith(("activity", "stakeholder"))
    ]


def added(program, parts, name="Guideline"):
    return raci.add_activity(program, name=name, parts=parts, actor=program.manager)


def test_the_same_activity_twice_is_one(program, team):
    ops, legal, _ = team

    for _ in range(2):
        done = added(program, {ops: A, legal: C})

    assert (done.accountable, done.part_of) == (ops, {ops.pk: A, legal.pk: C})
    assert verbs() == ["activity.added"]


def test_a_stakeholder_with_other_words_is_refused_and_not_forgotten(program):
    words = {"name": "Ops", "interest": "One plan.", "actor": program.manager}
    for _ in range(2):
        kept = raci.add_stakeholder(program, **words)

    with pytest.raises(raci.CannotShare, match="Ops is on the list already"):
        raci.add_stakeholder(program, **words | {"person": program.manager})

    assert list(program.stakeholders.values_list("pk", "person")) == [(kept.pk, None)]
    assert verbs() == ["stakeholder.added"]


def test_two_or_none_accountable_are_refused_with_their_names(program, team):
    ops, legal, models = team

    with pytest.raises(raci.CannotShare, match="Ops and Legal are accountable for “Guideline”"):
        added(program, {ops: A, legal: A, models: R})
    with pytest.raises(raci.CannotShare, match="Nobody is accountable for “Guideline”"):
        added(program, {ops: R})
    with pytest.raises(raci.CannotShare, match="stakeholders of this program"):
        added(program, {programs.stakeholder(): A})

    assert Activity.objects.count() == 0
    assert verbs() == []


def test_the_database_holds_to_one_accountable(program, team):
    activity = added(program, {team[0]: A})

    with pytest.raises(IntegrityError), transaction.atomic():
        Involvement.objects.create(activity=activity, stakeholder=team[1], part=A)


def test_who_is_accountable_stays_until_somebody_else_is(program, team):
    ops, legal, _ = team
    activity = added(program, {ops: A, legal: R})

    with pytest.raises(raci.CannotShare, match="accountable for “Guideline”"):
        raci.remove_stakeholder(ops, actor=program.manager)
    raci.change_activity(activity, name="Guideline", parts={legal: A, ops: C}, actor=program.manager)
    for _ in range(2):
        raci.remove_stakeholder(ops, actor=program.manager)

    assert activity.part_of == {legal.pk: A}
    assert verbs() == ["activity.added", "activity.changed", "stakeholder.removed"]


def test_from_the_empty_page_to_a_shared_activity(client, program):
    client.force_login(program.manager)

    def post(name, words, *args):
        return client.post(reverse(f"programs:{name}", args=[program.code, *args]), words)

    for name in ("Ops", "Legal"):
        assert post("stakeholder-add", {"name": name, "interest": "A clean release."}).status_code == 302
    ops, legal = Stakeholder.objects.order_by("pk")
    both = {"name": "Guideline", f"part_{ops.pk}": "accountable", f"part_{legal.pk}": "accountable"}
    refused = post("activity-add", both)
    assert (refused.status_code, "Legal and Ops are accountable" in refused.content.decode()) == (422, True)
    assert post("activity-add", both | {f"part_{legal.pk}": "consulted"}).status_code == 302
    activity = Activity.objects.get()
    page = client.get(reverse("programs:raci", args=[program.code])).content.decode()
    assert '<strong>A</strong><span class="vh">, accountable</span>' in page
    change = {"name": "Rules", "version": 1, f"part_{ops.pk}": "accountable"}
    assert post("activity-change", change, activity.pk).status_code == 302
    collision = post("activity-change", change | {"name": "Mine"}, activity.pk)
    assert (collision.status_code, "<p>Rules" in collision.content.decode()) == (412, True)
    said = {"name": "Lawyers", "version": 1}
    assert post("stakeholder-change", said, legal.pk).status_code == 302
    assert post("stakeholder-remove", {}, ops.pk).status_code == 302
    assert Stakeholder.objects.count() == 2
    assert post("activity-remove", {}, activity.pk).status_code == 302
    assert post("stakeholder-remove", {}, ops.pk).status_code == 302
    assert list(Stakeholder.objects.all()) == [legal]


def test_roles_by_api(program, team):
    api = APIClient()
    api.force_authenticate(program.manager)
    address = reverse("api-activity-list", args=[program.code])
    parts = [{"stakeholder": one.pk, "part": "accountable"} for one in team[:2]]

    refused = api.post(address, {"name": "Audit", "parts": parts}, format="json")
    made = api.post(address, {"name": "Audit", "parts": parts[:1]}, format="json")

    assert (refused.status_code, "exactly one" in refused.data["reason"]) == (409, True)
    assert (made.status_code, made.data["parts"]) == (201, parts[:1])
    foreign = [{"stakeholder": programs.stakeholder().pk, "part": "accountable"}]
    assert api.post(address, {"name": "B", "parts": foreign}, format="json").status_code == 400
    assert api.post(address, {"name": "B", "parts": parts[:1] * 2}, format="json").status_code == 400
    one = reverse("api-activity-detail", args=[program.code, made.data["id"]])
    assert api.patch(one, {"name": "C", "parts": parts[1:], "version": 1}, format="json").data["version"] == 2
    renamed = api.patch(one, {"name": "Audit", "version": 2}, format="json").data
    assert (renamed["name"], renamed["parts"]) == ("Audit", parts[1:])
    assert api.patch(one, {"parts": parts[1:], "version": 3}, format="json").data["version"] == 3
    who = reverse("api-stakeholder-list", args=[program.code])
    person = {"name": "Ines", "person": program.manager.email}
    assert api.post(who, person, format="json").data["person"] == program.manager.email
    assert len(api.get(who).data["results"]) == 4
    held = reverse("api-stakeholder-detail", args=[program.code, team[1].pk])
    assert (api.delete(held).status_code, api.delete(one).status_code, api.delete(held).status_code) == (
        409,
        204,
        204,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client, program, count, django_assert_num_queries):
    for _ in range(count):
        programs.activity(program)
    client.force_login(program.manager)
    address = reverse("programs:raci", args=[program.code])
    client.get(address)

    with django_assert_num_queries(15):
        assert client.get(address).status_code == 200
