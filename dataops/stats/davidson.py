"""Davidson's model of comparisons with ties, fitted by Newton's method.

With s = (ability of i, ability of j, their mean + delta) a comparison ends i, j or tied with probabilities
exp(s) / sum exp(s): a concave log-likelihood, so the one top there is gets found.

References
----------
R. R. Davidson (1970), JASA 65, 317-328; L. R. Ford (1957), American Mathematical Monthly 64(8), 28-33.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dataops.stats.codes import Codes
from dataops.stats.preference import EQUAL, FIRST, SECOND
from dataops.stats.results import Reason
from dataops.stats.spread import Floats

_STEPS, _CLOSE = 100, 1e-10
_FARTHEST = 25.0  # log-odds of 1 to 72,000,000,000 come from no data: the top is at infinity


@dataclass(frozen=True, eq=False, slots=True)
class Matches:
    """How often each of two won, and how often nobody did.

    Parameters
    ----------
    wins : (things, things)
        How often the thing of the row was chosen over that of the column.
    ties : (things, things)
        Symmetric.
    """

    wins: Floats
    ties: Floats

    @classmethod
    def of(cls, first: Codes, second: Codes, choice: Codes, things: int) -> "Matches":
        def table(rows: Codes, columns: Codes) -> Floats:
            counted = np.bincount(rows * things + columns, minlength=things * things)
            return counted.reshape(things, things).astype(np.float64)

        one, two, tied = (choice == said for said in (FIRST, SECOND, EQUAL))
        drawn = table(first[tied], second[tied])
        return cls(table(first[one], second[one]) + table(second[two], first[two]), drawn + drawn.T)

    @property
    def obstacle(self) -> Reason | None:
        """Why no scale can hold all things: no chain of comparisons, or no chain of lost ones, between some."""
        beaten = (self.wins + self.ties) > 0
        if not _reaches_all(beaten | beaten.T):
            return Reason.DISCONNECTED
        return None if _reaches_all(beaten) and _reaches_all(beaten.T) else Reason.ONE_SIDED


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """Abilities around 0 with their covariance, and delta, the logarithm of nu, with its standard error."""

    ability: Floats
    covariance: Floats
    tie: float
    tie_se: float


def fit(matches: Matches) -> Fit | Reason:
    """The likeliest abilities, or why there are none."""
    if obstacle := matches.obstacle:
        return obstacle
    things, with_ties = len(matches.wins), bool(matches.ties.any())
    at = np.append(np.zeros(things), 0.0 if with_ties else -np.inf)
    top, slope, information = _at(matches, at)
    for _ in range(_STEPS):
        step = np.linalg.solve(_anchored(information, with_ties), slope)
        size = 1.0
        while (found := _at(matches, at + size * step))[0] < top - _CLOSE * abs(top) and size > _CLOSE:
            size /= 2.0
        at, (top, slope, information) = at + size * step, found
        if np.ptp(at[:-1]) > _FARTHEST or (with_ties and abs(at[-1]) > _FARTHEST):
            return Reason.ONE_SIDED
        if np.abs(step).max() < _CLOSE:
            break
    covariance = np.linalg.inv(_anchored(information, with_ties))
    things = len(at) - 1
    centred = np.eye(things) - 1.0 / things
    abilities = centred @ covariance[:-1, :-1] @ centred
    return Fit(centred @ at[:-1], abilities, float(at[-1]), float(np.sqrt(covariance[-1, -1])))


def _at(matches: Matches, at: Floats) -> tuple[float, Floats, Floats]:
    """Log-likelihood, its gradient and the information at these abilities and delta."""
    ability, delta = at[:-1], at[-1]
    games = matches.wins + matches.wins.T + matches.ties
    ahead = (ability[:, None] - ability[None, :]) / 2.0
    weight = np.exp(ahead) + np.exp(-ahead) + np.exp(delta)
    win, tie = np.exp(ahead) / weight, np.exp(delta) / weight
    logs = np.log(weight)
    likelihood = float((matches.wins * (ahead - logs)).sum() - (matches.ties * logs).sum() / 2.0)
    all_ties = float(matches.ties.sum()) / 2.0
    likelihood += all_ties * float(delta) if all_ties else 0.0
    surprise = matches.wins + matches.ties / 2.0 - games * (win + tie / 2.0)
    slope = np.append(surprise.sum(axis=1), all_ties - float((games * tie).sum()) / 2.0)
    spread = games * ((win + win.T) - (win - win.T) ** 2) / 4.0
    mixed = -games * tie * (win - win.T) / 2.0
    information = np.zeros((at.size, at.size))
    information[:-1, :-1] = np.diag(spread.sum(axis=1)) - spread
    information[:-1, -1] = information[-1, :-1] = mixed.sum(axis=1)
    information[-1, -1] = float((games * tie * (1.0 - tie)).sum()) / 2.0
    return likelihood, slope, information


def _anchored(information: Floats, with_ties: bool) -> Floats:
    """The information, and as much again about what the data leave open: the sum of abilities, and delta without ties."""
    still = information.copy()
    still[:-1, :-1] += max(1.0, float(information.max())) / len(information)
    still[-1, -1] += 0.0 if with_ties else 1.0
    return still


def _reaches_all(edges: NDArray[np.bool_]) -> bool:
    """Can every thing be reached from the first, along the rows' edges?"""
    reached = np.zeros(len(edges), np.bool_)
    reached[0] = True
    frontier = reached
    while frontier.any():
        frontier = edges[frontier].any(axis=0) & ~reached
        reached = reached | frontier
    return bool(reached.all())
