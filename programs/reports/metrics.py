"""What a figure is called and whether it is still kept, for every page that names one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dataops.web.templatetags.formats import average_price, coefficient, duration, number, plural_of, share
from programs.choices import MetricUnit
from programs.models import MetricDefinition


@dataclass(frozen=True)
class Named:
    """A metric as it is named somewhere; `gone` says in words what became of it."""

    key: str
    name: str
    unit: str
    gone: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} ({self.gone})" if self.gone else self.name


def named(keys: Iterable[str]) -> Mapping[str, Named]:
    """The words of each key; of one that is retired, or that nobody ever knew, the words that say so."""
    wanted = list(dict.fromkeys(keys))
    known = MetricDefinition.objects.named(wanted)
    return {key: _named(key, known.get(key)) for key in wanted}


def _named(key: str, definition: MetricDefinition | None) -> Named:
    if definition is None:
        return Named(key, f"“{key.replace('_', ' ')}”", "", "a metric that is not in the registry")
    gone = "" if definition.is_kept else "no longer kept"
    return Named(key, definition.name, definition.unit, gone)


def in_unit(value: float | None, unit: str, currency: str = "") -> str:
    """``94.9%``, ``.71``, ``$7.09``, ``3 d``, ``3,420``: as the metric's unit is written."""
    if value is None:
        return "No data"
    if unit == MetricUnit.SHARE:
        return share(value, 1)
    if unit == MetricUnit.COEFFICIENT:
        return coefficient(value)
    if unit == MetricUnit.MONEY:
        return average_price(value, currency) if currency else number(value, 2)
    if unit == MetricUnit.TIME:
        return duration(value)
    return plural_of(int(value), "day,days") if unit == MetricUnit.DAYS else number(value)
