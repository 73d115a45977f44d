"""What people and programs may send fits the column it goes to: no number or day of theirs is our fault."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

from dataops.base.limits import MOST
from dataops.web.fields import DayField

# Their own rule asks for a day within five years of today.
JUDGED_BY_RULE = {"Timing.needed_by"}


def our_forms(base: type = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """Every form of ours that an address leads to, once all addresses are loaded."""
    assert get_resolver().url_patterns
    for form in base.__subclasses__():
        if form.__module__.startswith(tuple(settings.OUR_APPS)):
            yield form
        yield from our_forms(form)


def fields_of(kind: type[forms.Field]) -> dict[str, forms.Field]:
    return {
        f"{form.__name__}.{name}": field
        for form in our_forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, kind)
    }


def test_every_number_of_a_form_has_bounds():
    unbounded = [
        name
        for name, field in fields_of(forms.IntegerField).items()
        if not _is_bounded(field) and not (isinstance(field, forms.DecimalField) and field.max_digits)
    ]

    assert unbounded == []


def test_every_day_of_a_form_is_plausible():
    days = fields_of(forms.DateField)

    assert {name for name, field in days.items() if not isinstance(field, DayField)} == JUDGED_BY_RULE
    assert len(days) > 10


def _is_bounded(field: forms.IntegerField) -> bool:
    return field.min_value is not None and field.max_value is not None and field.max_value <= MOST


@pytest.fixture(scope="module")
def sent() -> dict[str, dict[str, Any]]:
    """Every property of every body that the API takes, by its place in the description."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    parts = schema["components"]["schemas"]
    found: dict[str, dict[str, Any]] = {}

    def walk(node: Any, name: str) -> None:
        if isinstance(node, list):
            for inner in node:
                walk(inner, name)
        elif isinstance(node, dict) and "$ref" in node:
            part = node["$ref"].rpartition("/")[2]
            walk(parts[part].get("properties", {}), part)
        elif isinstance(node, dict):
            for key, inner in node.items():
                if isinstance(inner, dict) and "type" in inner and not inner.get("readOnly"):
                    found[f"{name}.{key}"] = inner
                walk(inner, name)

    for path in schema["paths"].values():
        for method in path.values():
            for content in method.get("requestBody", {}).get("content", {}).values():
                walk(content["schema"], "")
    return found


# Keys of rows: they are looked up and go to no column, so that one that is too large is not found.
KEYS = (
    "work_order",
    "dataset",
    "contract",
    "rate_line",
    "share",
    "milestone",
    "supersedes",
    "budget_line",
    "stakeholder",
    "template",
    "BodyRequest.items",
    "AcknowledgeBodyRequest.report",
    "WatchBodyRequest.vendor",
    "WatchBodyRequest.portfolio",
    "TrialBodyRequest.baseline",
    "VerifyBodyRequest.after",
    "BodyRequest.calendar",
)


def test_every_number_the_api_takes_has_bounds(sent):
    numbers = {
        name: part
        for name, part in sent.items()
        if part["type"] == "integer" and "enum" not in part and not name.endswith(KEYS)
    }

    unbounded = [
        name
        for name, part in numbers.items()
        if part.get("maximum", MOST + 1) > MOST or "minimum" not in part
    ]

    assert len(numbers) > 10
    assert unbounded == []
