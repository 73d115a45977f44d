"""Stakeholders of a program and their parts in its activities."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.choices import Part
from programs.models import Activity, Involvement, Program, Stakeholder
from programs.rules.raci import can_remove, can_share

Parts = Mapping[Stakeholder, Part]
SAID = frozenset(["name", "person", "interest"])


class CannotShare(Refused):
    pass


@transaction.atomic
def add_stakeholder(
    program: Program, *, name: str, person: User | None = None, interest: str = "", actor: User
) -> Stakeholder:
    """Write down whom the program concerns. The same twice is one."""
    program = _locked(program)
    known = program.stakeholders.filter(name=name).first()
    if known is not None and (known.person, known.interest) == (person, interest):
        return known
    if known is not None:
        raise CannotShare(f"{name} is on the list already: change them, or choose another name.")
    stakeholder = Stakeholder.objects.create(program=program, name=name, person=person, interest=interest)
    record("stakeholder.added", stakeholder, actor=actor)
    return stakeholder


@transaction.atomic
def change_stakeholder(
    stakeholder: Stakeholder, *, version: int | None = None, actor: User, **fields: object
) -> Stakeholder:
    """Say it otherwise, upon the `version` one has read. The same again changes nothing."""
    if unknown := set(fields) - SAID:
        raise TypeError(f"not a field of a stakeholder: {', '.join(sorted(unknown))}")
    program = _locked(stakeholder.program)
    stakeholder = program.stakeholders.get(pk=stakeholder.pk)
    changed = [name for name, value in fields.items() if getattr(stakeholder, name) != value]
    if not changed:
        return stakeholder
    check_version(stakeholder, version)
    for name in changed:
        setattr(stakeholder, name, fields[name])
    if program.stakeholders.filter(name=stakeholder.name).exclude(pk=stakeholder.pk).exists():
        raise CannotShare(f"{stakeholder.name} is on the list already: choose another name.")
    stakeholder.version += 1
    stakeholder.save(update_fields=[*changed, "version", "updated_at"])
    record("stakeholder.changed", stakeholder, actor=actor, changed=changed)
    return stakeholder


@transaction.atomic
def remove_stakeholder(stakeholder: Stakeholder, *, actor: User) -> None:
    """It no longer concerns them; who is accountable for something stays until somebody else is."""
    program = _locked(stakeholder.program)
    known = program.stakeholders.filter(pk=stakeholder.pk).first()
    if known is None:
        return
    if not (verdict := can_remove(known)):
        raise CannotShare(verdict.reason)
    record("stakeholder.removed", known, actor=actor)
    known.parts.all().delete()
    known.delete()


@transaction.atomic
def add_activity(program: Program, *, name: str, parts: Parts, actor: User) -> Activity:
    """Write down what is done and who has which part in it. The same twice is one."""
    program = _locked(program)
    known = program.activities.filter(name=name).first()
    if known is not None and known.part_of == {one.pk: part for one, part in parts.items()}:
        return known
    if known is not None:
        raise CannotShare(f"There is an activity “{name}” already: change it, or choose another name.")
    activity = Activity(program=program, name=name)
    _check(activity, parts)
    activity.save()
    _share(activity, parts)
    record("activity.added", activity, actor=actor)
    return activity


@transaction.atomic
def change_activity(
    activity: Activity,
    *,
    name: str | None = None,
    parts: Parts | None = None,
    version: int | None = None,
    actor: User,
) -> Activity:
    """Share it out otherwise, upon the `version` one has read; what is not said stays. The same again changes nothing."""
    program = _locked(activity.program)
    activity = program.activities.get(pk=activity.pk)
    name = activity.name if name is None else name
    parts = _parts(activity) if parts is None else parts
    if (activity.name, activity.part_of) == (name, {one.pk: part for one, part in parts.items()}):
        return activity
    check_version(activity, version)
    activity.name = name
    if program.activities.filter(name=name).exclude(pk=activity.pk).exists():
        raise CannotShare(f"There is an activity “{name}” already: choose another name.")
    _check(activity, parts)
    activity.version += 1
    activity.save(update_fields=["name", "version", "updated_at"])
    _share(activity, parts)
    record("activity.changed", activity, actor=actor)
    return activity


@transaction.atomic
def remove_activity(activity: Activity, *, actor: User) -> None:
    """It is not done any more. Removing it twice changes nothing."""
    known = _locked(activity.program).activities.filter(pk=activity.pk).first()
    if known is None:
        return
    record("activity.removed", known, actor=actor)
    known.parts.all().delete()
    known.delete()


def _locked(program: Program) -> Program:
    return Program.objects.select_for_update().get(pk=program.pk)


def _parts(activity: Activity) -> Parts:
    return {one.stakeholder: Part(one.part) for one in activity.parts.select_related("stakeholder")}


def _check(activity: Activity, parts: Parts) -> None:
    if not (verdict := can_share(activity.program, activity.name, parts)):
        raise CannotShare(verdict.reason)


def _share(activity: Activity, parts: Parts) -> None:
    """Anew: in between nobody, never two, is accountable."""
    activity.parts.all().delete()
    rows = [Involvement(activity=activity, stakeholder=one, part=part) for one, part in parts.items()]
    Involvement.objects.bulk_create(rows)
