"""`manage.py sampling_plan`: how many items of a lot to check, and what that promises - no database, no server."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dataops.stats.rectifying import outgoing_limit
from dataops.stats.sampling import Plan, single_plan, whole_items
from dataops.stats.z14 import SEVERITIES, indexed_plan
from dataops.stats.z14_tables import LEVELS

KEY_CHANCES = (0.95, 0.50, 0.10)
TWO_POINTS, TABLES = ("alpha", "beta"), ("level", "severity")

REDUCED = [
    "",
    "Reduced inspection is for steady production after 10 lots accepted in a row on normal inspection.",
    "The limit numbers of table VIII of Z1.4 are not among our tables: those 10 lots are asked for instead.",
]


class Command(BaseCommand):
    help = (
        "Find a sampling plan. From two points: --aql and --ltpd as shares (0.01 or 1%%), with --lot-size for "
        "a lot few enough to count. From the tables of ANSI/ASQ Z1.4: --lot-size and --aql in per cent (0.65)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--aql", required=True, help="the share defective that is fine")
        parser.add_argument("--ltpd", help="the share defective that must not pass")
        parser.add_argument("--alpha", type=float, help="risk of rejecting a lot at the AQL (0.05)")
        parser.add_argument("--beta", type=float, help="risk of accepting a lot at the LTPD (0.10)")
        parser.add_argument("--lot-size", type=int, metavar="N", help="items in the lot")
        parser.add_argument("--level", choices=LEVELS, help="inspection level of the tables (II)")
        parser.add_argument("--severity", choices=SEVERITIES, help="which of the tables (normal)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = _two_points(options) if options["ltpd"] else _from_tables(options)
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, allow_nan=False))
        else:
            self.stdout.write("\n".join(_page(found)))


def _two_points(options: dict[str, Any]) -> dict[str, Any]:
    _leave_out(options, TABLES, "--ltpd")
    aql, ltpd, lot = _share("--aql", options["aql"]), _share("--ltpd", options["ltpd"]), options["lot_size"]
    alpha = 0.05 if options["alpha"] is None else options["alpha"]
    beta = 0.10 if options["beta"] is None else options["beta"]
    if aql >= ltpd:
        raise ValueError("Expected --ltpd, which must not pass, above --aql, which is fine.")
    for name, risk in {"--alpha": alpha, "--beta": beta}.items():
        if not 0.0 < risk < 1.0:
            raise ValueError(f"Expected {name}, a risk, between 0 and 1 such as 0.05, got {risk}.")
    if alpha + beta >= 1.0:
        raise ValueError("Expected --alpha and --beta together below 1: they are risks.")
    plan = single_plan(aql, ltpd, good_accepted=1.0 - alpha, bad_accepted=beta, lot=lot)
    good, bad = (aql, ltpd) if lot is None else whole_items(aql, ltpd, lot)
    return {
        **_numbers(plan, plan.accept, plan.accept + 1, lot),
        "aql": aql,
        "ltpd": ltpd,
        "alpha": alpha,
        "beta": beta,
        "producer_risk": 1.0 - plan.acceptance(good),
        "consumer_risk": plan.acceptance(bad),
        "oc": _curve(plan, {"AQL": good, "LTPD": bad}),
    }


def _from_tables(options: dict[str, Any]) -> dict[str, Any]:
    if options["lot_size"] is None:
        raise ValueError("Give --ltpd for a plan from two points, or --lot-size for one from the tables.")
    _leave_out(options, TWO_POINTS, "a plan from the tables, which has no --ltpd")
    aql, level, severity = options["aql"].strip().rstrip("%"), options["level"], options["severity"]
    found = indexed_plan(options["lot_size"], aql, level=level or "II", severity=severity or "normal")
    share = round(float(found.aql) / 100.0, 12)
    return {
        **_numbers(found.plan, found.accept, found.reject, found.lot),
        "aql": float(found.aql),
        "level": found.level,
        "severity": found.severity,
        "code_letter": found.letter,
        "plan_letter": found.used,
        "checks_whole_lot": found.checks_whole_lot,
        "producer_risk": 1.0 - found.plan.acceptance(share),
        "oc": _curve(found.plan, {"AQL": share}),
    }


def _numbers(plan: Plan, accept: int, reject: int, lot: int | None) -> dict[str, Any]:
    method = "poisson" if plan.counts_defects else "binomial" if plan.lot is None else "hypergeometric"
    facts = {"n": plan.size, "c": accept, "r": reject, "lot_size": lot, "method": method}
    if lot is None or plan.counts_defects:
        return {**facts, "aoql": None, "aoql_reason": "counts_defects" if lot else "no_lot"}
    return {**facts, "aoql": outgoing_limit(plan, lot).outgoing, "aoql_reason": None}


def _curve(plan: Plan, named: dict[str, float]) -> list[dict[str, Any]]:
    """The key points of the OC curve: those asked for, and where it passes 95, 50 and 10 per cent."""
    points = {plan.quality_accepted(chance): None for chance in KEY_CHANCES}
    points |= {share: name for name, share in named.items()}
    return [{"share": p, "acceptance": plan.acceptance(p), "name": points[p]} for p in sorted(points)]


def _page(found: dict[str, Any]) -> list[str]:
    """The plan as a manager reads it."""
    counts = found["method"] == "poisson"
    return [
        f"Check {found['n']:,} items{_of_lot(found)}, drawn at random.",
        _numbers_of(found, "defects" if counts else "defective"),
        *_gap(found),
        "",
        f"{'Defects per 100 items' if counts else 'Defective':<24}lots accepted",
        *[_point(point, "" if counts else "%") for point in found["oc"]],
        *_whole_items(found),
        *_outgoing(found),
        *(REDUCED if found.get("severity") == "reduced" else []),
    ]


def _numbers_of(found: dict[str, Any], what: str) -> str:
    most = "no" if found["c"] == 0 else f"{found['c']:,} or fewer"
    return f"Accept the lot with {most} {what}, reject it with {found['r']:,} or more."


def _point(point: dict[str, Any], sign: str) -> str:
    share = f"{100 * point['share']:.2f}{sign}"
    return f"{share:>10}  {point['name'] or '':<12}{point['acceptance']:>11.1%}"


def _whole_items(found: dict[str, Any]) -> list[str]:
    """A small lot cannot be 1 % defective: what it can be is a number of items."""
    lot, aql = found["lot_size"], found["aql"] / (1 if "ltpd" in found else 100)
    if lot is None or found["method"] == "poisson" or aql * lot >= 1:
        return []
    return [
        f"One item of {lot:,} is already {1 / lot:.2%}: a lot within the AQL has no defective item at all."
    ]


def _of_lot(found: dict[str, Any]) -> str:
    if found["lot_size"] is None:
        return " of each lot"
    return " (the whole lot)" if found["n"] == found["lot_size"] else f" of {found['lot_size']:,}"


def _gap(found: dict[str, Any]) -> list[str]:
    gap = found["r"] > found["c"] + 1
    return ["Between the two, accept the lot and return to normal inspection."] if gap else []


def _outgoing(found: dict[str, Any]) -> list[str]:
    if found["aoql"] is None:
        return []
    worst = f"{found['aoql']:.2%}"
    return ["", f"Where rejected lots are checked in full, at worst {worst} defective leave on average."]


def _share(name: str, text: str) -> float:
    """A share, written as 0.01 or 1%."""
    try:
        share = float(text.rstrip("% ")) / (100.0 if "%" in text else 1.0)
    except ValueError:
        share = 0.0  # refused below in the same words
    if not 0.0 < share < 1.0:
        raise ValueError(f"Expected {name} as a share between 0 and 1, such as 0.01 or 1%, got {text}.")
    return share


def _leave_out(options: dict[str, Any], names: tuple[str, ...], beside: str) -> None:
    given = [f"--{name}" for name in names if options[name] is not None]
    if given:
        raise ValueError(f"{' and '.join(given)} cannot be used with {beside}.")
