"""By what the requester will accept: added and taken out while the answers can change."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.models import Criterion, DataRequest
from programs.rules import outcome
from programs.rules import request as rules


class CannotAskFor(Refused):
    pass


@transaction.atomic
def add_criterion(
    request: DataRequest,
    *,
    metric: str,
    operator: str,
    threshold: Decimal,
    sample_size: int | None = None,
    actor: User,
) -> Criterion:
    """Ask for a value of one measure. The same twice is one; another value of it takes the place of the first."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if not (verdict := rules.can_answer(request, actor) and outcome.can_ask_for(metric, operator, threshold)):
        raise CannotAskFor(verdict.reason)
    said = {"operator": operator, "threshold": threshold, "sample_size": sample_size}
    found = request.criteria.filter(metric=metric).first()
    if found is not None and all(getattr(found, name) == value for name, value in said.items()):
        return found
    kept, _ = request.criteria.update_or_create(metric=metric, defaults=said)
    record("request.criterion_set", request, actor=actor, criterion=str(kept))
    return kept


@transaction.atomic
def remove_criterion(criterion: Criterion, *, actor: User) -> None:
    """Take it out. Taking it out twice changes nothing."""
    request = DataRequest.objects.select_for_update().get(pk=criterion.request_id)
    found = request.criteria.filter(pk=criterion.pk).first()
    if found is None:
        return
    if not (verdict := rules.can_answer(request, actor)):
        raise CannotAskFor(verdict.reason)
    record("request.criterion_removed", request, actor=actor, criterion=str(found))
    found.delete()
