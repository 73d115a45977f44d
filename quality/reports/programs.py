"""A program's agreement and gold accuracy, for whoever shows programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dataops.stats.combined import weighted_sum
from dataops.stats.intervals import wilson
from dataops.stats.results import Estimate
from quality.models import AgreementSnapshot, GoldCount, GoldSnapshot
from quality.models.agreement import SnapshotQuerySet
from quality.reports.state import NOTHING, stored_estimate


@dataclass(frozen=True)
class Measured:
    """A program's quality as it was last measured by the end of a day; None what was not measured by then.

    `gold` is the right answers and the accuracy, `on` the day of the newest measurement behind the figures.
    """

    alpha: Estimate | None
    gold: tuple[int, Estimate] | None
    on: date | None


def measured_of(program_ids: Sequence[int], *, on: date) -> dict[int, Measured]:
    """Of each program with anything measured, also when that was only after the day."""
    snapshots = AgreementSnapshot.objects.filter(project__program__in=program_ids)
    known = _by_program(snapshots, on=on)
    later = dict(snapshots.after(on=on).order_by().values_list("project", "project__program").distinct())
    gold, gold_days = _gold(program_ids, later, on=on)
    found = {}
    for pk in {*known, *gold, *later.values()}:
        results = [snapshot.results for snapshot in known[pk]]
        days = [*(snapshot.computed_at.date() for snapshot in known[pk]), *gold_days[pk]]
        found[pk] = Measured(
            pooled_alpha(results) if results else None, gold.get(pk), max(days, default=None)
        )
    return found


def _by_program(snapshots: SnapshotQuerySet, *, on: date) -> dict[int, list[Any]]:
    """The newest of each project by the end of that day."""
    found: dict[int, list[Any]] = defaultdict(list)
    for snapshot in snapshots.known(on=on).newest_per_project().select_related("project"):
        found[snapshot.project.program_id].append(snapshot)
    return found


def _gold(
    program_ids: Sequence[int], later: dict[int, int], *, on: date
) -> tuple[dict[int, tuple[int, Estimate]], dict[int, list[date]]]:
    """Of projects measured again since that day what was kept then; of the others the counts as they are."""
    kept = GoldSnapshot.objects.filter(project__program__in=program_ids)
    moved = {*later, *kept.after(on=on).order_by().values_list("project", flat=True).distinct()}
    sums: dict[int, list[tuple[int, int]]] = defaultdict(list)
    days: dict[int, list[date]] = defaultdict(list)
    for pk, snapshots in _by_program(kept.filter(project__in=moved), on=on).items():
        sums[pk] += [(snapshot.correct, snapshot.judged) for snapshot in snapshots]
        days[pk] += [snapshot.computed_at.date() for snapshot in snapshots]
    counts = GoldCount.objects.filter(project__program__in=program_ids).exclude(project__in=moved)
    for row in counts.values("project__program").sums().order_by():
        sums[row["project__program"]].append((row["correct_sum"], row["judged_sum"]))
    right = {pk: (sum(c for c, _ in parts), sum(n for _, n in parts)) for pk, parts in sums.items()}
    return {pk: (correct, wilson(correct, judged)) for pk, (correct, judged) in right.items() if judged}, days


def pooled_alpha(results: Sequence[dict[str, Any]]) -> Estimate:
    """1 less all observed over all expected disagreement.

    Projects ask different questions, so chance is reckoned within each. The sum is the average of their
    alphas weighted by expected disagreement; its interval takes the weights as given and comes out of theirs, so that
    what is sure of no project is not sure of their sum.
    """
    known = [found for found in results if found["alpha"]["estimate"] is not None]
    if len(known) < 2:
        return (
            stored_estimate(known[0] if known else next(iter(results), None), "alpha") if results else NOTHING
        )
    expected = sum(found["disagreement"][1] for found in known)
    parts = [(found["disagreement"][1] / expected, stored_estimate(found, "alpha")) for found in known]
    return weighted_sum(parts, lowest=-1.0, highest=1.0)
