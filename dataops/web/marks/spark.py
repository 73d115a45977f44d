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
    parts += [_line([(x(place), y(value)) for place, value in stretch]) for stretch in _stretches(values)]
    last = max(place for place, value in enumerate(values) if value is not None)
    parts.append(dot("spark__dot", x(last), y(known[-1]), 2.4))
    return svg("spark", width, height, parts, tone=tone, label=label)


def _line(points: list[tuple[float, float]]) -> str:
    """A run of points; one alone between two gaps is a speck, since a line of it would not show."""
    if len(points) == 1:
        return dot("spark__point", *points[0], 1.2)
    path = " ".join(f"{at(across)},{at(down)}" for across, down in points)
    return f'<polyline class="spark__line" points="{path}"/>'


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
