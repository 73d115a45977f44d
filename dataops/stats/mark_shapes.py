"""What a span and a box are: checked once, wherever marks come in."""

from collections.abc import Iterable
from operator import index
from typing import Any

from dataops.stats.arguments import real_number

Span = tuple[int, int, str]  # start, the first position behind it, type
Box = tuple[float, float, float, float, str]  # left, top, width, height, type

SPANS = "spans with 0 <= start < end; the end is the first position behind the span"
BOXES = "boxes as left, top, width and height, none of these negative"  # the sizes; a place may be
_FARTHEST = 2**53  # positions are exact so far


def as_spans(spans: Iterable[Any]) -> list[Span]:
    """The spans in their order, or a ValueError that says what one is."""
    return [_span(*each) for each in _parts(spans, 3, f'Expected (start, end, "type") {SPANS}.')]


def as_boxes(boxes: Iterable[Any]) -> list[Box]:
    """The boxes in their order, or a ValueError that says what one is."""
    return [_box(*each) for each in _parts(boxes, 5, f'Expected {BOXES}, and a "type".')]


def _parts(marks: Iterable[Any], size: int, expected: str) -> list[tuple[Any, ...]]:
    try:
        parts = [tuple(mark) for mark in marks]
    except TypeError:
        raise ValueError(expected) from None
    if any(len(part) != size or not isinstance(part[-1], str) for part in parts):
        raise ValueError(expected)
    return parts


def _span(start: Any, end: Any, kind: str) -> Span:
    try:
        first, behind = index(start), index(end)
    except TypeError:
        raise ValueError(f"Expected {SPANS}; got {start!r} to {end!r}.") from None
    if not 0 <= first < behind <= _FARTHEST:
        raise ValueError(f"Expected {SPANS}; got {start!r} to {end!r}.")
    return first, behind, kind


def _box(left: Any, top: Any, width: Any, height: Any, kind: str) -> Box:
    place = real_number("left", left), real_number("top", top)
    size = real_number("width", width), real_number("height", height)
    if min(size) < 0.0 or max(map(abs, (*place, *size))) > _FARTHEST:
        raise ValueError(f"Expected {BOXES}; got {width!r} by {height!r}.")
    return *place, *size, kind
