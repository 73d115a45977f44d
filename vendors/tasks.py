from __future__ import annotations

from datetime import datetime, timedelta

from dataops.jobs.tasks import periodic
from vendors.choices import VendorState
from vendors.models import Vendor
from vendors.operations.scorecard import compute_scorecard
from vendors.reports.scorecard import month_of


@periodic("vendors.compute_scorecards", key=lambda now: now.date().isoformat())
def compute_scorecards(*, at: datetime) -> None:
    """Every night, this month so far and the month before: until it is published, a card follows its records."""
    this_month = month_of(at.date())
    for vendor in Vendor.objects.filter(state__in=[VendorState.ACTIVE, VendorState.ON_HOLD]).order_by("pk"):
        for month in (month_of(this_month - timedelta(days=1)), this_month):
            compute_scorecard(vendor, month, at=at)
