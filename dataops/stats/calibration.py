"""Whether past forecasts kept their word: of what was promised with 85 percent, 85 percent should be there in time.

References
----------
T. Gneiting, A. E. Raftery (2007), JASA 102, 359-378, section 6 (the pinball loss of a quantile);
R. Koenker, G. Bassett (1978), Econometrica 46, 33-50. E. B. Wilson (1927), JASA 22, 209-212.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dataops.stats.arguments import numbers_or_holes, real_numbers, two_sided
from dataops.stats.forecast import SHARES
from dataops.stats.intervals import wilson
from dataops.stats.results import Estimate, Reason
from dataops.stats.spread import Floats, mean_of_values

FEWEST_FORECASTS = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """How one percentile did.

    Parameters
    ----------
    promised : float
        The share of outcomes that should come at or before it.
    share : Estimate
        The share that did, with Wilson's interval; `n` counts the forecasts whose day has come.
    loss : Estimate
        Mean pinball loss in days, of outcomes that are known: smaller is better, and only comparable between
        forecasts of the same things.
    """

    promised: float
    share: Estimate
    loss: Estimate

    @property
    def is_kept(self) -> bool | None:
        """Is the promise within the interval? None where there are too few forecasts to say."""
        if self.share.ci_low is None or self.share.ci_high is None:
            return None
        return self.share.ci_low <= self.promised <= self.share.ci_high


def calibration(
    predicted: ArrayLike,
    outcome: ArrayLike,
    elapsed: ArrayLike | None = None,
    *,
    shares: tuple[float, ...] = SHARES,
    confidence: float = 0.95,
) -> list[Kept]:
    """How each percentile of past forecasts did. Take one forecast of each thing: two of the same are one.

    Parameters
    ----------
    predicted : (forecasts, shares) days
        From the forecast to its p50, p85, p95; NaN where it gave none.
    outcome : (forecasts,) days
        From the forecast to the end; NaN while it is still to come.
    elapsed : (forecasts,) days
        From the forecast to today. A percentile is judged once its day has come, whether or not the thing is done:
        judged by what is done, late things would be left out for being late. Without it all is in the past.
    """
    two_sided(confidence)
    days, came = numbers_or_holes("predicted", predicted), numbers_or_holes("outcome", outcome)
    age = np.full(came.shape, np.inf) if elapsed is None else real_numbers("elapsed", elapsed)
    if days.ndim != 2 or days.shape != (came.size, len(shares)) or age.shape != came.shape:
        raise ValueError(f"Expected {len(shares)} days predicted and one outcome for each forecast.")
    if (np.nan_to_num(came) > age).any():
        raise ValueError("Expected no outcome after today.")
    return [_kept(share, column, came, age, confidence) for share, column in zip(shares, days.T, strict=True)]


def _kept(share: float, days: Floats, came: Floats, age: Floats, confidence: float) -> Kept:
    due = days <= age
    n = int(due.sum())
    if n < FEWEST_FORECASTS:
        nothing = Estimate.undefined(Reason.TOO_FEW if n else Reason.EMPTY, n)
        return Kept(share, nothing, nothing)
    late = (came - days)[due & ~np.isnan(came)]
    loss = np.maximum(share * late, (share - 1.0) * late)
    return Kept(
        share,
        wilson(int((came <= days)[due].sum()), n, confidence),
        mean_of_values(loss, confidence, bounded=False) if loss.size else Estimate.undefined(Reason.EMPTY),
    )
