"""A08: what a vendor's admin asks goes to the invited address alone."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import Role
from dataops.accounts.models import Invitation, User
from dataops.accounts.operations import invitation
from dataops.accounts.tasks import mail
from dataops.jobs.models import Outbox
from tests.factories import accounts
from tests.security.doors import as_web_login

pytestmark = pytest.mark.django_db
NEW, KNOWN = "new@example.com", "known@example.com"


@pytest.fixture
def admin(client):
    person = accounts.user(role=Role.VENDOR_ADMIN, organisation=accounts.organisation())
    client.force_login(person)
    return person


def ask(client, admin, email):
    form = {"email": email, "organisation": admin.organisation_id, "role": "vendor_labeler"}
    with as_web_login():
        return client.post(reverse("accounts:invite"), form)


def deliver():
    """What was promised, as the worker does it."""
    for promise in Outbox.objects.filter(name="accounts.mail_invitation", done_at=None):
        mail(outbox_id=promise.pk, vendor_id=promise.vendor_id, **promise.kwargs)


def plain(answer, *addresses) -> str:
    """The page without what is different on each: the address asked for, and the marks of one request."""
    said = re.sub(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]*', "", answer.content.decode())
    for word in addresses:
        said = said.replace(word, "")
    return said


def test_the_link_goes_to_the_address_and_to_no_page(client, admin, mailoutbox):
    shown = ask(client, admin, NEW)
    deliver()
    deliver()

    (message,) = mailoutbox
    link = re.search(r"/accounts/join/[\w-]{40,}/", message.body)[0]
    assert shown.status_code == 200
    assert message.to == [NEW]
    assert link not in plain(shown) + client.get(reverse("accounts:colleagues")).content.decode()
    assert link.split("/")[3] not in str(list(Outbox.objects.values()))
    client.logout()
    client.post(link, {"name": "New", "password": "four quiet words here"})
    assert User.objects.get(email=NEW).organisation == admin.organisation


def test_whether_an_address_is_known_shows_nowhere_but_in_its_mail(client, admin, mailoutbox):
    for email in (NEW, "other@example.com"):
        ask(client, admin, email)
    accounts.user(email=KNOWN)

    answers = [plain(ask(client, admin, email), email) for email in (KNOWN, NEW)]
    colleagues = client.get(reverse("accounts:colleagues")).content.decode()
    deliver()

    assert answers[0] == answers[1]
    assert KNOWN in colleagues
    to_known = next(message for message in mailoutbox if message.to == [KNOWN])
    assert "in use there already" in to_known.body
    assert "/accounts/join/" not in to_known.body


def test_asking_withdraws_nobody_elses_invitation(client, admin):
    theirs, boss = accounts.organisation(), accounts.user(role=Role.ADMINISTRATOR)
    first, _ = invitation.invite(NEW, theirs, Role.VENDOR_LABELER, actor=boss, at=timezone.now())
    client.post(
        reverse("accounts:invite"),
        {"email": NEW, "organisation": admin.organisation_id, "role": "vendor_labeler"},
    )

    first.refresh_from_db()
    assert first.revoked_at is None
    assert Invitation.objects.count() == 2


def test_a_withdrawn_invitation_is_not_mailed(client, admin, mailoutbox):
    ask(client, admin, NEW)
    invitation.withdraw(Invitation.objects.get(), actor=admin, at=timezone.now())

    deliver()

    assert mailoutbox == []


def test_an_administrator_is_shown_the_link_to_hand_it_on(client, mailoutbox):
    client.force_login(accounts.user(role=Role.ADMINISTRATOR))
    home = accounts.organisation()

    shown = client.post(
        reverse("accounts:invite"), {"email": NEW, "organisation": home.pk, "role": "vendor_admin"}
    )

    assert re.search(r"/accounts/join/[\w-]{40,}/", shown.content.decode())
    assert not Outbox.objects.exists()


def test_our_mail_floods_nobody(client, admin, monkeypatch):
    for _ in range(invitation.MOST_TO_ONE):
        assert ask(client, admin, NEW).status_code == 200
    assert "Several messages went to this address already." in ask(client, admin, NEW).content.decode()

    monkeypatch.setattr(invitation, "MOST_AN_HOUR", invitation.MOST_TO_ONE)
    assert "people within the hour" in ask(client, admin, KNOWN).content.decode()
    assert Invitation.objects.count() == invitation.MOST_TO_ONE
