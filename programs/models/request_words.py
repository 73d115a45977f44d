"""What a request says, as sentences: for its program, its page and its report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

DataRequest = Any  # the model stands above this file and says itself with these words


def plan_of(request: DataRequest, *, on: date) -> dict[str, Any]:
    """The program this request asks for, in the words of `start_program`: nothing is typed twice."""
    return {
        "name": " ".join(request.title.split()),
        "goal": "\n".join(filter(None, [request.purpose, _gain(request)])),
        "scope_in": "\n".join(_scope(request)),
        "sponsor": request.requester.name,
        "starts_on": on,
        "due_on": request.needed_by,
        "units_planned": request.units,
    }


def gain_of(request: DataRequest) -> str:
    """What should become better, as a sentence: the metric today and wanted, or the words for it."""
    if request.metric_now is None and request.metric_wanted is None:
        return request.metric_said
    numbers = [plain(value) for value in (request.metric_now, request.metric_wanted) if value is not None]
    is_whole = len(numbers) == 2
    said = " to ".join(numbers) if is_whole or request.metric_wanted is None else f"to {numbers[0]}"
    return " ".join(
        filter(None, [request.metric_name, said, f"({request.metric_said})" if request.metric_said else ""])
    )


def _gain(request: DataRequest) -> str:
    model = ", ".join(filter(None, [request.model_name, request.model_slice]))
    return f"{model or 'The model'}: {gain_of(request)}" if gain_of(request) else model


def _scope(request: DataRequest) -> list[str]:
    scope = [_amount(request), *(f"{name}: {said}" for name, said in _said(request) if said)]
    scope += [f"{asked['label']}: {asked['value']}" for asked in request.extra.values() if asked["value"]]
    scope += [f"Accepted when: {criterion}" for criterion in request.criteria.all()]
    return [line for line in scope if line]


def _amount(request: DataRequest) -> str:
    """Such as ``1,000 items of text, 3 judgements each, for training.``; what was not asked is left out."""
    kind = request.get_modality_display().lower()
    items = f"{request.volume:,} items" if request.volume else "Items" if kind else ""
    judged = f"{request.judgements_per_item} judgements each" if request.judgements_per_item else ""
    purpose = f"for {request.get_split_display().lower()}" if request.split else ""
    said = ", ".join(filter(None, [f"{items} of {kind}" if kind else items, judged, purpose]))
    return f"{said}." if said else ""


def _said(request: DataRequest) -> list[tuple[str, str]]:
    until = f"{request.access_until:%Y-%m-%d}" if request.access_until else ""
    return [
        ("Asked as", request.get_kind_display() if request.kind else ""),
        ("Team", request.team),
        ("About", request.about),
        ("Source", request.source),
        ("Sensitivity", request.get_sensitivity_display()),
        ("Question", request.question),
        ("Classes", ", ".join(request.classes)),
        ("Smallest class", f"{request.smallest_class:,} items." if request.smallest_class else ""),
        ("Access until", until),
        ("If it comes late", request.cost_of_delay),
    ]


def plain(value: Decimal) -> str:
    """A number without the empty places it is kept with."""
    return f"{value.normalize():f}"
