"""Forms of a program: given by its template or added, filled in by who manages it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.models import Program, ProgramForm
from programs.rules.form import can_ask


class CannotFill(Refused):
    pass


@transaction.atomic
def add_form(program: Program, *, name: str, questions: Sequence[str], actor: User) -> ProgramForm:
    """Give the program a form to fill in. The same twice is one."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if not (verdict := can_ask(questions)):
        raise CannotFill(verdict.reason)
    form, is_new = ProgramForm.objects.get_or_create(
        program=program,
        name=name,
        defaults={"questions": list(questions), "answers": [""] * len(questions)},
    )
    if is_new:
        record("form.added", form, actor=actor, questions=len(questions))
    elif form.questions != list(questions):
        raise CannotFill(f"{program.code} has a form “{name}” already: choose another name.")
    return form


@transaction.atomic
def fill_form(
    form: ProgramForm, *, answers: Sequence[str], version: int | None = None, actor: User, at: datetime
) -> ProgramForm:
    """Answer its questions, upon the `version` one has read; some may wait. The same again changes nothing."""
    form = ProgramForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    answers = [answer.strip() for answer in answers]
    if len(answers) != len(form.questions):
        raise CannotFill(f"“{form}” has {len(form.questions)} questions: give each an answer, or none.")
    if form.answers == answers:
        return form
    check_version(form, version)
    form.answers, form.filled_by, form.filled_at = answers, actor, at
    form.version += 1
    form.save(update_fields=["answers", "filled_by", "filled_at", "version", "updated_at"])
    record("form.filled", form, actor=actor, answered=form.answered, of=len(form.questions))
    return form


@transaction.atomic
def remove_form(form: ProgramForm, *, actor: User) -> None:
    """Take back a form that nobody has answered. Removing it twice changes nothing."""
    found = ProgramForm.objects.select_for_update(of=("self",)).filter(pk=form.pk).first()
    if found is None:
        return
    if found.answered:
        raise CannotFill(f"“{found}” has answers: it stays.")
    record("form.removed", found.program, actor=actor, name=found.name)
    found.delete()
