"""What a request hands on to those who label and those who order: their forms begin with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from dataops.web.templatetags.formats import coefficient
from programs.models.request_words import gain_of

DataRequest = Any  # the model stands above this file and hands itself on with these words


def project_of(request: DataRequest) -> dict[str, Any]:
    """The labeling project it asks for: its question, its answers and the draft of its guideline."""
    return {
        "program": request.program_id,
        "name": " ".join(request.title.split()),
        "question": request.question,
        "choices": "\n".join(request.classes),
        "judgements_per_item": request.judgements_per_item or 1,
        "guideline": guideline_of(request),
    }


def order_of(request: DataRequest, *, on: date) -> dict[str, Any]:
    """The work order it asks for; who delivers it and at which rate is the buyer's choice."""
    due_on = request.needed_by if request.needed_by and request.needed_by > on else None
    return {"program": request.program_id, "units": request.units, "due_on": due_on}


def guideline_of(request: DataRequest) -> str:
    """A first draft of how to answer, in Markdown, with all that the request says about its labels."""
    parts = [f"# {request.question or request.title}", request.purpose]
    if request.classes:
        parts += ["## Answers", "\n".join(f"- **{name}**" for name in request.classes)]
    for heading, lines in (("Items", _items(request)), ("How good it must be", _quality(request))):
        said = [f"- {word}: {value}" for word, value in lines if value]
        if said:
            parts += [f"## {heading}", "\n".join(said)]
    return "\n\n".join(part for part in parts if part)


def _items(request: DataRequest) -> list[tuple[str, str]]:
    return [
        ("What one item is", request.get_modality_display() if request.modality else ""),
        ("Source", request.source),
        ("Sensitivity", request.get_sensitivity_display() if request.sensitivity else ""),
        ("Used for", request.get_split_display() if request.split else ""),
        ("Model", ", ".join(filter(None, [request.model_name, request.model_slice]))),
        ("Gain", gain_of(request)),
    ]


def _quality(request: DataRequest) -> list[tuple[str, str]]:
    alpha, accuracy, smallest = request.agreement_wanted, request.accuracy_wanted, request.smallest_class
    each = request.judgements_per_item
    return [
        ("Judgements of each item", str(each) if each else ""),
        ("Agreement", f"α of at least {coefficient(alpha, max(2, _places(alpha)))}" if alpha else ""),
        ("Gold accuracy", f"at least {accuracy:.1%}" if accuracy else ""),
        ("Smallest class", f"{smallest:,} items" if smallest else ""),
    ]


def _places(value: Decimal) -> int:
    """How many decimals it was asked with."""
    return -int(Decimal(value).normalize().as_tuple().exponent)
