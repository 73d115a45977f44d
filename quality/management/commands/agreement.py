"""`manage.py agreement LABELS.csv`: how far annotators agree, from a file alone - no database, no server."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dataops.stats.mark_measurement import MarkMeasurement, measure_marks
from dataops.stats.mark_parts import mark_parts
from dataops.stats.mark_tables import MARK_LEVELS, SHAPES, read_gold_marks, read_lengths, read_marks
from dataops.stats.measurement import SCALES, Consensus, Measurement, measure
from dataops.stats.parts import PARTS, Part, cannot_rank, parts_of
from dataops.stats.results import Estimate, Reason
from dataops.stats.sets import SET_DISTANCES
from dataops.stats.tables import Labels, read_gold, read_labels, tags_of

Answer = tuple[dict[str, Any], list[Part], list[str]]  # as JSON, its parts, and as a person reads it

COEFFICIENTS = {
    "percent_agreement": "Percent agreement",
    "alpha": "Krippendorff's alpha",
    "ac1": "Gwet's AC1",
    "fleiss_kappa": "Fleiss' kappa",
    "brennan_prediger": "Brennan-Prediger",
}
MARKS = (
    "The labels are lists of marks (spans, boxes), which hardly ever agree as a whole; use --level spans or boxes, "
    "see docs/statistics/spans-and-boxes.md."
)
NO_GOLD = "Not one item of {gold} is among those of {labels}: nothing can be held against it. Is item_id spelled alike in both?"
OF_MARKS = {
    "span_f1_exact": "Span F1, exact",
    "span_f1_relaxed": "Span F1, overlapping",
    "token_alpha": "Token alpha",
    "token_agreement": "Token agreement",
    "box_f1": "Box F1, overlap of half",
    "mean_iou": "Mean overlap of matches",
    "count_alpha": "Alpha of the count",
    "class_agreement": "Same class on matches",
    "class_alpha": "Alpha of that class",
}


class Command(BaseCommand):
    help = (
        "Measure agreement and consensus in a file of labels with the columns item_id, annotator_id and label "
        "(CSV or gzip). Of several answers of one annotator to one item the last row holds. With --level spans or boxes "
        f"a label is a JSON list: spans {SHAPES['spans']}, where end is the first position behind the span; boxes "
        f"{SHAPES['boxes']}; [] where nothing was found."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("labels", type=Path, metavar="LABELS.csv[.gz]")
        parser.add_argument("--gold", type=Path, metavar="GOLD.csv[.gz]", help="columns item_id and label")
        parser.add_argument(
            "--level",
            choices=(*SCALES, *MARK_LEVELS),
            default="nominal",
            help="what the labels measure; masi for sets of tags, spans and boxes for marks in a document",
        )
        parser.add_argument(
            "--categories", default="", metavar="A,B,C", help="the label schema's categories in their order"
        )
        parser.add_argument("--by", choices=PARTS, help="also take the agreement apart")
        parser.add_argument("--column", default="label", help="where the label stands")
        parser.add_argument(
            "--separator", default="|", help="what stands between tags, with masi and jaccard"
        )
        parser.add_argument(
            "--lengths",
            type=Path,
            metavar="ITEMS.csv[.gz]",
            help="columns item_id and n_tokens, for the agreement on tokens with --level spans",
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        by = options["by"]
        try:
            found, parts, page = (self._marks if options["level"] in MARK_LEVELS else self._labels)(options)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        if options["json"]:
            if by:
                found[f"by_{by}"] = [part.to_json() for part in parts]
                found["cannot_rank"] = cannot_rank(parts)
            self.stdout.write(json.dumps(found, indent=2, allow_nan=False))
        else:
            self.stdout.write("\n".join([*page, *_parts(by, parts)]))

    def _labels(self, options: dict[str, Any]) -> Answer:
        level, by = options["level"], options["by"]
        labels, gold, sets = _read(options)
        if looks_like_marks(labels.categories):
            self.stderr.write(MARKS)
        if gold and labels.items and not gold[0].size:
            self._say_no_gold(options)
        found = measure(labels, level, gold, sets=sets)
        parts = parts_of(labels, level, by, gold, sets) if by else []
        return found.to_json(), parts, _page(options["labels"].name, found)

    def _marks(self, options: dict[str, Any]) -> Answer:
        """Spans or boxes: the facts, each annotator's or class's part, and the page."""
        if options["categories"]:
            raise CommandError("Spans and boxes are compared as they lie: --categories does not apply.")
        rows = read_marks(options["labels"], options["level"], column=options["column"])
        gold = read_gold_marks(options["gold"], rows) if options["gold"] else None
        if options["gold"] and rows.items and not gold:
            self._say_no_gold(options)
        lengths = read_lengths(options["lengths"], rows) if options["lengths"] else None
        found = measure_marks(rows, gold, lengths)
        parts = mark_parts(rows, options["by"], gold) if options["by"] else []
        return found.to_json(), parts, _page_of_marks(options["labels"].name, found)

    def _say_no_gold(self, options: dict[str, Any]) -> None:
        self.stderr.write(NO_GOLD.format(gold=options["gold"].name, labels=options["labels"].name))


def _page_of_marks(name: str, of: MarkMeasurement) -> list[str]:
    right = of.against_gold
    scores = {
        "Precision": right and right.precision,
        "Recall": right and right.recall,
        "F1": right and right.f1,
    }
    return [
        f"{name}: {of.marks:,} {of.level} by {of.annotators:,} annotators in {of.items:,} documents.",
        f"{of.overlapping_items:,} documents were read by two annotators or more.",
        *([f"{of.repeats:,} rows were replaced by the annotator's later one."] if of.repeats else []),
        "",
        f"{'Agreement':<24}{'value':>8}   95 % interval, by document",
        *[_row(OF_MARKS[key], estimate) for key, estimate in of.agreement.items()],
        "",
        f"{'Right against gold':<24}{'value':>8}   95 % interval",
        *[_row(title, estimate) for title, estimate in scores.items()],
    ]


def looks_like_marks(names: tuple[str, ...]) -> bool:
    """Is every label a list, as exported spans and boxes are?"""
    return bool(names) and all(name.startswith("[") and name.endswith("]") for name in names)


def _read(options: dict[str, Any]) -> tuple[Labels, Any, list[frozenset[str]]]:
    """The labels, the gold if there is any, and what each category holds where labels are sets."""
    declared = [name.strip() for name in options["categories"].split(",") if name.strip()]
    if twice := sorted({name for name in declared if declared.count(name) > 1}):
        raise CommandError(f"--categories names {', '.join(twice)} more than once.")
    separator = options["separator"] if options["level"] in SET_DISTANCES else ""
    if options["level"] in SET_DISTANCES and (declared or not separator):
        raise CommandError("Sets of tags need a separator, and no categories: those are the sets that occur.")
    level = "nominal" if separator else options["level"]
    labels = read_labels(options["labels"], level, declared, column=options["column"], separator=separator)
    gold = read_gold(options["gold"], labels, separator=separator) if options["gold"] else None
    return labels, gold, [tags_of(name, separator) for name in labels.categories] if separator else []


def _page(name: str, found: Measurement) -> list[str]:
    """The measurement as a person reads it: the value, its interval, and what it rests on."""
    of = found.agreement
    return [
        f"{name}: {of.judgements:,} labels by {of.annotators:,} annotators on {of.items:,} items.",
        f"{of.overlapping_items:,} items have two labels or more.",
        *_repeats(found),
        "",
        *_coefficients(found),
        *_few(found),
        f"Alpha is {found.level}; AC1 and Brennan-Prediger count {len(found.categories)} categories.",
        "",
        f"{'Right against gold':<24}{'value':>8}   95 % interval",
        _row("Majority vote", found.majority.accuracy),
        _row("Dawid-Skene", found.dawid_skene.accuracy),
        _ties(found.majority),
    ]


def _coefficients(found: Measurement) -> list[str]:
    """One row for each; beside an alpha that counts near misses the others say that they do not."""
    note, width = ("", 24) if found.level == "nominal" else (" (nominal)", 28)
    rows = {
        title + note * (key != "alpha"): getattr(found.agreement, key) for key, title in COEFFICIENTS.items()
    }
    if found.ac2:
        rows[f"Gwet's AC2 ({found.level})"] = found.ac2
    head = f"{'Agreement':<{width}}{'value':>8}   95 % interval"
    return [head, *[_row(title, estimate, width) for title, estimate in rows.items()]]


def _few(found: Measurement) -> list[str]:
    of = found.agreement
    if not of.rests_on_few:
        return []
    few = f"Only {of.minority_items:,} items hold another label than the commonest."
    far = "Alpha and the kappas rest on them: a handful more could move them far."
    return (
        [few, far] if found.level == "nominal" else [few, far, f"The {found.level} interval is too narrow."]
    )


def _parts(by: str | None, parts: list[Part]) -> list[str]:
    """One block of rows for each annotator or class."""
    if by is None:
        return []
    lines = ["", f"{'By ' + by:<24}{'value':>8}   95 % interval"]
    for part in parts:
        lines += [f"{part.name} ({part.labels:,} labels)"]
        lines += [_row(f"  {title}", estimate) for title, estimate in part.estimates.items()]
    if cannot_rank(parts):
        lines.append(f"The intervals overlap: there is not enough to rank one {by} above another.")
    return lines


def _row(title: str, estimate: Estimate | None, width: int = 24) -> str:
    if estimate is None:
        return f"{title:<{width}}{'-':>8}   No gold was given."
    if estimate.estimate is None:
        return f"{title:<{width}}{'-':>8}   {Reason(estimate.reason).sentence}"
    if estimate.ci_low is None or estimate.ci_high is None:
        return f"{title:<{width}}{estimate.estimate:>8.3f}   {Reason(estimate.reason).sentence}"
    return f"{title:<{width}}{estimate.estimate:>8.3f}   {estimate.ci_low:.3f} to {estimate.ci_high:.3f}"


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
