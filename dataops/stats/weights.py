"""Agreement weights: what share of full agreement two categories are worth.

References
----------
K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 3.
"""

from collections.abc import Callable, Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

from dataops.stats.arguments import real_numbers, whole_number

Matrix = NDArray[np.float64]

_MOST = 20_000  # categories whose weights still fit the memory


def _identity(v: Matrix) -> Matrix:
    return np.eye(v.size)


def _linear(v: Matrix) -> Matrix:
    return 1.0 - _distance(v) / np.ptp(v)


def _quadratic(v: Matrix) -> Matrix:
    return 1.0 - (_distance(v) / np.ptp(v)) ** 2


def _radical(v: Matrix) -> Matrix:
    return 1.0 - np.sqrt(_distance(v) / np.ptp(v))


def _ordinal(v: Matrix) -> Matrix:
    ranks = np.arange(v.size)
    between = np.array([comb(steps + 1, 2) for steps in ranks])
    return 1.0 - between[np.abs(np.subtract.outer(ranks, ranks))] / comb(v.size, 2)


def _circular(v: Matrix) -> Matrix:
    chord = np.sin(np.pi * _distance(v) / (np.ptp(v) + 1.0)) ** 2
    return np.asarray(1.0 - chord / chord.max())


def _bipolar(v: Matrix) -> Matrix:
    total = np.add.outer(v, v)
    scale = (total - 2.0 * v.min()) * (2.0 * v.max() - total)
    apart = np.divide(_distance(v) ** 2, scale, out=np.zeros_like(total), where=scale != 0)
    return np.asarray(1.0 - apart / apart.max())


def _ratio(v: Matrix) -> Matrix:
    total = np.add.outer(v, v)
    apart = np.divide(_distance(v), total, out=np.zeros_like(total), where=total != 0) ** 2
    return np.asarray(1.0 - apart / apart.max())


def _distance(v: Matrix) -> Matrix:
    return np.abs(np.subtract.outer(v, v))


_BY_NAME: dict[str, Callable[[Matrix], Matrix]] = {
    "identity": _identity,
    "linear": _linear,
    "quadratic": _quadratic,
    "radical": _radical,
    "ordinal": _ordinal,
    "circular": _circular,
    "bipolar": _bipolar,
    "ratio": _ratio,
}
WEIGHTS = tuple(_BY_NAME)


def weights(name: str, n_classes: int, values: Sequence[float] | None = None) -> Matrix:
    """The (categories, categories) weights of that name, 1 on the diagonal.

    Parameters
    ----------
    name : one of `WEIGHTS`
    n_classes : int
        Declared categories.
    values : (categories,) numbers
        What each category is worth; 1, 2, 3... when not given.
    """
    if name not in _BY_NAME:
        raise ValueError(f"Expected weights named one of {', '.join(WEIGHTS)}; got {name!r}.")
    k = whole_number("n_classes", n_classes, 1, _MOST)
    v = np.arange(1.0, k + 1.0) if values is None else category_values(values, k, from_zero=name == "ratio")
    if k == 1:
        return np.eye(1)
    with np.errstate(all="ignore"):
        found = _BY_NAME[name](v)
    if not np.isfinite(found).all():
        raise ValueError("Expected category values that differ, and can be told apart on one scale.")
    return found


def category_values(values: Sequence[float], n_classes: int, *, from_zero: bool = False) -> Matrix:
    """What each category is worth, checked: a finite number for each, none below 0 where they count `from_zero`."""
    v = real_numbers("the category values", values)
    if v.shape != (n_classes,):
        raise ValueError(f"Expected {n_classes} category values, got {v.size}.")
    if from_zero and (v < 0.0).any():
        raise ValueError("Expected category values of 0 or more: ratio labels count from a true zero.")
    return v


def matrix_of(weights: Matrix, n_classes: int) -> Matrix:
    """Agreement weights as they came, checked: one for every two categories, 1 on the diagonal."""
    near = real_numbers("the agreement weights", weights)
    if near.shape != (n_classes, n_classes) or not np.allclose(np.diag(near), 1.0):
        raise ValueError(f"Expected {n_classes} x {n_classes} agreement weights with 1 on the diagonal.")
    return near
