"""What is handed to a statistic, checked once: the same sentence for the same fault, wherever it is made."""

from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_DRAWS = 10_000_000  # what nobody waits for, and no memory holds


def whole_number(name: str, value: Any, least: int = 0, most: int | None = None) -> int:
    """The integer, or a ValueError that names the argument."""
    expected = f"of {least} or more" if most is None else f"from {least} to {most}"
    try:
        number = index(value)
    except TypeError:
        raise ValueError(f"Expected {name} as a whole number {expected}, got {value!r}.") from None
    if number < least or (most is not None and number > most):
        raise ValueError(f"Expected {name} as a whole number {expected}, got {number}.")
    return number


def real_number(name: str, value: Any) -> float:
    """The finite number, or a ValueError that names the argument."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = np.nan
    if not np.isfinite(number) or isinstance(value, str | bytes):
        raise ValueError(f"Expected {name} as a finite number, got {value!r}.")
    return number


def share(name: str, value: Any, *, ends: bool = True) -> float:
    """A number from 0 to 1, or strictly between them without the `ends`."""
    number = real_number(name, value)
    if not (0.0 <= number <= 1.0 if ends else 0.0 < number < 1.0):
        raise ValueError(
            f"Expected {name} as a share {'from 0 to' if ends else 'between 0 and'} 1, got {value!r}."
        )
    return number


def two_sided(confidence: Any) -> float:
    """The probability below the upper end of an interval of this confidence."""
    return 0.5 + share("confidence", confidence, ends=False) / 2.0


def one_array(name: str, values: Any) -> NDArray[Any]:
    """An array of whatever it holds, or a ValueError that names the argument: rows of different lengths are none."""
    try:
        return np.asarray(values)
    except ValueError as fault:
        raise ValueError(f"Expected {name} as one array, with rows of one length.") from fault


def real_numbers(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """An array of finite numbers, or a ValueError that names the argument."""
    try:
        given = np.asarray(values)
        numbers = given.astype(np.float64) if given.dtype.kind in "biufO" else np.array(np.nan)
    except (TypeError, ValueError, OverflowError):
        numbers = np.array(np.nan)
    if not np.isfinite(numbers).all():
        raise ValueError(f"Expected {name} as finite numbers.")
    return numbers


def numbers_or_holes(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """An array of finite numbers and NaN, or a ValueError that names the argument."""
    try:
        given = np.asarray(values)
        numbers = given.astype(np.float64) if given.dtype.kind in "biufO" else np.array(np.inf)
    except (TypeError, ValueError, OverflowError):
        numbers = np.array(np.inf)
    if np.isinf(numbers).any():
        raise ValueError(f"Expected {name} as finite numbers, NaN where there is none.")
    return numbers


def exact_integers(name: str, values: Any) -> NDArray[np.int64]:
    """An array of integers of 64 bits as they are, or a ValueError that names the argument."""
    given = one_array(name, values) if len(values) else np.empty(0, np.int64)
    if given.dtype.kind != "i":
        raise ValueError(f"Expected {name} as integers of 64 bits.")
    return given.astype(np.int64, copy=False)


def one_length(**rows: NDArray[Any]) -> None:
    """Refuse arrays of different lengths: numpy would repeat a single row without a word."""
    if len({each.size for each in rows.values()}) > 1:
        raise ValueError(f"Expected {', '.join(list(rows)[:-1])} and {list(rows)[-1]} of the same length.")
