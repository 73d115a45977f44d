"""Small counts: bars over time, pips out of five."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from dataops.web.marks.svg import NO_DATA, rect, svg

PIP = 8


def bars(
    values: Sequence[float | None], *, width: int = 84, height: int = 20, tone: str = "", label: str = ""
) -> SafeString:
    """Bars start at zero; the last is darker. A missing value leaves its place empty."""
    known = [value for value in values if value is not None]
    if not known:
        return NO_DATA
    most, slot = max(known) or 1, width / len(values)
    parts = []
    for place, value in enumerate(values):
        if value is None:
            continue
        tall = max(1, value / most * (height - 2))
        css = "bars__bar is-last" if place == len(values) - 1 else "bars__bar"
        parts.append(rect(css, place * slot, height - tall, slot - 2, tall))
    return svg("bars", width, height, parts, tone=tone, label=label)


def pips(value: int | None, of: int = 5, *, label: str = "") -> SafeString:
    if value is None:
        return NO_DATA
    parts = [
        rect("pips__on" if place < value else "pips__off", place * PIP, 1, 6, 8, 1.5) for place in range(of)
    ]
    return svg("pips", of * PIP, 10, parts, label=label)
