"""Who is let in on a program, and with which rights: those of their role, also after it changes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs import permissions
from programs.models import Program


class CannotAdmit(Refused):
    pass


@transaction.atomic
def admit(program: Program, person: User, *, actor: User) -> None:
    """Let the person in on this program, with what their role may do there. Twice is once."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.vendor_id is not None:
        raise CannotAdmit(f"{person.name} works for a vendor: a work order lets them in, not an admission.")
    if not person.is_active:
        raise CannotAdmit(f"{person.name} no longer works here.")
    is_new = not _admissions(program, person).filter(permission__codename="view_program").exists()
    if _grant(program, person):
        verb = "program.person_admitted" if is_new else "program.rights_renewed"
        record(verb, program, actor=actor, person=person.pk)


@transaction.atomic
def renew_rights(person: User, *, actor: User) -> None:
    """On every program the person is let in on, what their role may do there now: no less, and no more."""
    ids = {int(key) for key in _rights(person).values_list("object_pk", flat=True)}
    for program in Program.objects.filter(pk__in=ids).order_by("pk"):
        if _grant(program, person):
            record("program.rights_renewed", program, actor=actor, person=person.pk)


@transaction.atomic
def dismiss(program: Program, person: User, *, actor: User) -> None:
    """Take the person's admission back. The manager stays until somebody else manages."""
    if person.pk == program.manager_id:
        raise CannotAdmit("Name another manager first: a program is never without one.")
    deleted, _ = _admissions(program, person).delete()
    if deleted:
        record("program.person_dismissed", program, actor=actor, person=person.pk)


def _grant(program: Program, person: User) -> bool:
    """Make the person's rights on the program those of their role; False when they were."""
    due = permissions.ON_ADMISSION.get(person.role, frozenset()) | {permissions.SEE_PROGRAMS}
    names = {permission.partition(".")[2] for permission in due}
    held = set(_admissions(program, person).values_list("permission__codename", flat=True))
    _admissions(program, person).filter(permission__codename__in=held - names).delete()
    for name in sorted(names - held):
        assign_perm(name, person, program)
    return held != names


def _admissions(program: Program, person: User) -> QuerySet[UserObjectPermission]:
    return _rights(person).filter(object_pk=str(program.pk))


def _rights(person: User) -> QuerySet[UserObjectPermission]:
    return UserObjectPermission.objects.filter(
        user=person, content_type__app_label="programs", content_type__model="program"
    )
