"""What requests said of their data, so that nobody types it a second time for compliance."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.models import Clearance
from programs.choices import Sensitivity
from programs.models import DataRequest, Program


def rank(kind: str) -> int:
    """How sensitive; the unsaid is below everything."""
    return Sensitivity.values.index(kind) if kind in Sensitivity.values else -1


def said_of(programs: Iterable[Program]) -> dict[int, list[DataRequest]]:
    """By program the requests that say of what class its data is, the most sensitive first."""
    found: dict[int, list[DataRequest]] = {program.pk: [] for program in programs}
    requests = DataRequest.objects.filter(program__in=found).exclude(sensitivity="").order_by("pk")
    for request in sorted(requests, key=lambda request: -rank(request.sensitivity)):
        found[request.program_id].append(request)
    return found


def most_sensitive(said: Iterable[DataRequest], clearance: Clearance | None = None) -> str:
    """The class to ask compliance about: of all that requests said and what was asked before; empty when nobody said."""
    kinds = [request.sensitivity for request in said] + ([clearance.sensitivity] if clearance else [])
    return max(kinds, key=rank, default="")


def sources(said: Iterable[DataRequest]) -> str:
    """Where the data comes from, in the words of the requests."""
    return "\n".join(f"{request.number}: {request.source}" for request in said if request.source)


def beyond(said: Iterable[DataRequest], clearance: Clearance) -> DataRequest | None:
    """The request that brings more sensitive data than compliance was asked about."""
    first = next(iter(said), None)
    return first if first and rank(first.sensitivity) > rank(clearance.sensitivity) else None
