"""What a figure is called and whether it is still kept, for every page that names one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
