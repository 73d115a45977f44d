"""What the requester was promised beside where the program stands today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from dataops.accounts.models import User
from dataops.web.templatetags.formats import plural_of
from programs.models import DataRequest, Estimate
from programs.reports.line import ProgramLine


@dataclass(frozen=True)
class Promised:
    """One quote that was agreed to; `url` is empty for who may not open the request."""

    estimate: Estimate
    line: ProgramLine
    url: str

    @property
    def p50_on(self) -> date | None:
        return self.line.forecast.p50_on if self.line.forecast else None

    @property
    def p85_on(self) -> date | None:
        return self.line.forecast.p85_on if self.line.forecast else None

    @property
    def ends(self) -> float | None:
        """Only amounts of one money compare."""
        money = self.line.money
        return money.ends if money and money.currency == self.estimate.currency else None

    @property
    def is_incomplete(self) -> bool:
        """Ended with less than was promised: neither its day nor its cost compares."""
        return self.line.is_over and not self.line.is_complete

    @property
    def date_kind(self) -> str:
        return "idle" if self.p85_on is None else "ok" if self.p85_on <= self.estimate.p85_on else "bad"

    @property
    def date_words(self) -> str:
        if self.p85_on is None:
            return self.line.forecast_words
        days = (self.p85_on - self.estimate.p85_on).days
        if not days:
            return "As promised"
        return f"{plural_of(abs(days), 'day,days')} {'after' if days > 0 else 'before'} the promised P85"

    @property
    def cost_kind(self) -> str:
        has_other_work = self.estimate.request.has_joined
        if self.ends is None or self.estimate.cost_p85 is None or self.is_incomplete or has_other_work:
            return "idle"
        return "ok" if Decimal(str(round(self.ends, 2))) <= self.estimate.cost_p85 else "bad"

    @property
    def cost_words(self) -> str:
        if self.estimate.cost_p85 is None:
            return self.estimate.cost_reason
        if self.line.money and self.line.money.currency != self.estimate.currency:
            return f"The program is kept in {self.line.money.currency}: the two do not compare"
        if self.estimate.request.has_joined:
            return "The program has other work too: the two do not compare"
        if self.is_incomplete and self.ends is not None:
            return "Delivered incomplete: the two do not compare"
        words = {"ok": "Within the promised P85", "bad": "Beyond the promised P85"}
        return words.get(self.cost_kind, "Not known before something accepted is paid for")


def promised_of(line: ProgramLine, *, user: User) -> Sequence[Promised]:
    """In the order of the requests."""
    agreed = (
        Estimate.objects.agreed().filter(request__program=line.program).select_related("request__program")
    )
    found = list(agreed.order_by("request__pk", "pk"))
    if not found:
        return []
    asked = [estimate.request_id for estimate in found]
    seen = set(DataRequest.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))
    return [Promised(one, line, _url(one.request) if one.request_id in seen else "") for one in found]


def _url(request: DataRequest) -> str:
    return reverse("programs:request-detail", args=[request.number]) + "#est-h"
