"""T10: no report and no message about one vendor or program carries a word of another's, in no part and no header."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.operations import invitation
from programs.models import StatusReport
from programs.operations import mail
from tests.architecture.world import ADMITTED, CANARY, PORTAL, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


def parts(message) -> bytes:
    """All that goes over the line, each part of it as the reader's program unpacks it, and whom it reaches besides."""
    whole = message.message()
    unpacked = [part.get_payload(decode=True) or b"" for part in whole.walk()]
    return b"\n".join([whole.as_bytes(), *unpacked, " ".join(message.recipients()).encode()])


def test_t10_a_report_mailed_to_its_readers_names_no_rival(world, mailoutbox):
    report = world.own["program_manager"]["report"]
    StatusReport.objects.filter(pk=report.pk).update(state="published", published_at=timezone.now())
    report.refresh_from_db()
    readers = list(mail.readers_of(report))

    for person in readers:
        mail.mail_report(report, person)

    assert [message.recipients() for message in mailoutbox] == [[person.email] for person in readers]
    assert len(readers) >= len(ADMITTED)
    assert all(person.vendor_id is None for person in readers)
    assert [message.subject for message in mailoutbox if CANARY.encode() in parts(message)] == []
    assert all(b"own" in parts(message) for message in mailoutbox)


def test_t10_an_invitation_to_a_vendor_names_no_rival(world, mailoutbox):
    admin, rival = world.people["vendor_admin"], world.rival["vendor_admin"]
    known = rival["hand"].email
    for email in ("new@example.com", known):
        invitation.invite_by_mail(email, admin.organisation, "vendor_labeler", actor=admin, at=timezone.now())
    for asked in admin.organisation.invitations.filter(email__in=["new@example.com", known]).order_by("pk"):
        invitation.mail_invitation(asked.pk, at=timezone.now())

    fresh, told = mailoutbox
    assert (fresh.recipients(), told.recipients()) == (["new@example.com"], [known])
    assert CANARY.encode() not in parts(fresh)
    assert CANARY.encode() not in parts(told).replace(known.encode(), b"")


@pytest.mark.parametrize("role", PORTAL)
def test_t10_no_report_of_the_company_is_a_vendors_to_read(world, role):
    client = Client()
    client.force_login(world.people[role])

    for report in (world.own["program_manager"]["report"], world.rival["program_manager"]["report"]):
        assert client.get(reverse("programs:report-detail", args=[report.pk])).status_code in {403, 404}


def test_t10_a_scorecard_in_print_names_no_rival(world):
    card = world.own["vendor_admin"]["scorecard"]
    type(card).objects.filter(pk=card.pk).update(state="published")
    client = Client()
    client.force_login(world.people["vendor_admin"])

    page = client.get(reverse("vendors:portal-scorecard"), follow=True)

    assert page.status_code == 200
    assert CANARY not in page.content.decode() + str(page.headers)
