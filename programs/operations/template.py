"""Templates of programs, kept by who starts programs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.choices import Metric
from programs.models import ProgramTemplate, TemplateForm, TemplateMilestone, TemplateSeed, TemplateTarget
from programs.operations.target import check_target
from programs.rules.form import can_ask
from programs.rules.template import can_seed

SAID = frozenset(["name", "description", "is_offered"])
NONE = Decimal(0)
TAKEN = "There is a template “{}” already: choose another name."
Line = TemplateMilestone | TemplateSeed | TemplateTarget | TemplateForm
KEY_OF = {
    TemplateMilestone: "name",
    TemplateSeed: "statement",
    TemplateTarget: "metric",
    TemplateForm: "name",
}
SAID_OF = {
    TemplateMilestone: frozenset(
        ["name", "after_months", "after_days", "percent", "gate", "waits_for_the_one_before"]
    ),
    TemplateSeed: frozenset(["kind", "statement", "category", "likelihood", "impact"]),
    TemplateTarget: frozenset(["metric", "value", "tolerance"]),
    TemplateForm: frozenset(["name", "questions"]),
}
L = TypeVar("L", TemplateMilestone, TemplateSeed, TemplateTarget, TemplateForm)


class CannotKeep(Refused):
    pass


@transaction.atomic
def add_template(*, name: str, description: str = "", actor: User) -> ProgramTemplate:
    """Begin a template. The same twice is one."""
    one_at_a_time("programs.template_name")
    template, is_new = ProgramTemplate.objects.get_or_create(name=name, defaults={"description": description})
    if is_new:
        record("template.added", template, actor=actor)
    elif template.description != description:
        raise CannotKeep(TAKEN.format(template))
    return template


@transaction.atomic
def change_template(
    template: ProgramTemplate, *, version: int | None = None, actor: User, **fields: object
) -> ProgramTemplate:
    """Say it otherwise, or offer it no longer, upon the `version` one has read. The same again changes nothing."""
    if unknown := set(fields) - SAID:
        raise TypeError(f"not a field of a template: {', '.join(sorted(unknown))}")
    one_at_a_time("programs.template_name")
    template = _locked(template)
    changed = [name for name, value in fields.items() if getattr(template, name) != value]
    if not changed:
        return template
    check_version(template, version)
    for name in changed:
        setattr(template, name, fields[name])
    if ProgramTemplate.objects.filter(name=template.name).exclude(pk=template.pk).exists():
        raise CannotKeep(TAKEN.format(template))
    _save(template, *changed)
    record("template.changed", template, actor=actor, changed=changed)
    return template


@transaction.atomic
def add_milestone(
    template: ProgramTemplate, *, name: str, actor: User, **fields: object
) -> TemplateMilestone:
    """Plan a milestone for programs of this sort. The same twice is one."""
    return _add(template, TemplateMilestone(template=template, name=name, **fields), "name", actor)


@transaction.atomic
def add_seed(template: ProgramTemplate, *, statement: str, actor: User, **fields: object) -> TemplateSeed:
    """Write a risk or an assumption into their log. The same twice is one."""
    seed = TemplateSeed(template=template, statement=statement, **fields)
    _check_seed(seed)
    return _add(template, seed, "statement", actor)


@transaction.atomic
def add_target(
    template: ProgramTemplate, *, metric: str, value: Decimal, tolerance: Decimal = NONE, actor: User
) -> TemplateTarget:
    """Promise something on a measure. The same twice is one."""
    check_target(Metric(metric), value, tolerance)
    fields = {"value": value, "tolerance": tolerance}
    return _add(template, TemplateTarget(template=template, metric=metric, **fields), "metric", actor)


@transaction.atomic
def add_form(template: ProgramTemplate, *, name: str, questions: Sequence[str], actor: User) -> TemplateForm:
    """Give them a form to fill in. The same twice is one."""
    if not (verdict := can_ask(questions)):
        raise CannotKeep(verdict.reason)
    return _add(
        template, TemplateForm(template=template, name=name, questions=list(questions)), "name", actor
    )


@transaction.atomic
def change_line(line: Line, *, version: int | None = None, actor: User, **fields: object) -> Line:
    """Say a line otherwise, upon the `version` of its template that one has read. The same again changes nothing."""
    if unknown := set(fields) - SAID_OF[type(line)]:
        raise TypeError(f"not a field of a line: {', '.join(sorted(unknown))}")
    template = _locked(line.template)
    found = type(line).objects.filter(pk=line.pk).first()
    if found is None:
        raise CannotKeep("It was taken out of the template meanwhile.")
    line = found
    changed = [name for name, value in fields.items() if getattr(line, name) != value]
    if not changed:
        return line
    check_version(template, version)
    for name in changed:
        setattr(line, name, fields[name])
    _check(line)
    line.save(update_fields=[*changed, "updated_at"])
    _save(template)
    record("template.line_changed", template, actor=actor, line=str(line), changed=changed)
    return line


@transaction.atomic
def remove_line(line: Line, *, actor: User) -> None:
    """Take a milestone, a seed, a target or a form out. Taking it out twice changes nothing."""
    template = _locked(line.template)
    found = type(line).objects.filter(pk=line.pk).first()
    if found is None:
        return
    record("template.line_removed", template, actor=actor, line=str(found))
    found.delete()
    _save(template)


def _add(template: ProgramTemplate, line: L, key: str, actor: User) -> L:
    template = _locked(template)
    same = type(line).objects.filter(template=template, **{key: getattr(line, key)}).first()
    if same is not None and _said(same) == _said(line):
        return same
    if same is not None:
        raise CannotKeep(f"“{same}” is in the template already: take it out first.")
    line.save()
    _save(template)
    record("template.line_added", template, actor=actor, line=str(line))
    return line


def _check(line: Line) -> None:
    """What is asked of a new line, and that no other says the same."""
    if isinstance(line, TemplateSeed):
        _check_seed(line)
    if isinstance(line, TemplateForm) and not (verdict := can_ask(line.questions)):
        raise CannotKeep(verdict.reason)
    if isinstance(line, TemplateTarget):
        check_target(Metric(line.metric), line.value, line.tolerance)
    key = KEY_OF[type(line)]
    others = type(line).objects.filter(template=line.template_id, **{key: getattr(line, key)})
    if others.exclude(pk=line.pk).exists():
        raise CannotKeep(f"“{line}” is in the template already.")


def _check_seed(seed: TemplateSeed) -> None:
    if not (verdict := can_seed(seed)):
        raise CannotKeep(verdict.reason)


def _said(line: Line) -> dict[str, object]:
    own = {"id", "created_at", "updated_at"}
    return {field.name: getattr(line, field.name) for field in line._meta.fields if field.name not in own}


def _locked(template: ProgramTemplate) -> ProgramTemplate:
    return ProgramTemplate.objects.select_for_update().get(pk=template.pk)


def _save(template: ProgramTemplate, *names: str) -> None:
    template.version += 1
    template.save(update_fields=[*names, "version", "updated_at"])
