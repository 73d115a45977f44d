"""A request is triaged or answered upon what one has read of it."""

from __future__ import annotations

from collections.abc import Iterable

from dataops.base.versions import ChangedMeanwhile
from programs.models import DataRequest

TRIAGE_AGAIN = (
    "This request changed after you opened it: somebody scored it, asked, answered or decided. "
    "Read what stands now: what you wrote is still in the form."
)


ANSWERED_ELSEWHERE = (
    "These answers were changed elsewhere after you opened them here, as in another tab. What you wrote is still "
    "in the form: save again to put both together."
)


def check_request(request: DataRequest, version: int | None) -> None:
    """Refuse triage upon another state of a request than the one that stands."""
    if version is not None and version != request.version:
        raise ChangedMeanwhile(request, TRIAGE_AGAIN, seen=version)


def check_answers(request: DataRequest, names: Iterable[str], version: int | None) -> None:
    """Refuse answers written upon others than those that stand, as from a second tab; None saw what stands."""
    if version is not None and version != request.version_of(names):
        raise ChangedMeanwhile(request, ANSWERED_ELSEWHERE)
