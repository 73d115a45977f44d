import pytest
from django.urls import reverse

from dataops.accounts.choices import ROLES_OF, Role
from dataops.web.navigation import RAIL
from tests.factories import accounts, vendors

pytestmark = pytest.mark.django_db

OWN = "web:job-list"  # answers everybody with what is theirs, and is on the rail of who looks after all of it
PLACES = {name: f"programs.{permission}" for _, entries in RAIL for _, name, _, permission in entries}


@pytest.fixture(params=[role.value for role in Role])
def person(request):
    """Somebody of each role, where such people work; behind the portal wall that is a vendor."""
    kind = next(kind for kind, roles in ROLES_OF.items() if request.param in roles)
    home = accounts.organisation(kind=kind)
    if kind != "company":
        vendors.vendor(organisation=home)
    return accounts.user(role=request.param, organisation=home)


def shown_to(client):
    return [item["url"] for section in client.get("/").context["nav"] for item in section["items"]]


def test_every_place_on_the_rail_answers_who_sees_it(client, person):
    client.force_login(person)

    places = shown_to(client)

    assert "/" in places
    assert {place: client.get(place).status_code for place in places} == dict.fromkeys(places, 200)


def test_a_place_that_is_not_on_the_rail_answers_no(client, person):
    client.force_login(person)

    shown = shown_to(client)
    others = [reverse(name) for name in PLACES if name != OWN and reverse(name) not in shown]

    assert {place: client.get(place).status_code for place in others} == dict.fromkeys(others, 403)


def test_the_palette_finds_jobs_for_everybody(client, person):
    client.force_login(person)

    found = client.get(reverse("web:search-results"), {"q": "jobs"}).context["places"]

    assert [place["url"] for place in found] == [reverse("web:job-list")]


def test_an_administrator_finds_people_and_tasks_given_up(client):
    client.force_login(accounts.user(Role.ADMINISTRATOR))

    found = {
        text: [
            place["url"] for place in client.get(reverse("web:search-results"), {"q": text}).context["places"]
        ]
        for text in ("people", "given up")
    }

    assert found == {"people": [reverse("accounts:people")], "given up": [reverse("web:parked-list")]}


def test_every_place_is_seen_by_somebody():
    people = [accounts.user(role=role.value) for role in Role]
    unseen = [name for name, key in PLACES.items() if not any(person.has_perm(key) for person in people)]
    assert unseen == []


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/", ("Home", "page")),
        ("/programs/", ("Programs", "page")),
        ("/programs/new/", ("Programs", "true")),
        ("/jobs/parked/", ("Tasks given up", "page")),
        ("/search/", None),
    ],
)
def test_the_rail_marks_where_one_is_and_what_one_is_within(client, address, marked):
    client.force_login(accounts.user(Role.ADMINISTRATOR))

    nav = client.get(address).context["nav"]

    current = [(item["label"], item["current"]) for section in nav for item in section["items"]]
    assert [place for place in current if place[1]] == ([marked] if marked else [])
