"""Sums made into figures: the share, cost or count that facts add up to, with its interval or the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dataops.stats.intervals import effective_groups, wilson, wilson_bounds
from programs.choices import Metric
from programs.sockets import Fact, Measure

NOTHING_JUDGED = "Nothing was judged."
NOTHING_DECIDED = "No delivery was decided."
NOTHING_ACCEPTED = "Nothing accepted was paid for."
NOTHING_ENTERED = "Nothing was accepted."
SEVERAL_MONEYS = "Paid in {}, which do not add up."
SHARES = {
    Metric.GOLD_ACCURACY.value: NOTHING_JUDGED,
    Metric.ACCEPTANCE.value: NOTHING_DECIDED,
    "first_pass": NOTHING_DECIDED,
}
FLOWS = (*SHARES, Metric.UNIT_COST.value, "throughput")


def of_metric(facts: Iterable[Fact], metric: str) -> list[Fact]:
    return [fact for fact in facts if fact.metric == metric]


def measured(metric: str, facts: Sequence[Fact]) -> Measure:
    """The figure that these facts of one metric add up to."""
    if metric in SHARES:
        return _share(metric, facts)
    return _count(metric, facts) if metric == "throughput" else _cost(metric, facts)


def currency_of(facts: Iterable[Fact]) -> str:
    """The one money of all of them; none when there are several."""
    currencies = {fact.currency for fact in facts}
    return currencies.pop() if len(currencies) == 1 else ""


def _share(metric: str, facts: Sequence[Fact]) -> Measure:
    met, of = sum(fact.numerator for fact in facts), sum(fact.denominator or 0 for fact in facts)
    if not of:
        return Measure(metric, "", None, reason=SHARES[metric], numerator=0, denominator=0)
    squares = sum(fact.squares for fact in facts)
    if squares:
        low, high = wilson_bounds(met / of, effective_groups(of, squares))
    else:
        found = wilson(met, of)
        low, high = found.ci_low or 0.0, found.ci_high or 0.0
    return Measure(metric, "", met / of, low, high, n=of, numerator=met, denominator=of)


def _cost(metric: str, facts: Sequence[Fact]) -> Measure:
    units = sum(fact.denominator or 0 for fact in facts)
    currencies = sorted({fact.currency for fact in facts})
    if len(currencies) > 1:
        reason = SEVERAL_MONEYS.format(" and ".join(currencies))
        return Measure(metric, "", None, n=max(0, units), reason=reason, unit="money")
    amount = sum(fact.numerator for fact in facts)
    if units <= 0:
        return Measure(
            metric, "", None, reason=NOTHING_ACCEPTED, numerator=amount, denominator=units, unit="money"
        )
    return Measure(metric, "", amount / units, n=units, numerator=amount, denominator=units, unit="money")


def _count(metric: str, facts: Sequence[Fact]) -> Measure:
    units = sum(fact.numerator for fact in facts)
    if not facts:
        return Measure(metric, "", None, reason=NOTHING_ENTERED, unit="count")
    return Measure(metric, "", units, n=max(0, int(units)), numerator=units, unit="count")
