"""Dot, whisker and tick on an axis shared by the whole column."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from dataops.web.marks.svg import NO_DATA, Scale, dot, level, rect, svg, upright


def interval(
    low: float | None,
    mid: float | None,
    high: float | None,
    *,
    axis: tuple[float, float] = (0.0, 1.0),
    target: float | None = None,
    ticks: Iterable[float] = (),
    width: int = 120,
    height: int = 18,
    tone: str = "",
    label: str = "",
) -> SafeString:
    """An estimate with its uncertainty. Without bounds only the dot is drawn, without an estimate nothing."""
    if mid is None:
        return NO_DATA
    x = Scale(*axis, 5, width - 5)
    middle = height / 2
    parts = [upright("mark__grid", x(tick), 0, height) for tick in ticks]
    parts.append(level("mark__rail", middle, 0, width))
    if low is not None and high is not None:
        parts.append(whisker(x(low), x(high), middle))
    if target is not None:
        parts.append(upright("mark__tick", x(target), 1, height - 1))
    parts.append(dot("mark__dot", x(mid), middle, 3.6))
    return svg("mark", width, height, parts, tone=tone, label=label)


def whisker(left: float, right: float, middle: float) -> str:
    return rect("mark__whisker", left, middle - 2.5, max(2, right - left), 5, 2.5)
