"""What each type of request asks, kept by administrators. Requests that were sent keep what they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs.models import DataRequest, RequestQuestion, RequestType
from programs.models.request import NOT_YET
from programs.rules import request_type as rules

SAID = frozenset(["name", "description", "required", "not_asked", "hints", "place", "is_offered"])


class CannotKeep(Refused):
    pass


@transaction.atomic
def change_type(kept: RequestType, *, version: int | None = None, actor: User, **fields: Any) -> RequestType:
    """Say or ask it otherwise, upon the `version` one has read. The same again changes nothing."""
    if unknown := set(fields) - SAID:
        raise TypeError(f"not a field of a request type: {', '.join(sorted(unknown))}")
    one_at_a_time("programs.request_types")
    kept = RequestType.objects.select_for_update().get(pk=kept.pk)
    changed = [name for name, value in fields.items() if getattr(kept, name) != value]
    if not changed:
        return kept
    check_version(kept, version)
    for name in changed:
        setattr(kept, name, fields[name])
    if not (verdict := rules.can_ask_so(kept)):
        raise CannotKeep(verdict.reason)
    _save(kept, *changed)
    record("request_type.changed", kept, actor=actor, changed=sorted(changed))
    return kept


@transaction.atomic
def add_question(
    kept: RequestType,
    *,
    label: str,
    kind: str,
    hint: str = "",
    options: Sequence[str] = (),
    is_required: bool = False,
    actor: User,
) -> RequestQuestion:
    """Ask something of one's own besides. The same twice is one."""
    kept = RequestType.objects.select_for_update().get(pk=kept.pk)
    said = {"kind": kind, "hint": hint, "options": list(options), "is_required": is_required}
    same = kept.questions.filter(label=label).first()
    if same is not None and all(getattr(same, name) == value for name, value in said.items()):
        return same
    if same is not None:
        raise CannotKeep(f"“{label}” is asked already: take that question out first.")
    question = RequestQuestion(type=kept, label=label, **said)
    if not (verdict := rules.can_be_asked(question)):
        raise CannotKeep(verdict.reason)
    question.save()
    _save(kept)
    record("request_type.question_added", kept, actor=actor, question=label)
    return question


@transaction.atomic
def remove_question(question: RequestQuestion, *, actor: User) -> None:
    """Ask it no longer; answers keep the question as it was asked. Twice changes nothing."""
    kept = RequestType.objects.select_for_update().get(pk=question.type_id)
    found = kept.questions.filter(pk=question.pk).first()
    if found is None:
        return
    record("request_type.question_removed", kept, actor=actor, question=found.label)
    found.delete()
    _save(kept)


def asked_today(request: DataRequest) -> dict[str, Any]:
    """What its type asks now, to be kept with a request that is sent."""
    kept = RequestType.objects.in_order().filter(kind=request.kind).first()
    return (kept.asking if kept else NOT_YET).as_json()


def _save(kept: RequestType, *names: str) -> None:
    kept.version += 1
    kept.save(update_fields=[*names, "version", "updated_at"])
