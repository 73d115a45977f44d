"""Agreement of any number of annotators on categories, whoever labelled what.

All of them compare the share of agreeing pairs p_a with the share p_e expected by chance,
(p_a - p_e) / (1 - p_e), and differ in what they call chance. With weights they count near misses.

References
----------
K. L. Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48 (AC1);
K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed. (missing ratings, standard errors);
J. L. Fleiss (1971), Psychological Bulletin 76, 378-382;
R. L. Brennan, D. J. Prediger (1981), Educational and Psychological Measurement 41, 687-699.
"""

from dataclasses import dataclass, replace
from typing import Any

from dataops.stats.arguments import two_sided
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.moments import Moments, chance_obstacle, estimate, obstacle
from dataops.stats.rare_labels import ENOUGH_OF_A_KIND, minority_items, widened, with_two_more
from dataops.stats.results import Estimate, Level, Reason
from dataops.stats.spread import NO_SPREAD, Floats
from dataops.stats.tally import Tally


@dataclass(frozen=True, slots=True)
class Agreement:
    """The headline coefficients of one tally, side by side as they should be read.

    `minority_items` counts the overlapping items on which anybody gave another label than the commonest.
    """

    items: int
    overlapping_items: int
    annotators: int
    judgements: int
    percent_agreement: Estimate
    alpha: Estimate
    ac1: Estimate
    fleiss_kappa: Estimate
    brennan_prediger: Estimate
    minority_items: int = 0

    @property
    def rests_on_few(self) -> bool:
        """Do so few items hold a rarer label that a handful more could move the coefficients far?"""
        return self.alpha.ci_low is not None and self.minority_items < min(
            ENOUGH_OF_A_KIND, self.overlapping_items / 2.0
        )


def agreement(
    tally: Tally,
    *,
    level: Level = "nominal",
    values: list[float] | None = None,
    weights: Floats | None = None,
    confidence: float = 0.95,
) -> Agreement:
    """All headline coefficients; where they rest on few items, with the intervals of `rare_labels`.

    Parameters
    ----------
    level, values
        What alpha measures, as `krippendorff_alpha` takes them.
    weights : (categories, categories)
        Agreement weights by which near misses count: AC1 is then AC2. Alpha goes by them where its level is nominal.
    """
    two_sided(confidence)
    found = _side_by_side(tally, level, values, weights, confidence)
    if weights is not None or not found.rests_on_few:
        return found
    more = _side_by_side(with_two_more(tally), level, values, None, confidence)
    names = (
        "percent_agreement",
        "ac1",
        "fleiss_kappa",
        "brennan_prediger",
        *(["alpha"] * (level == "nominal")),
    )
    honest: dict[str, Any] = {name: widened(getattr(found, name), getattr(more, name)) for name in names}
    return replace(found, **honest)


def _side_by_side(
    tally: Tally, level: Level, values: list[float] | None, weights: Floats | None, confidence: float
) -> Agreement:
    near = weights if level == "nominal" else None
    return Agreement(
        items=tally.items,
        overlapping_items=tally.overlapping_items,
        annotators=int(tally.annotators.size),
        judgements=tally.judgements,
        percent_agreement=percent_agreement(tally, weights=weights, confidence=confidence),
        alpha=krippendorff_alpha(tally, level, values, weights=near, confidence=confidence),
        ac1=gwet_ac1(tally, weights=weights, confidence=confidence),
        fleiss_kappa=fleiss_kappa(tally, weights=weights, confidence=confidence),
        brennan_prediger=brennan_prediger(tally, weights=weights, confidence=confidence),
        minority_items=minority_items(tally),
    )


def percent_agreement(tally: Tally, *, weights: Floats | None = None, confidence: float = 0.95) -> Estimate:
    """The share of agreeing pairs of annotators, averaged over items with two labels or more."""
    if reason := obstacle(tally):
        return Estimate.undefined(reason)
    moments = Moments.of(tally, weights)
    if moments.overlapping < 2:
        return Estimate(moments.observed, None, None, None, Reason.TOO_FEW.value, 1)
    influence = (moments.items / moments.overlapping) * moments.agreeing * moments.overlaps
    return estimate(moments.observed, influence, moments.times, moments, 0.0, confidence, lowest=0.0)


def gwet_ac1(tally: Tally, *, weights: Floats | None = None, confidence: float = 0.95) -> Estimate:
    """Gwet's AC1 (AC2 with weights): agreement by chance is possible only on items that are hard to label.

    So skewed labels do not sink it. It depends on how many categories are declared, `tally.n_classes`.
    """
    if reason := chance_obstacle(tally):
        return Estimate.undefined(reason, tally.overlapping_items)
    moments = Moments.of(tally, weights)
    prevalence, k = moments.prevalence, tally.n_classes
    scale = float(moments.weights.sum()) / (k * (k - 1.0))
    expected = scale * float(prevalence @ (1.0 - prevalence))
    return _beyond_chance(moments, expected, scale * (moments.shares @ (1.0 - prevalence)), confidence)


def fleiss_kappa(tally: Tally, *, weights: Floats | None = None, confidence: float = 0.95) -> Estimate:
    """Fleiss' kappa, in the general form that allows a different number of labels per item."""
    if reason := chance_obstacle(tally):
        return Estimate.undefined(reason, tally.overlapping_items)
    moments = Moments.of(tally, weights)
    near = (moments.weights + moments.weights.T) / 2.0 @ moments.prevalence
    return _beyond_chance(moments, float(moments.prevalence @ near), moments.shares @ near, confidence)


def brennan_prediger(tally: Tally, *, weights: Floats | None = None, confidence: float = 0.95) -> Estimate:
    """Agreement beyond guessing evenly among the declared categories (free-marginal kappa)."""
    if reason := chance_obstacle(tally):
        return Estimate.undefined(reason, tally.overlapping_items)
    moments = Moments.of(tally, weights)
    expected = float(moments.weights.sum()) / tally.n_classes**2
    return _beyond_chance(moments, expected, None, confidence)


def _beyond_chance(moments: Moments, expected: float, by_item: Floats | None, confidence: float) -> Estimate:
    """(p_a - p_e) / (1 - p_e) with Gwet's linearised standard error; `by_item` averages to p_e."""
    if 1.0 - expected < NO_SPREAD:
        return Estimate.undefined(Reason.ONE_CATEGORY, round(moments.overlapping))
    value = (moments.observed - expected) / (1.0 - expected)
    weight = moments.items / moments.overlapping
    influence = weight * moments.overlaps * (moments.agreeing - expected) / (1.0 - expected)
    if by_item is not None:
        influence = influence - 2.0 * (1.0 - value) * (by_item - expected) / (1.0 - expected)
    return estimate(value, influence, moments.times, moments, expected, confidence)
