"""Who may do what at which address: every route × method × role × own, rival's and missing thing."""

import logging

import pytest
from django.db import transaction

from dataops.accounts.choices import Role
from dataops.web.api.throttles import PerKey
from tests.architecture.policy import Rule, policy
from tests.architecture.probe import (
    Asker,
    has_parts,
    values_for,
    without_first_wall,
    without_permissions,
    without_second_wall,
)
from tests.architecture.routes import METHODS, our_routes
from tests.architecture.world import CANARY, PORTAL, STAFF, build

pytestmark = pytest.mark.django_db

ASKERS = ["anyone", *STAFF, *PORTAL]
READS = {"GET", "HEAD", "OPTIONS"}
# A method that no row names is tried by who may most, here and behind the portal wall, wherever they get in at all.
BOLD = {Role.ADMINISTRATOR.value, Role.VENDOR_ADMIN.value}
# These note that they were read: a list was exported, a calendar's address is in use, and the item on the desk is
# held for who reads it.
NOTED_READS = {
    "work:calendar-feed",
    "labeling:workspace",
    "labeling:import-faults",
    "programs:program-export",
    "programs:triage-export",
    "quality:worker-export",
    "quality:batch-export",
}

ROUTES = our_routes()
POLICY = policy()
APPS = sorted({route.app for route in ROUTES})


def rule_of(route, method: str) -> Rule:
    return POLICY.get((route.name, "GET" if method == "HEAD" else method), Rule())


def named_methods(route) -> list[str]:
    """GET, which everybody tries, and what the policy has a row for."""
    return [method for method in METHODS if method == "GET" or (route.name, method) in POLICY]


def asked_methods(route, role: str) -> list[str]:
    is_inside = any(role in rule_of(route, method).roles for method in METHODS)
    if role not in BOLD or not is_inside:
        return named_methods(route)
    return [method for method in METHODS if method != "HEAD" or (route.name, "GET") not in POLICY]


def routes_of(app: str):
    return [route for route in ROUTES if route.app == app]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: every request of the probe is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def as_role(world, monkeypatch):
    """Somebody to ask with, at no pace that a person keeps; a no is what we came for and is not logged."""
    monkeypatch.setattr(logging.getLogger("django.request"), "level", logging.ERROR)
    monkeypatch.setattr(PerKey, "allow_request", lambda self, request, view: True)
    return lambda role: Asker(world.people.get(role))


def test_every_address_has_a_row():
    missing = sorted({route.name for route in ROUTES} - {name for name, _ in POLICY})
    assert missing == []


def test_no_row_is_about_an_address_that_is_gone():
    assert sorted({name for name, _ in POLICY} - {route.name for route in ROUTES}) == []


@pytest.mark.parametrize("role", ASKERS)
@pytest.mark.parametrize("app", APPS)
def test_role_at_every_address(app, role, world, as_role):
    asker, faults = as_role(role), []

    for route in routes_of(app):
        url = route.url(values_for(route, world, role, "own"))
        for method in asked_methods(route, role):
            answer, is_allowed = asker.ask(method, url), role in rule_of(route, method).roles
            if answer.status >= 500:
                faults.append(f"{method} {route.name}: {answer.status}")
            if method != "OPTIONS" and answer.is_served != is_allowed:
                faults.append(f"{method} {route.name}: {answer.status}, the policy says {is_allowed}")
            if method in READS and answer.wrote and route.name not in NOTED_READS:
                faults.append(f"{method} {route.name}: reading wrote")

    assert faults == []


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("app", APPS)
def test_what_one_may_on_ones_own_one_may_nowhere_else(app, role, world, as_role):
    asker, faults = as_role(role), []

    for route in (route for route in routes_of(app) if route.arguments):
        for method in named_methods(route):
            rule = rule_of(route, method)
            if role not in rule.roles or "anyone" in rule.roles:
                continue
            elsewhere = asker.ask(method, route.url(values_for(route, world, role, "rival")))
            if role in rule.own_only and elsewhere.is_served:
                faults.append(f"{method} {route.name}: {elsewhere.status} on somebody else's")
            if has_parts(route):
                mixed = asker.ask(method, route.url(values_for(route, world, role, "mixed")))
                if mixed.is_served:
                    faults.append(f"{method} {route.name}: {mixed.status} on a part of something else")

    assert faults == []


