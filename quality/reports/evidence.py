"""What is known about a delivery when somebody has to answer it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max

from dataops.base.sight import sight_of
from dataops.stats.intervals import wilson
from dataops.stats.results import Estimate
from labeling.models import Annotation, Batch, BatchShare
from quality.choices import Standing
from quality.models import BatchTally, GoldCount
from quality.reports.standing import Finding, agreement_finding, gold_finding, targets_of
from quality.reports.state import NOTHING, stored_estimate
from vendors.choices import EvidenceMetric
from vendors.models import Evidence


@dataclass(frozen=True)
class ShareEvidence:
    """The figures of one delivery, live or as they were frozen with its decision."""

    findings: tuple[Finding, ...]
    gold_by_vendor: tuple[Finding, ...]
    agreeing_pairs: int
    compared_pairs: int
    judgements: int
    measured_at: str

    @property
    def suggestion(self) -> str:
        """A rule of thumb, never a decision: reject, accept, or look closer."""
        standings = {finding.standing for finding in self.findings}
        if Standing.MISSED in standings:
            return "reject"
        settled = standings - {Standing.UNJUDGED, Standing.NO_DATA}
        return "accept" if settled == {Standing.REACHED} else "look"

    def to_json(self) -> dict[str, Any]:
        return {
            "findings": [finding.to_json() for finding in self.findings],
            "gold_by_vendor": [finding.to_json() for finding in self.gold_by_vendor],
            "agreeing_pairs": self.agreeing_pairs,
            "compared_pairs": self.compared_pairs,
            "judgements": self.judgements,
            "measured_at": self.measured_at,
            "suggestion": self.suggestion,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> ShareEvidence:
        return cls(
            tuple(map(Finding.from_json, stored["findings"])),
            tuple(map(Finding.from_json, stored["gold_by_vendor"])),
            stored["agreeing_pairs"],
            stored["compared_pairs"],
            stored["judgements"],
            stored["measured_at"],
        )


def share_evidence(share: BatchShare) -> ShareEvidence:
    batch, program_id = share.batch, share.batch.project.program_id
    targets = targets_of([program_id])[program_id]
    tally = BatchTally.objects.filter(batch=batch).first()
    results = tally.results if tally else None
    gold = gold_by_vendor(batch)
    agreeing, compared = _pairs(share)
    return ShareEvidence(
        (
            agreement_finding(stored_estimate(results, "alpha"), targets),
            Finding("percent_agreement", "Percent agreement", stored_estimate(results, "percent_agreement")),
            gold_finding(gold.get(share.vendor_id, ("", NOTHING))[1], targets),
        ),
        tuple(replace(gold_finding(found, targets), label=name) for name, found in gold.values()),
        agreeing,
        compared,
        results["judgements"] if results else 0,
        tally.computed_at.isoformat() if tally else "",
    )


def version_of(share: BatchShare) -> int:
    """Which state of the evidence somebody decides upon: its figures, the labels it may not have counted yet,
    and whether somebody answered.

    When it was counted is no part of it: the same figures counted again are the same evidence.
    """
    figures = replace(share_evidence(share), measured_at="").to_json()
    answered = share.delivery.state if share.delivery else ""
    return sight_of(figures, share.delivery_id, answered, _labels(share.batch))


def gold_by_vendor(batch: Batch) -> dict[int, tuple[str, Estimate]]:
    """Each vendor's name and gold accuracy in the batch, by name."""
    rows = (
        GoldCount.objects.filter(batch=batch)
        .values("vendor", "vendor__organisation__name")
        .sums()
        .order_by("vendor__organisation__name")
    )
    return {
        row["vendor"]: (row["vendor__organisation__name"], wilson(row["correct_sum"], row["judged_sum"]))
        for row in rows
    }


def _pairs(share: BatchShare) -> tuple[int, int]:
    """Of all pairs of judgements of one item with one of this vendor: how many agree, how many there are."""
    found = Evidence.objects.filter(
        vendor=share.vendor_id,
        program=share.batch.project.program_id,
        batch_ref=share.batch.number,
        metric=EvidenceMetric.AGREEMENT,
        attempt=share.attempt,
    ).first()
    return (found.numerator, found.denominator) if found else (0, 0)


def is_measured(batch: Batch) -> bool:
    """Does the tally know every label the batch has now?"""
    tally = BatchTally.objects.filter(batch=batch).first()
    seen = (tally.annotations_seen, tally.last_annotation or None) if tally else (0, None)
    return tally is not None and seen == _labels(batch)


def _labels(batch: Batch) -> tuple[int, int | None]:
    """How many labels the batch has, and the newest."""
    labels = Annotation.objects.filter(batch=batch).aggregate(count=Count("pk"), newest=Max("pk"))
    return labels["count"], labels["newest"]
