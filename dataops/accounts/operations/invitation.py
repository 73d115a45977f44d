from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from dataops.accounts.choices import ROLES_OF, OrganisationKind, Role
from dataops.accounts.models import Invitation, Organisation, User
from dataops.accounts.operations.person import CannotJoin, add_person
from dataops.accounts.secrets import digest, new_secret
from dataops.audit.recording import record

PURPOSE = "invitation"
VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    email: str, organisation: Organisation, role: Role, *, actor: User | None, at: datetime
) -> tuple[Invitation, str]:
    """Ask somebody in; the secret of the link is returned once and stored only as an HMAC."""
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        raise CannotJoin(f"{Role(role).label} is not a role of {organisation.name}.")
    if User.objects.filter(email__iexact=email).exists():
        raise CannotJoin("Somebody already uses this e-mail address.")
    Invitation.objects.filter(email__iexact=email).open(at=at).update(revoked_at=at)
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
