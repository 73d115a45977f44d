"""What a leader looks at: all of it, or a portfolio, a period, a vendor, a modality; it travels in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import Organisation
from programs.choices import Modality
from programs.models import Portfolio, Program

PERIODS = ((4, "Last 4 weeks"), (13, "Last 13 weeks"), (26, "Last 26 weeks"), (52, "Last 52 weeks"))
NAMES = ("portfolio", "period", "vendor", "modality")
GONE = "{} in this filter is not there any more, so nothing is counted: choose another, or clear the filter."
UNKNOWN = "“{}” is no {}, so nothing is counted: choose another, or clear the filter."


@dataclass(frozen=True)
class Narrowing:
    """The filters as they were understood; `faults` says in words what was not, and then nothing is counted.

    `unread` is what the address said instead, so that a link from here counts nothing either.
    """

    portfolio: Portfolio | None = None
    weeks: int | None = None
    vendor: Organisation | None = None
    modality: str = ""
    faults: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def given(self) -> dict[str, str]:
        """As an address writes them."""
        found = {
            "portfolio": str(self.portfolio.pk) if self.portfolio else "",
            "period": str(self.weeks or ""),
            "vendor": str(self.vendor.pk) if self.vendor else "",
            "modality": self.modality,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def query(self) -> str:
        asked = self.given | dict(self.unread)
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def exact(self) -> str:
        """The same where an empty address would open a reader's own view instead."""
        return self.query or "?period="

    @property
    def words(self) -> str:
        """Every filter by its name, as a mail and a file say it; of what was not understood that it was not."""
        found = [
            f"portfolio {self.portfolio}" if self.portfolio else "",
            dict(PERIODS)[self.weeks].lower() if self.weeks else "",
            f"vendor {self.vendor}" if self.vendor else "",
            f"modality {Modality(self.modality).label.lower()}" if self.modality else "",
            "a filter that is not understood, so nothing is counted" if self.faults else "",
        ]
        return ", ".join(filter(None, found)) or "no filter: all programs under way, since their start"

    @property
    def vendor_id(self) -> int | None:
        return self.vendor.pk if self.vendor else None

    def since(self, on: date) -> date | None:
        return on - timedelta(days=7 * self.weeks - 1) if self.weeks else None

    def programs(self, user) -> QuerySet[Program]:
        """Those under way that the person sees and that fit."""
        found = Program.objects.visible_to(user).running()
        if self.faults:
            return found.none()
        if self.portfolio:
            found = found.filter(portfolio=self.portfolio)
        if self.vendor:
            found = found.filter(work_orders__vendor=self.vendor.pk).distinct()
        if self.modality:
            found = found.filter(requests__modality=self.modality).distinct()
        return found


def vendors() -> QuerySet[Organisation]:
    """Who may be asked for: every house that is not our own company."""
    return Organisation.objects.exclude(kind=OrganisationKind.COMPANY).order_by("name")


def narrowing_of(asked: Mapping[str, str]) -> Narrowing:
    """Read the filters of an address or of a saved view; a thing that vanished is named as such."""
    faults: list[str] = []
    portfolio = _row(Portfolio.objects.all(), asked.get("portfolio", ""), "portfolio", faults)
    vendor = _row(vendors(), asked.get("vendor", ""), "vendor", faults)
    period, modality = asked.get("period", "").strip(), asked.get("modality", "").strip()
    if period and period not in {str(weeks) for weeks, _ in PERIODS}:
        faults.append(UNKNOWN.format(period[:40], "period"))
        period = ""
    if modality and modality not in Modality.values:
        faults.append(UNKNOWN.format(modality[:40], "modality"))
        modality = ""
    understood = Narrowing(portfolio, int(period) if period else None, vendor, modality, tuple(faults))
    said = {name: asked.get(name, "").strip()[:40] for name in NAMES}
    unread = tuple((name, text) for name, text in said.items() if text and name not in understood.given)
    return replace(understood, unread=unread)


def _row(rows: QuerySet, text: str, noun: str, faults: list[str]):
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        faults.append(UNKNOWN.format(text[:40], noun))
        return None
    found = rows.filter(pk=int(text)).first()
    if found is None:
        faults.append(GONE.format(f"The {noun}"))
    return found
