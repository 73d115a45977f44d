"""What several people say at once: of names all but one are told no, and what says the same is one."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import User
from dataops.accounts.operations import person
from dataops.base.errors import Refused
from dataops.work.models import ActionItem
from dataops.work.operations.action import add_action
from programs.models import Improvement, ProgramTemplate, Watch
from programs.operations import template
from programs.operations.improvement import add_improvement
from programs.operations.watch import add_watch
from tests.conftest import NOON
from tests.factories import accounts, programs, vendors
from vendors.models import Vendor, Worker
from vendors.operations.vendor import take_on
from vendors.operations.worker import enrol

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


def told(call):
    """How many of those who do it at the same moment hear an expected no; anything else is a fault."""
    together = Barrier(PEOPLE)

    def press(place):
        together.wait(30)
        try:
            call(place)
        except Refused:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(PEOPLE) as pool:
        return sum(pool.map(press, range(PEOPLE)))


def test_templates_that_are_renamed_alike():
    manager = accounts.user(Role.PROGRAM_MANAGER)
    kept = [template.add_template(name=f"Plan {n}", actor=manager) for n in range(PEOPLE)]

    assert told(lambda n: template.change_template(kept[n], name="Same", actor=manager)) == PEOPLE - 1
    assert ProgramTemplate.objects.filter(name="Same").count() == 1


def test_vendors_that_are_given_one_short_name():
    def add(n):
        take_on(f"House {n}", kind=OrganisationKind.VENDOR, slug="house", actor=None)

    assert told(add) == PEOPLE - 1
    assert Vendor.objects.count() == 1


def test_somebody_who_is_to_sign_in_under_several_pseudonyms():
    vendor = vendors.vendor()
    labeler = accounts.user(Role.VENDOR_LABELER, organisation=vendor.organisation)

    assert told(lambda n: enrol(vendor, f"w{n}", user=labeler, actor=None)) == PEOPLE - 1
    assert Worker.objects.count() == 1


def test_one_address_that_joins_several_houses():
    houses = [vendors.vendor().organisation for _ in range(PEOPLE)]

    def join(n):
        person.add_person("x@example.com", "X", houses[n], Role.VENDOR_LABELER, actor=None)

    assert told(join) == PEOPLE - 1
    assert User.objects.count() == 1


def test_a_button_that_is_pressed_several_times_at_once():
    program, metric = programs.program(), programs.metric("first_pass")
    actor = program.manager
    bound = {"scope": "house", "beyond": "below", "bound": Decimal("0.9"), "by": "value"}
    task = {"title": "Send it", "owner": actor, "due_on": NOON.date(), "source": "By hand", "at": NOON}

    assert told(lambda _: add_action(program, actor=actor, **task)) == 0
    assert told(lambda _: add_watch(metric, actor=actor, **bound)) == 0
    assert told(lambda _: add_improvement(title="A", change="B", metric=metric, actor=actor)) == 0
    assert [kind.objects.count() for kind in (ActionItem, Watch, Improvement)] == [1, 1, 1]
