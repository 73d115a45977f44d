"""No link leads to a no: whatever a page offers, its reader may open."""

import re

import pytest
from django.db import transaction
from django.utils import timezone

from programs.choices import Metric
from programs.models import Target
from quality.choices import Outcome
from quality.models import AcceptanceDecision
from quality.reports.evidence import share_evidence
from tests.architecture.policy import Rule
from tests.architecture.probe import Asker, values_for
from tests.architecture.routes import our_routes
from tests.architecture.test_permission_matrix import POLICY
from tests.architecture.world import PORTAL, STAFF, build
from tests.factories import programs

pytestmark = pytest.mark.django_db

LINK = re.compile(r'\bhref="(?!/static/)(/[^"#]*)')
# The gallery of parts has invented addresses.
LEFT_OUT = ("web:components",)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: every request of the probe is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        _judged(world)
        yield world
        transaction.set_rollback(True)


def _judged(world) -> None:
    """What makes pages offer more: a decision about a delivery, and a target for every measure."""
    things = world.own["administrator"]
    share = things["share"]
    AcceptanceDecision.objects.create(
        vendor=share.vendor,
        share=share,
        delivery=share.delivery,
        outcome=Outcome.ACCEPTED,
        evidence=share_evidence(share).to_json(),
        decided_by=world.people["administrator"],
        decided_at=timezone.now(),
    )
    Target.objects.filter(program=things["program"]).delete()
    for metric in Metric.values:
        programs.target(things["program"], metric=metric)


def pages_of(world, role: str) -> list[str]:
    """Every address that the policy lets the role read, about its own things."""
    return [
        route.url(values_for(route, world, role, "own"))
        for route in our_routes()
        if not route.pattern.startswith("api/")
        and route.name not in LEFT_OUT
        and role in POLICY.get((route.name, "GET"), Rule()).roles
    ]


@pytest.mark.parametrize("role", [*STAFF, *PORTAL])
def test_every_link_of_a_page_may_be_opened(role, world):
    asker = Asker(world.people[role])
    found: dict[str, str] = {}

    pages = pages_of(world, role)
    for page in pages:
        text = asker.ask("GET", page).body.decode(errors="replace")
        for link in LINK.findall(text):
            found.setdefault(link.replace("&amp;", "&"), page)

    unknown = {link: page for link, page in found.items() if link not in pages}
    assert [
        f"{page} → {link}" for link, page in unknown.items() if asker.ask("GET", link).status >= 400
    ] == []
