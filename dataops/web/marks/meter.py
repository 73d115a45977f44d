"""How much of a whole is done or spent, with a tick where the plan is."""

from django.utils.safestring import SafeString

from dataops.web.marks.svg import NO_DATA, Scale, at, drawn, rect, svg, upright


def meter(
    value: float | None,
    plan: float | None = None,
    *,
    cap: float = 100,
    width: int = 88,
    height: int = 10,
    tone: str = "",
    label: str = "",
) -> SafeString:
    """Fill to value of cap; a value past the cap fills the bar and its words say the rest."""
    if value is None:
        return NO_DATA
    x = Scale(0, cap, 0, width)
    parts = [
        rect("meter__bg", 0, 2, width, height - 4, 2),
        rect("meter__fill", 0, 2, x(value), height - 4, 2),
    ]
    if plan is not None:
        parts.append(upright("meter__plan", min(width - 1, max(1, x(plan))), 0, height))
    return svg("meter", width, height, parts, tone=tone, label=label)


def progress(share: float | None) -> SafeString:
    """A bar as wide as its panel, in per cent; ``None`` is work of unknown length."""
    fill = '<rect class="jobbar__run" x="30" width="40" height="8"/>'
    if share is not None:
        fill = f'<rect class="jobbar__fill" width="{at(max(0, min(100, share)))}" height="8"/>'
    frame = (
        'class="jobbar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"'
    )
    return drawn(f'<svg {frame}><rect class="jobbar__bg" width="100" height="8"/>{fill}</svg>')
