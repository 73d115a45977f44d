"""A count or score against the limits that decide: acceptance numbers, contract thresholds."""

from django.utils.safestring import SafeString

from dataops.web.marks.svg import NO_DATA, Scale, dot, rect, svg, upright


def lot(defects: int | None, accept: int, *, width: int = 150, height: int = 16) -> SafeString:
    """Defects found in a sample against the acceptance number."""
    if defects is None:
        return NO_DATA
    x = Scale(0, max(2 * accept + 1, defects, 4), 4, width - 4)
    limit = x(accept + 0.5)
    parts = [
        rect("lotmark__ok", 0, 5, limit, 6),
        rect("lotmark__bad", limit, 5, width - limit, 6),
        upright("mark__tick", limit, 1, height - 1),
        dot("lotmark__dot", x(defects), height / 2, 4),
    ]
    words = f"{defects} defects, accept at {accept}, reject at {accept + 1}"
    return svg("lotmark", width, height, parts, tone="bad" if defects > accept else "ok", label=words)


def score(
    value: float | None,
    *,
    credit: float,
    target: float,
    bonus: float,
    axis: tuple[float, float] = (60, 100),
    width: int = 240,
    height: int = 28,
) -> SafeString:
    """A vendor's score between the credit and the bonus threshold."""
    if value is None:
        return NO_DATA
    x = Scale(*axis, 0, width)
    middle = height / 2
    parts = [
        rect("hero__bad", 0, middle - 4, x(credit), 8),
        rect("hero__mid", x(credit), middle - 4, x(bonus) - x(credit), 8),
        rect("hero__ok", x(bonus), middle - 4, width - x(bonus), 8),
        upright("mark__tick", x(target), 4, height - 4),
        dot("hero__dot", x(value), middle, min(6.5, middle - 2)),
    ]
    words = f"{value:g}, credit under {credit:g}, target {target:g}, bonus from {bonus:g}"
    return svg("hero", width, height, parts, label=words)
