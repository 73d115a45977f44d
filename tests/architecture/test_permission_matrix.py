"""Who may do what at which address: every route × method × role × own, rival and missing object."""

import pytest

from dataops.accounts.choices import Role
from tests.architecture.policy import policy
from tests.architecture.probe import Asker, values_for, without_first_wall, without_second_wall
from tests.architecture.routes import METHODS, our_routes
from tests.architecture.world import CANARY, build

ASKERS = ["anyone", *(role.value for role in Role)]
PORTAL = [Role.VENDOR_ADMIN.value, Role.VENDOR_LABELER.value]
READS = {"GET", "HEAD", "OPTIONS"}
# Nothing here changes a row of ours by being read, but these two note that they were: the trail is read, a list exported.
NOTED_READS = ("export", "trail")

ROUTES = our_routes()
POLICY = policy()
APPS = sorted({route.app for route in ROUTES})


def allowed(route, method: str) -> frozenset[str]:
    return POLICY.get((route.name, "GET" if method == "HEAD" else method), frozenset())


def test_every_address_has_a_row():
    missing = sorted({route.name for route in ROUTES} - {name for name, _ in POLICY})
    assert missing == []


def test_no_row_is_about_an_address_that_is_gone():
    assert sorted({name for name, _ in POLICY} - {route.name for route in ROUTES}) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ASKERS)
@pytest.mark.parametrize("app", APPS)
def test_role_at_every_address(app, role):
    world = build()
    asker = Asker(world.person(role))
    faults = []

    for route in (route for route in ROUTES if route.app == app):
        values = values_for(route, world, "own")
        assert values is not None, f"nothing in the world for {route.pattern}"
        for method in METHODS:
            answer = asker.ask(method, route.url(values))
            is_allowed = role in allowed(route, method)
            if answer.status >= 500:
                faults.append(f"{method} {route.name}: {answer.status}")
            if method != "OPTIONS" and answer.is_served != is_allowed:
                faults.append(
                    f"{method} {route.name}: {answer.status}, the policy says {'yes' if is_allowed else 'no'}"
                )
            if method in READS and answer.wrote and not any(word in route.name for word in NOTED_READS):
                faults.append(f"{method} {route.name}: reading changed a row")

    assert faults == []


def leaks(world, role: str, *, app: str) -> list[str]:
    """What a vendor's person could learn or change of a rival at the addresses of one app."""
    asker = Asker(world.person(role))
    found = []
    for route in (route for route in ROUTES if route.app == app):
        rival, missing = values_for(route, world, "rival"), values_for(route, world, "missing")
        if rival is None:
            continue
        for method in METHODS:
            url = route.url(rival) + ("" if route.arguments else f"?q={CANARY}&search={CANARY}")
            answer = asker.ask(method, url)
            if CANARY.encode() in answer.body.replace(url.encode(), b"").replace(f"q={CANARY}".encode(), b""):
                found.append(f"{method} {route.name}: shows the rival")
            if route.arguments:
                nothing = asker.ask(method, route.url(missing))
                spelled = tuple(str(value) for value in (*rival.values(), *missing.values()))
                if not answer.same_as(nothing, identifiers=spelled):
                    found.append(
                        f"{method} {route.name}: {answer.status} for a rival's, {nothing.status} for none"
                    )
                if answer.wrote:
                    found.append(f"{method} {route.name}: wrote")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("role", PORTAL)
@pytest.mark.parametrize("app", APPS)
def test_t01_a_rival_is_as_good_as_missing(app, role):
    assert leaks(build(), role, app=app) == []


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_t01_the_first_wall_holds_alone(app, monkeypatch):
    with without_second_wall(monkeypatch):
        assert leaks(build(), Role.VENDOR_ADMIN, app=app) == []


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_t01_the_second_wall_holds_alone(app, monkeypatch):
    with without_first_wall(monkeypatch):
        shown = [
            leak for leak in leaks(build(), Role.VENDOR_ADMIN, app=app) if "shows" in leak or "wrote" in leak
        ]
    assert shown == []


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["vendors"])
def test_this_matrix_can_fail(app, monkeypatch):
    with without_first_wall(monkeypatch), without_second_wall(monkeypatch):
        assert any("shows the rival" in leak for leak in leaks(build(), Role.VENDOR_ADMIN, app=app))
