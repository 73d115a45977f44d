from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dataops.accounts.choices import ROLES_OF, OrganisationKind, Role
from dataops.accounts.models import ApiToken, Organisation, User
from dataops.accounts.sockets import role_changed
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused


class CannotJoin(Refused):
    pass


@transaction.atomic
def found_organisation(name: str, kind: OrganisationKind, *, actor: User | None) -> Organisation:
    """An organisation people can belong to. Founding it twice changes nothing."""
    organisation, is_new = Organisation.objects.get_or_create(name=name, defaults={"kind": kind})
    if is_new:
        record("organisation.founded", organisation, actor=actor, kind=kind)
    return organisation


@transaction.atomic
def add_person(
    email: str,
    name: str,
    organisation: Organisation,
    role: Role,
    *,
    actor: User | None,
    password: str | None = None,
) -> User:
    """A person with one role in one organisation. Without a password they cannot sign in by one."""
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        raise CannotJoin(f"{Role(role).label} is not a role of {organisation.name}.")
    one_at_a_time("accounts.email")
    if User.objects.filter(email__iexact=email).exists():
        raise CannotJoin("Somebody already uses this e-mail address.")
    person = User.objects.create(
        email=email.lower(), name=name, organisation=organisation, role=role, password=make_password(password)
    )
    record("person.added", person, actor=actor, role=role, organisation=organisation.pk)
    return person


@transaction.atomic
def deactivate(person: User, *, actor: User, at: datetime) -> None:
    """Shut the person out from their next request on; their sessions and tokens end for good. Twice changes nothing."""
    if person.pk == actor.pk:
        raise CannotJoin("You cannot deactivate yourself. Ask another administrator.")
    if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False, shut_out_at=at):
        tokens = ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=at)
        record("person.deactivated", person, actor=actor, tokens=tokens)


@transaction.atomic
def reactivate(person: User, *, actor: User) -> None:
    """Let the person sign in again, with their password; no way in from before opens. Twice changes nothing."""
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        record("person.reactivated", person, actor=actor)


@transaction.atomic
def change_role(person: User, role: Role, *, actor: User) -> None:
    """Give the person another role in the same organisation; what hangs on the role follows it."""
    person = User.objects.select_for_update().select_related("organisation").get(pk=person.pk)
    if person.pk == actor.pk:
        raise CannotJoin("You cannot change your own role. Ask another administrator.")
    if role not in ROLES_OF[OrganisationKind(person.organisation.kind)]:
        raise CannotJoin(f"{Role(role).label} is not a role of {person.organisation.name}.")
    if person.role != role:
        before, person.role = person.role, role
        person.save(update_fields=["role"])
        record("person.role_changed", person, actor=actor, before=before, after=role)
        role_changed(person, actor=actor)


@transaction.atomic
def choose_password(person: User, password: str) -> None:
    """Only this column is written: the login role may write no other of a person's."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record("person.password_chosen", person, actor=person)
