"""A line of 8 or 12 points; the last one has a dot."""

from collections.abc import Iterator, Sequence

from django.utils.safestring import SafeString

from dataops.web.marks.svg import NO_DATA, Scale, at, dot, level, rect, svg

PAD = 3


def spark(
    values: Sequence[float | None],
    *,
    width: int = 84,
    height: int = 20,
    band: tuple[float, float] | None = None,
    target: float | None = None,
    tone: str = "",
    label: str = "",
) -> SafeString:
    """Draw the series. A gap in the data is a gap in the line."""
    known = [value for value in values if value is not None]
    if not known:
        return NO_DATA
    frame = known + list(band or ()) + ([target] if target is not None else [])
    x = Scale(0, max(1, len(values) - 1), PAD, width - PAD - 2)
    y = Scale(min(frame), max(frame), height - PAD, PAD)
    parts = []
    if band:
        top = y(max(band))
        parts.append(rect("spark__band", 0, top, width, max(1, y(min(band)) - top)))
    if target is not None:
        parts.append(level("spark__target", y(target), 0, width))
    for stretch in _stretches(values):
        points = " ".join(f"{at(x(place))},{at(y(value))}" for place, value in stretch)
        parts.append(f'<polyline class="spark__line" points="{points}"/>')
    last = max(place for place, value in enumerate(values) if value is not None)
    parts.append(dot("spark__dot", x(last), y(known[-1]), 2.4))
    return svg("spark", width, height, parts, tone=tone, label=label)


def _stretches(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The unbroken runs of the series, as (place, value)."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
