"""A statistic on a page: the value with its interval and n, or the reason there is none."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dataops.stats.results import Estimate, Reason
from dataops.web import marks
from dataops.web.templatetags.formats import coefficient, number, share

register = template.Library()
STYLES = {"coefficient": coefficient, "share": share, "number": number}


def reason_sentence(reason: str | None) -> str:
    return Reason(reason).sentence if reason else Reason.EMPTY.sentence


@register.simple_tag
def estimate(
    result: Estimate | None,
    style: str = "coefficient",
    start: float = 0,
    end: float = 1,
    target: float | None = None,
    tone: str = "",
    decimals: int | None = None,
) -> SafeString:
    """``{% estimate alpha target=.70 %}``: mark, value, interval and n."""
    if result is None or result.estimate is None:
        why = reason_sentence(result.reason if result else None)
        return format_html('<span class="nodata">{}</span>', why)
    write = STYLES[style]
    options: tuple[int, ...] = () if decimals is None else (decimals,)
    whisker = marks.interval(
        result.ci_low, result.estimate, result.ci_high, axis=(start, end), target=target, tone=tone, width=84
    )
    if result.ci_low is None or result.ci_high is None:
        about = reason_sentence(result.reason or Reason.TOO_FEW)
    else:
        about = f"{write(result.ci_low, *options)} to {write(result.ci_high, *options)}"
    return format_html(
        '<span class="estimate">{}<strong>{}</strong><span class="estimate__n">{}, n {}</span></span>',
        whisker,
        write(result.estimate, *options),
        about.removesuffix("."),
        number(result.n),
    )