# What is tried on a rival's things: what the role may do with its own, all reading too, or every method of a row.
OWN, READING, ALL = range(3)


def leaks(world, asker, role: str, *, app: str, tried: int) -> list[str]:
    """What a vendor's person could learn or change of a rival at the addresses of one app."""
    found = []
    for route in routes_of(app):
        if "anyone" in rule_of(route, "GET").roles:
            continue
        for method in named_methods(route):
            if tried < (OWN if role in rule_of(route, method).roles else READING if method == "GET" else ALL):
                continue
            faults = (
                _leaks_at(route, method, world, asker, role)
                if route.arguments
                else _shown(route, method, asker)
            )
            found += [f"{method} {route.name}: {fault}" for fault in faults]
    return found


def _leaks_at(route, method, world, asker, role):
    """An address of a rival's thing answers as if there were no such thing; so does a rival's part in a whole of ours."""
    pairs = [("rival", "missing")] + ([("mixed", "gone")] if has_parts(route) else [])
    for theirs, nothing in pairs:
        values, none = (values_for(route, world, role, whose) for whose in (theirs, nothing))
        answer, empty = asker.ask(method, route.url(values)), asker.ask(method, route.url(none))
        if answer.shows(CANARY, but=route.url(values)):
            yield "shows the rival"
        if not answer.same_as(empty, identifiers=tuple(map(str, (*values.values(), *none.values())))):
            yield f"{answer.status} for a rival's, {empty.status} for none"
        elif answer.status >= 500:
            yield f"{answer.status}"
        if answer.wrote:
            yield "wrote"


def _shown(route, method, asker):
    """A list says nothing of a rival, whether or not one asks for them by name."""
    if asker.ask(method, route.url({})).shows(CANARY):
        yield "shows the rival"
    if method == "GET" and not route.pattern.startswith("api/"):
        part = CANARY[:-1]  # not all of the name: the page may repeat what it was asked
        if asker.ask(method, f"{route.url({})}?q={part}&search={part}").shows(CANARY):
            yield "finds the rival"


@pytest.mark.parametrize("role", PORTAL)
@pytest.mark.parametrize("app", APPS)
def test_t01_a_rival_is_as_good_as_missing(app, role, world, as_role):
    assert leaks(world, as_role(role), role, app=app, tried=READING if role in BOLD else OWN) == []


@pytest.mark.parametrize("role", PORTAL)
@pytest.mark.parametrize("app", APPS)
def test_t01_the_first_wall_holds_alone(app, role, world, as_role, monkeypatch):
    with without_second_wall(monkeypatch):
        assert leaks(world, as_role(role), role, app=app, tried=OWN) == []


@pytest.mark.parametrize("role", PORTAL)
@pytest.mark.parametrize("app", APPS)
def test_t01_the_second_wall_holds_alone(app, role, world, as_role, monkeypatch):
    with without_first_wall(monkeypatch):
        found = leaks(world, as_role(role), role, app=app, tried=OWN)
    assert [leak for leak in found if "the rival" in leak or "wrote" in leak] == []


@pytest.mark.parametrize("app", APPS)
def test_t01_the_walls_hold_without_permissions(app, world, as_role, monkeypatch):
    role = Role.VENDOR_ADMIN.value
    with without_permissions(monkeypatch):
        found = leaks(world, as_role(role), role, app=app, tried=ALL)
    assert [leak for leak in found if "the rival" in leak or "wrote" in leak] == []


@pytest.mark.parametrize("app", ["vendors", "compliance", "labeling", "quality", "programs"])
def test_this_matrix_can_fail(app, world, as_role, monkeypatch):
    role = Role.VENDOR_ADMIN.value
    with (
        without_permissions(monkeypatch),
        without_first_wall(monkeypatch),
        without_second_wall(monkeypatch),
    ):
        found = leaks(world, as_role(role), role, app=app, tried=READING)
    assert any("shows the rival" in leak for leak in found)


@pytest.mark.parametrize(
    ("app", "role"), [("vendors", Role.VENDOR_ADMIN.value), ("labeling", Role.VENDOR_LABELER.value)]
)
def test_permissions_alone_keep_no_rival_out(app, role, world, as_role, monkeypatch):
    with without_first_wall(monkeypatch), without_second_wall(monkeypatch):
        assert any("the rival" in leak for leak in leaks(world, as_role(role), role, app=app, tried=OWN))
