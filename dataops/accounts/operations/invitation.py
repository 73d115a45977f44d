from __future__ import annotations

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from dataops.accounts.choices import ROLES_OF, OrganisationKind, Role
from dataops.accounts.models import Invitation, Organisation, User
from dataops.accounts.operations.person import CannotJoin, add_person
from dataops.audit.recording import record
from dataops.base.mail import absolute
from dataops.base.secrets import digest, new_secret
from dataops.jobs.outbox import enqueue

PURPOSE = "invitation"
VALID_FOR = timedelta(days=7)
MOST_AN_HOUR, MOST_TO_ONE = 20, 3  # messages of one house: more are no colleagues


@transaction.atomic
def invite(
    email: str, organisation: Organisation, role: Role, *, actor: User | None, at: datetime
) -> tuple[Invitation, str]:
    """Ask somebody in; the secret of the link is returned once and stored only as an HMAC.

    For those who may see every address and vouch for whom they hand the link to; others ask by mail.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise CannotJoin("Somebody already uses this e-mail address.")
    return _ask(email, organisation, role, actor=actor, at=at)


@transaction.atomic
def invite_by_mail(
    email: str, organisation: Organisation, role: Role, *, actor: User, at: datetime
) -> Invitation:
    """Ask somebody in by a message to their address. Who asks learns neither the link nor whether the address is known."""
    _refuse_flood(email, organisation, at=at)
    invitation, _ = _ask(email, organisation, role, actor=actor, at=at)
    enqueue("accounts.mail_invitation", invitation_id=invitation.pk)
    return invitation


def _refuse_flood(email: str, organisation: Organisation, *, at: datetime) -> None:
    """Our mail reaches anybody, so nobody's patience is ours to use up."""
    asked = organisation.invitations.filter(created_at__gt=at - timedelta(hours=1))
    if asked.filter(email__iexact=email).count() >= MOST_TO_ONE:
        raise CannotJoin("Several messages went to this address already. Ask again in an hour.")
    if asked.count() >= MOST_AN_HOUR:
        raise CannotJoin(
            f"{organisation.name} asked {MOST_AN_HOUR} people within the hour. Go on in an hour."
        )


def _ask(
    email: str, organisation: Organisation, role: Role, *, actor: User | None, at: datetime
) -> tuple[Invitation, str]:
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        raise CannotJoin(f"{Role(role).label} is not a role of {organisation.name}.")
    earlier = Invitation.objects.visible_to(actor) if actor else Invitation.objects.all()
    earlier.filter(email__iexact=email).open(at=at).update(revoked_at=at)
    secret = new_secret()
    invitation = Invitation.objects.create(
        email=email.lower(),
        organisation=organisation,
        role=role,
        digest=digest(secret, purpose=PURPOSE),
        invited_by=actor,
        expires_at=at + VALID_FOR,
    )
    record("invitation.sent", invitation, actor=actor, role=role, organisation=organisation.pk)
    return invitation, secret


@transaction.atomic
def mail_invitation(invitation_id: int, *, at: datetime) -> None:
    """Send the link to the invited address. The secret is made here and leaves in the message alone."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").open(at=at)
    invitation = found.filter(pk=invitation_id).first()
    if invitation is None:
        return
    record("invitation.mailed", invitation, actor=None)
    if User.objects.filter(email__iexact=invitation.email).exists():
        _send("known", invitation, reverse("account_login"))
        return
    secret = new_secret()
    invitation.digest = digest(secret, purpose=PURPOSE)
    invitation.save(update_fields=["digest", "updated_at"])
    _send("invitation", invitation, reverse("accounts:join", args=[secret]))


def _send(template: str, invitation: Invitation, path: str) -> None:
    context = {"invitation": invitation, "url": absolute(path)}
    EmailMessage(
        subject=" ".join(f"{invitation.organisation.name} asks you to join DataOps".split()),
        body=render_to_string(f"accounts/mail/{template}.txt", context),
        to=[invitation.email],
    ).send()


def find(secret: str, *, at: datetime) -> Invitation | None:
    """The open invitation this link belongs to."""
    found = Invitation.objects.filter(digest=digest(secret, purpose=PURPOSE))
    return found.open(at=at).select_related("organisation").first()


@transaction.atomic
def accept(secret: str, *, name: str, password: str, at: datetime) -> User:
    """Join with the e-mail, organisation and role that were stored with the invitation."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .open(at=at)
        .filter(digest=digest(secret, purpose=PURPOSE))
        .first()
    )
    if invitation is None:
        raise CannotJoin("This invitation has been used, withdrawn or has run out. Ask for a new one.")
    person = add_person(
        invitation.email, name, invitation.organisation, Role(invitation.role), actor=None, password=password
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at", "updated_at"])
    record("invitation.accepted", invitation, actor=person)
    return person


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User, at: datetime) -> None:
    """The link stops working. Twice changes nothing."""
    if Invitation.objects.filter(pk=invitation.pk).open(at=at).update(revoked_at=at):
        record("invitation.withdrawn", invitation, actor=actor)
