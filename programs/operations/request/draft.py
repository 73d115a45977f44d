from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Length

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.errors import Refused
from programs.models import DataRequest
from programs.models.request import ANSWERS, LAST_STEP
from programs.operations.request_type import asked_today
from programs.operations.versions import check_answers
from programs.rules import request as rules


class CannotAnswer(Refused):
    pass


class CannotDelete(Refused):
    pass


@transaction.atomic
def start_draft(answers: dict[str, Any] | None = None, *, actor: User) -> DataRequest:
    """A request with its number and the first answers. Whoever has an empty one already gets that one again."""
    return save_step(_empty_draft(actor), answers or {}, actor=actor)


def _empty_draft(actor: User) -> DataRequest:
    one_at_a_time("programs.request_number")
    for draft in DataRequest.objects.asked_by(actor).drafts().order_by("-pk"):
        if draft.is_untouched():
            return draft
    request = DataRequest.objects.create(number=next_number(), requester=actor)
    record("request.started", request, actor=actor)
    return request


@transaction.atomic
def save_step(
    request: DataRequest,
    fields: dict[str, Any],
    *,
    step: int | None = None,
    version: int | None = None,
    actor: User,
) -> DataRequest:
    """Keep answers as they stand, complete or not, upon the `version` of them one saw. The same again change nothing.

    With a `step`, the form will continue after it.
    """
    if unknown := set(fields) - set(ANSWERS):
        raise TypeError(f"not an answer of a request: {', '.join(sorted(unknown))}")
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if not (verdict := rules.can_answer(request, actor)):
        raise CannotAnswer(verdict.reason)
    changed = [name for name, value in fields.items() if getattr(request, name) != value]
    if changed:
        check_answers(request, fields, version)
    for name in changed:
        setattr(request, name, fields[name])
    if request.asked_as is not None and "kind" in changed:
        # Sent as another type before: from now on it is asked what that of today asks.
        request.asked_as = asked_today(request)
    further = step is not None and min(step + 1, LAST_STEP) > request.step
    if further:
        assert step is not None
        request.step = min(step + 1, LAST_STEP)
    if changed or further:
        request.save(update_fields=[*changed, "step", "asked_as", "updated_at"])
    if changed:
        # As it is stored, 0.7 is 0.700: the version of what was just saved is that of what will be read.
        request.refresh_from_db(fields=changed)
        record("request.answered", request, actor=actor, answers=sorted(changed))
    return request


@transaction.atomic
def delete_draft(request: DataRequest, *, actor: User) -> None:
    """Throw a draft away. What is gone already stays gone."""
    found = DataRequest.objects.select_for_update().filter(pk=request.pk).first()
    if found is None:
        return
    if not (verdict := rules.can_delete(found, actor)):
        raise CannotDelete(verdict.reason)
    record("request.draft_deleted", found, actor=actor)
    found.delete()


def next_number() -> str:
    """The next free number, for this transaction alone."""
    one_at_a_time("programs.request_number")
    numbers = DataRequest.objects.filter(number__regex=r"^REQ-[0-9]+$").values_list("number", flat=True)
    last = numbers.order_by(Length("number").desc(), "-number").first()
    return f"REQ-{int(last.removeprefix('REQ-')) + 1 if last else 1:04}"
