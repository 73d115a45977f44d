import pytest
from django.urls import reverse

from dataops.audit.models import Event
from tests.factories import accounts, vendors
from tests.vendors.test_pages import signed_in
from vendors.choices import VendorState
from vendors.models import Vendor
from vendors.operations.vendor import CannotChangeVendor, add_vendor, set_state

pytestmark = pytest.mark.django_db


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_a_vendor_that_had_ended_begins_again_as_a_candidate():
    home = accounts.organisation(kind="vendor")
    ended = vendors.vendor(organisation=home, state=VendorState.ENDED, slug="acme", countries="Kenya")

    again = add_vendor(home, slug="acme", contact="new@example.com", actor=None)

    assert (again, again.state) == (ended, VendorState.CANDIDATE)
    assert (again.countries, again.contact) == ("Kenya", "new@example.com")
    assert verbs() == ["vendor.added_again"]


def test_adding_a_vendor_twice_changes_nothing():
    home = accounts.organisation(kind="vendor")
    first = add_vendor(home, slug="acme", actor=None)
    set_state(first, VendorState.ACTIVE, actor=None)

    again = add_vendor(home, slug="acme", actor=None)

    assert (again, again.state) == (first, VendorState.ACTIVE)
    assert verbs() == ["vendor.added", "vendor.state_changed"]


def test_the_state_of_an_ended_vendor_is_not_simply_changed(client):
    ended = vendors.vendor(organisation=accounts.organisation(kind="vendor", name="Acme"), state="ended")
    signed_in(client, "vendor_manager")

    with pytest.raises(CannotChangeVendor, match="Add it anew"):
        set_state(ended, VendorState.ACTIVE, actor=None)
    client.post(reverse("vendors:vendor-add"), {"name": "Acme", "kind": "vendor", "slug": "acme"})

    assert Vendor.objects.get().state == VendorState.CANDIDATE
