"""Requests that look like one that is being written: by the words of their names, purposes and models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.functions import Cast

from programs.choices import RequestState
from programs.models import DataRequest

LIKE, SHOWN, READ = 0.3, 5, 600
# How much of the likeness each answer carries; what the draft does not say yet carries none.
WEIGHTS = {"title": 5, "purpose": 3, "model_name": 2}
GIVEN_UP = (RequestState.DRAFT, RequestState.DECLINED, RequestState.DUPLICATE)


def similar_to(request: DataRequest, user) -> Sequence[DataRequest]:
    """The likeliest duplicates among what this person may see, most alike first, each with its `likeness`."""
    said = {name: getattr(request, name)[:READ] for name in WEIGHTS if getattr(request, name).strip()}
    if not {"title", "purpose"} & said.keys():
        return []
    weight = sum(WEIGHTS[name] for name in said)
    parts = [
        Cast(TrigramSimilarity(name, text), FloatField()) * Value(WEIGHTS[name] / weight)
        for name, text in said.items()
    ]
    found: QuerySet[DataRequest] = DataRequest.objects.visible_to(user).exclude(state__in=GIVEN_UP)
    alike = found.exclude(pk=request.pk).annotate(likeness=reduce(add, parts)).filter(likeness__gte=LIKE)
    return list(alike.select_related("requester", "program").order_by(F("likeness").desc(), "-pk")[:SHOWN])
