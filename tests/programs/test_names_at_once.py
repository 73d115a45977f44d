"""What has a name of its own: several people who choose the same one at once are told, not broken."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import User
from dataops.accounts.operations import person
from dataops.base.errors import Refused
from programs.models import ProgramTemplate
from programs.operations import template
from tests.factories import accounts, vendors
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
