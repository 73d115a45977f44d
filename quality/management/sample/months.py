"""The months of the sample company: scorecards are computed, published, agreed to and disputed."""

from __future__ import annotations

from datetime import date, timedelta

from dataops.accounts.choices import Role
from quality.management.sample.clock import live_at, noon
from quality.management.sample.company import Company
from vendors.operations.scorecard import compute_scorecard, publish_scorecard, respond

MONTHS = 3


def months_before(today: date) -> list[date]:
    """The first days of the last complete months, oldest first."""
    first, found = today.replace(day=1), []
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found[::-1]


def close_months(company: Company, *, today: date) -> None:
    """Every month gets its card; the newest complete one still waits for some answers."""
    publisher = company.first(Role.VENDOR_MANAGER)
    for month in months_before(today):
        after = live_at(noon((month + timedelta(days=32)).replace(day=3)))
        for slug, partner in company.partners.items():
            card = compute_scorecard(partner.vendor, month, at=after)
            if card.score is None:
                continue
            publish_scorecard(card, actor=publisher, at=after)
            if partner.admin is None or (month == months_before(today)[-1] and slug != "lumen"):
                continue
            is_agreed = slug != "lumen" or month != months_before(today)[-1]
            word = (
                ""
                if is_agreed
                else "The rule on initials changed in mid-week and we were told two days later."
            )
            respond(
                card, is_agreed=is_agreed, response=word, actor=partner.admin, at=after + timedelta(days=2)
            )
    for partner in company.partners.values():
        compute_scorecard(partner.vendor, today, at=live_at(noon(today, 4)))
