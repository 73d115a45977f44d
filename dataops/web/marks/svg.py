"""The few things every mark needs: scales, coordinates and what a screen reader hears.

All geometry is SVG attributes, never ``style``, so the strict content security policy holds.
"""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

NO_DATA = mark_safe('<span class="nodata">No data</span>')


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels; what lies outside is drawn at the edge."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        inside = max(self.low, min(self.high, value))
        return self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start)


def at(value: float) -> str:
    """A coordinate with at most one decimal: ``12`` or ``12.5``."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def tone_class(tone: str) -> str:
    return f" is-{tone}" if tone else ""


def alt(label: str) -> SafeString:
    """A mark with its words beside it is decoration; a mark alone carries its own."""
    if label:
        return format_html('role="img" aria-label="{}"', label)
    return mark_safe('aria-hidden="true" focusable="false"')


def drawn(markup: str) -> SafeString:
    """Markup made here of numbers, our own class names and text that was escaped."""
    return mark_safe(markup)  # noqa: S308


def svg(
    css: str, width: float, height: float, parts: list[str], *, tone: str = "", label: str = ""
) -> SafeString:
    """Drawn parts in a frame of their own size."""
    size = f'width="{at(width)}" height="{at(height)}" viewBox="0 0 {at(width)} {at(height)}"'
    return drawn(f'<svg class="{css}{tone_class(tone)}" {size} {alt(label)}>{"".join(parts)}</svg>')


def rect(css: str, x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    rounded = f' rx="{at(radius)}"' if radius else ""
    return f'<rect class="{css}" x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}"{rounded}/>'


def upright(css: str, x: float, top: float, bottom: float) -> str:
    return f'<line class="{css}" x1="{at(x)}" x2="{at(x)}" y1="{at(top)}" y2="{at(bottom)}"/>'


def level(css: str, y: float, left: float, right: float) -> str:
    return f'<line class="{css}" x1="{at(left)}" x2="{at(right)}" y1="{at(y)}" y2="{at(y)}"/>'


def leader(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """From a point to its name."""
    return f'<line class="{css}" x1="{at(x1)}" x2="{at(x2)}" y1="{at(y1)}" y2="{at(y2)}"/>'


def dot(css: str, x: float, y: float, radius: float) -> str:
    return f'<circle class="{css}" cx="{at(x)}" cy="{at(y)}" r="{at(radius)}"/>'


def text(css: str, x: float, y: float, words: str) -> str:
    return str(format_html('<text class="{}" x="{}" y="{}">{}</text>', css, at(x), at(y), words))
