"""Fifty milestones of one program in ten thousand futures, as a forecast of every night has them."""

import numpy as np

from bench.frame import Line, interleaved
from dataops.stats.forecast import STEADY, milestones
from dataops.stats.futures import Ahead, learning

GOALS = np.linspace(200, 15_000, 50).astype(int)  # the last one seven months away
AHEAD = Ahead.of(rework=0.1, ramp=learning(30, 0.5), holidays=[5, 6, 40])


def run() -> list[Line]:
    week = np.arange(180) % 7 < 5
    daily = np.random.default_rng(1).poisson(100, 180) * week
    yardstick, steady, changing = interleaved(
        lambda: _draws(daily),
        *(lambda ahead=ahead: _forecast(daily, ahead) for ahead in (STEADY, AHEAD)),
    )
    return [
        Line("10,000 futures x 50 milestones", steady, "s", 1.0, 0.5),
        Line("the same with rework, a ramp and holidays", changing, "s", 1.0, 0.5),
        Line("the same beside drawing and adding up its days", steady / yardstick, "x yardstick", 8.0, 5.0),
    ]


def _draws(daily: np.ndarray) -> None:
    """The least that any simulation of these futures does: every day of every run drawn and added up."""
    rng = np.random.default_rng(1)
    rng.choice(daily, (10_000, 256)).cumsum(axis=1)


def _forecast(daily: np.ndarray, ahead: Ahead) -> None:
    milestones(GOALS, daily, rng=np.random.default_rng(1), ahead=ahead)
