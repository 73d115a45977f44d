"""A team of our own is sent orders like any vendor; who manages vendors answers for it."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from dataops.audit.models import Event
from dataops.work.needs import needs_of
from tests.factories import accounts, vendors
from tests.vendors.test_pages import signed_in
from vendors.operations.order import CannotAnswerOrder, answer_order

pytestmark = pytest.mark.django_db


def sent_to(kind, noon):
    house = vendors.vendor(organisation=accounts.organisation(kind=kind))
    return vendors.work_order(house, state="sent", sent_at=noon)


def test_the_vendor_manager_answers_for_a_team(client, noon):
    order = sent_to("team", noon)
    signed_in(client, "vendor_manager")

    page = client.get(reverse("vendors:order-detail", args=[order.pk])).content.decode()
    answered = client.post(reverse("vendors:order-answer", args=[order.pk]), {"answer": "accept"})

    assert "Answer for the team" in page
    assert answered.status_code == 302
    order.refresh_from_db()
    assert order.state == "accepted"


def test_the_vendor_manager_answers_for_a_team_by_the_api(noon):
    order, client = sent_to("team", noon), APIClient()
    client.force_authenticate(accounts.user(role="vendor_manager"))

    answer = client.post(f"/api/v1/work-orders/{order.pk}/answer/", {"is_accepted": False, "reason": "Full."})

    assert (answer.status_code, answer.json()["state"]) == (200, "declined")


def test_nobody_of_ours_answers_for_a_vendor(client, noon):
    order = sent_to("vendor", noon)
    boss = signed_in(client, "vendor_manager")

    page = client.get(reverse("vendors:order-detail", args=[order.pk])).content.decode()
    answered = client.post(reverse("vendors:order-answer", args=[order.pk]), {"answer": "accept"})
    with pytest.raises(CannotAnswerOrder, match="answers this order itself"):
        answer_order(order, is_accepted=True, actor=boss, at=noon)

    assert "Answer for the team" not in page
    assert answered.status_code in (409, 422)
    order.refresh_from_db()
    assert order.state == "sent"
    assert not Event.objects.exists()


def test_a_teams_order_waits_on_the_managers_home_page_at_once(noon):
    team, vendor = sent_to("team", noon), sent_to("vendor", noon)

    found = [need.title for need in needs_of(accounts.user(role="vendor_manager"), at=noon)]

    assert f"Answer order {team.number} for {team.vendor.name}" in found
    assert not any(vendor.number in title for title in found)
