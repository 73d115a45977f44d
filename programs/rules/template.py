"""On which days the plan of a template falls."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from dataops.base.limits import LAST_DAY
from dataops.base.verdicts import ALLOWED, Verdict, denied
from programs.choices import SeedKind
from programs.models import TemplateSeed
from programs.models.raid import LEAST, MOST


def day_after(start: date, *, months: int = 0, days: int = 0) -> date:
    """So many months and days later: a month after 31 January is the last day of February."""
    count = start.month - 1 + months
    year, month = start.year + count // 12, count % 12 + 1
    if year > LAST_DAY.year:
        return LAST_DAY
    last = monthrange(year, month)[1]
    return date(year, month, min(start.day, last)) + timedelta(days=days)


def can_seed(seed: TemplateSeed) -> Verdict:
    """A risk has a score, nothing else has."""
    score = (seed.likelihood, seed.impact)
    if seed.kind == SeedKind.RISK and not all(one and LEAST <= one <= MOST for one in score):
        return denied(f"Say how likely and how bad the risk is, each from {LEAST} to {MOST}.")
    if seed.kind != SeedKind.RISK and score != (None, None):
        return denied("Only a risk has a score.")
    return ALLOWED
