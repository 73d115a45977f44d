"""One contest for each statistic that a peer has too. Only `bench.peers` imports this, once all peers are here.

Ours count the rows anew in every round; peers that take counts or a wide table are given them ready.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import krippendorff
import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene, MajorityVote, OneCoinDawidSkene
from irrCAC.raw import CAC
from nltk.metrics.agreement import AnnotationTask
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from bench.frame import Line, interleaved
from bench.stats import ANNOTATORS, CLASSES, PER_ITEM, judgements
from dataops.stats.aggregation import majority
from dataops.stats.agreement import agreement
from dataops.stats.dawid_skene import dawid_skene
from dataops.stats.krippendorff import krippendorff_alpha
from dataops.stats.one_coin import one_coin
from dataops.stats.rater_pairs import RaterPairs
from dataops.stats.resampling import bootstrap
from dataops.stats.tally import Tally
from dataops.stats.two_raters import cohen_kappa

ROWS = 100_000
PAIRS, RESAMPLES, STEPS = 100, 5, 3  # what slow peers are asked for; their time is scaled up where it says so
EXACT, MODEL = 1e-9, 1e-6  # sums in another order; posteriors that peers keep away from 0 and 1
ALL_PAIRS = ANNOTATORS * (ANNOTATORS - 1) // 2

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Contest:
    """One question to a peer and to us.

    Parameters
    ----------
    tolerance : how far the answers may lie apart; None where chance has a part in them
    goal : how many times faster we want to be; without one the times are only shown
    part : the share of the whole question that the peer was asked
    """

    name: str
    peer: Callable[[], object]
    ours: Callable[[], object]
    tolerance: float | None = EXACT
    goal: float | None = None
    part: float = 1.0

    def lines(self) -> list[Line]:
        theirs, ours = interleaved(self.peer, self.ours, rounds=3)
        scaled = "" if self.part == 1.0 else f"scaled from {self.part:.2g} of it"
        times = theirs / self.part / ours
        lines = [Line(self.name, times, "x ours", 1.0 if self.goal else None, self.goal, True, note=scaled)]
        if self.tolerance is not None:
            apart = float(np.abs(np.asarray(self.peer()) - np.asarray(self.ours())).max())
            lines.append(Line("    farthest apart", apart, "", self.tolerance))
        return lines


def run() -> list[Line]:
    warnings.simplefilter("ignore")  # what peers are warned of is theirs to mend
    rows = judgements(ROWS)
    return [
        line for contest in [*_agreement(rows), *_pairs(rows), *_consensus(rows)] for line in contest.lines()
    ]


def _agreement(rows: tuple[NDArray[np.int32], ...]) -> list[Contest]:
    item, annotator, label = rows
    counts = np.bincount(item * CLASSES + label, minlength=ROWS // PER_ITEM * CLASSES).reshape(-1, CLASSES)
    frame = pd.DataFrame({"item": item, "annotator": annotator, "label": label})
    wide = frame.pivot_table(index="item", columns="annotator", values="label")
    triples = [(str(a), str(i), str(k)) for i, a, k in zip(*(each.tolist() for each in rows), strict=True)]
    tally = Tally.from_codes(*rows, CLASSES)

    def alpha(level: str) -> Callable[[], object]:
        return lambda: krippendorff.alpha(value_counts=counts, level_of_measurement=level)

    def ours(level: str) -> Callable[[], object]:
        return lambda: krippendorff_alpha(Tally.from_codes(*rows, CLASSES), level).estimate

    def five() -> list[float | None]:
        found = agreement(Tally.from_codes(*rows, CLASSES))
        every = (found.ac1, found.fleiss_kappa, found.brennan_prediger, found.alpha)
        return [number for each in every for number in (each.estimate, each.se)]

    def four() -> list[float]:
        table = CAC(wide, weights="identity", categories=list(range(CLASSES)), digits=12)
        every = [each()["est"] for each in (table.gwet, table.fleiss, table.bp, table.krippendorff)]
        return [number for each in every for number in (each["coefficient_value"], each["se"])]

    return [
        Contest("krippendorff, nominal, given the counts", alpha("nominal"), ours("nominal"), goal=5),
        Contest("krippendorff, ordinal, given the counts", alpha("ordinal"), ours("ordinal"), goal=5),
        Contest("krippendorff, interval, given the counts", alpha("interval"), ours("interval"), goal=5),
        Contest("irrCAC, four coefficients with SE", four, five, goal=20),
        Contest(
            "statsmodels fleiss_kappa, given the counts",
            lambda: fleiss_kappa(counts),
            lambda: agreement(Tally.from_codes(*rows, CLASSES)).fleiss_kappa.estimate,
        ),
        Contest("nltk alpha", lambda: AnnotationTask(triples).alpha(), ours("nominal"), goal=20),
        Contest(
            "krippendorff, 1,000 resamples",
            lambda: [alpha("nominal")() for _ in range(RESAMPLES)],
            lambda: bootstrap(tally, rng=np.random.default_rng(1), resamples=1000),
            tolerance=None,
            goal=100,
            part=RESAMPLES / 1000,
        ),
    ]


def _pairs(rows: tuple[NDArray[np.int32], ...]) -> list[Contest]:
    item, annotator, label = rows
    said = np.full((ANNOTATORS, ROWS // PER_ITEM), -1)
    said[annotator, item] = label
    pairs = RaterPairs.from_codes(*rows, CLASSES)
    first, second = pairs.pairs[0]
    both = (said[first] >= 0) & (said[second] >= 0)
    table = pairs.tables(0, 1)[0]

    def one_by_one() -> list[float]:
        found = []
        for a, b in pairs.pairs[:PAIRS].tolist():
            common = (said[a] >= 0) & (said[b] >= 0)
            found.append(cohen_kappa_score(said[a][common], said[b][common]))
        return np.nan_to_num(found)

    def all_at_once() -> list[float]:
        found = RaterPairs.from_codes(*rows, CLASSES).kappas()
        return [pair.kappa.estimate or 0.0 for pair in found[:PAIRS]]

    def quadratic() -> float:
        return cohen_kappa_score(
            said[first][both], said[second][both], weights="quadratic", labels=range(CLASSES)
        )

    def with_error() -> list[float]:
        found = cohens_kappa(table)
        return [found.kappa, found.std_kappa]

    def ours() -> list[float | None]:
        found = cohen_kappa(table)
        return [found.estimate, found.se]

    return [
        Contest(
            "sklearn cohen_kappa_score, all pairs", one_by_one, all_at_once, goal=100, part=PAIRS / ALL_PAIRS
        ),
        Contest(
            "sklearn, quadratic weights, one pair",
            quadratic,
            lambda: cohen_kappa(table, "quadratic").estimate,
        ),
        Contest("statsmodels cohens_kappa with SE, one pair", with_error, ours),
    ]


def _consensus(rows: tuple[NDArray[np.int32], ...]) -> list[Contest]:
    item, _, label = rows
    frame = pd.DataFrame(
        dict(zip(("task", "worker", "label"), (each.astype(int) for each in rows), strict=True))
    )
    decided = ~majority(item, label, CLASSES).tied

    def vote() -> Numbers:
        return MajorityVote().fit_predict(frame).sort_index().to_numpy()[decided]

    def dawid() -> Numbers:
        model = DawidSkene(n_iter=STEPS, tol=0.0).fit(frame)
        return model.probas_.sort_index()[range(CLASSES)].to_numpy()

    def coin() -> Numbers:
        return OneCoinDawidSkene(n_iter=1, tol=0.0).fit(frame).probas_.sort_index()[range(CLASSES)].to_numpy()

    def same(model: Callable[..., object], steps: int) -> Callable[[], object]:
        return lambda: model(*rows, CLASSES, prior=False, max_iterations=steps, tolerance=0.0).posterior

    return [
        Contest(
            "crowd-kit MajorityVote, untied items",
            vote,
            lambda: majority(item, label, CLASSES).labels[decided],
            goal=4,
        ),
        Contest(f"crowd-kit DawidSkene, {STEPS} iterations", dawid, same(dawid_skene, STEPS), MODEL, goal=5),
        Contest("crowd-kit OneCoinDawidSkene, 1 iteration", coin, same(one_coin, 1), MODEL, goal=20),
    ]
