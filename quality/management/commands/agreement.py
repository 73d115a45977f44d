"""`manage.py agreement LABELS.csv`: how far annotators agree, from a file alone - no database, no server."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dataops.stats.measurement import Consensus, Measurement, measure
from dataops.stats.results import LEVELS, Estimate, Reason
from dataops.stats.tables import BadTable, read_gold, read_labels

COEFFICIENTS = {
    "percent_agreement": "Percent agreement",
    "alpha": "Krippendorff's alpha",
    "ac1": "Gwet's AC1",
    "fleiss_kappa": "Fleiss' kappa",
    "brennan_prediger": "Brennan-Prediger",
}


class Command(BaseCommand):
    help = (
        "Measure agreement and consensus in a file of labels with the columns item_id, annotator_id and label "
        "(CSV or gzip). Of several answers of one annotator to one item the last row holds."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("labels", type=Path, metavar="LABELS.csv[.gz]")
        parser.add_argument("--gold", type=Path, metavar="GOLD.csv[.gz]", help="columns item_id and label")
        parser.add_argument("--level", choices=LEVELS, default="nominal", help="what the labels measure")
        parser.add_argument(
            "--categories", default="", metavar="A,B,C", help="the label schema's categories in their order"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        declared = [name.strip() for name in options["categories"].split(",") if name.strip()]
        try:
            labels = read_labels(options["labels"], options["level"], declared)
            gold = read_gold(options["gold"], labels) if options["gold"] else None
        except BadTable as fault:
            raise CommandError(str(fault)) from fault
        found = measure(labels, options["level"], gold)
        if options["json"]:
            self.stdout.write(json.dumps(found.to_json(), indent=2, allow_nan=False))
        else:
            self.stdout.write("\n".join(_page(options["labels"].name, found)))


def _page(name: str, found: Measurement) -> list[str]:
    """The measurement as a person reads it: the value, its interval, and what it rests on."""
    of = found.agreement
    return [
        f"{name}: {of.judgements:,} labels by {of.annotators:,} annotators on {of.items:,} items.",
        f"{of.overlapping_items:,} items have two labels or more.",
        *_repeats(found),
        "",
        f"{'Agreement':<24}{'value':>8}   95 % interval",
        *[_row(title, getattr(of, key)) for key, title in COEFFICIENTS.items()],
        f"Alpha is {found.level}; AC1 and Brennan-Prediger count {len(found.categories)} categories.",
        "",
        f"{'Right against gold':<24}{'value':>8}   95 % interval",
        _row("Majority vote", found.majority.accuracy),
        _row("Dawid-Skene", found.dawid_skene.accuracy),
        _ties(found.majority),
    ]


def _row(title: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return f"{title:<24}{'-':>8}   No gold was given."
    if estimate.estimate is None:
        return f"{title:<24}{'-':>8}   {Reason(estimate.reason).sentence}"
    if estimate.ci_low is None or estimate.ci_high is None:
        return f"{title:<24}{estimate.estimate:>8.3f}   {Reason(estimate.reason).sentence}"
    return f"{title:<24}{estimate.estimate:>8.3f}   {estimate.ci_low:.3f} to {estimate.ci_high:.3f}"


def _repeats(found: Measurement) -> list[str]:
    if not found.repeated_pairs:
        return []
    return [
        f"{found.repeats:,} earlier answers of the same annotator to the same item are left out.",
        f"{found.consistent_pairs:,} of {found.repeated_pairs:,} such pairs of item and annotator never changed.",
    ]


def _ties(vote: Consensus) -> str:
    if vote.tie_share is None:
        return "Ties: no data."
    return f"The vote is tied on {vote.ties:,} items ({vote.tie_share:.1%}); a tie counts as a fair draw."
