"""The home of an administrator: who is in, and whether the machinery runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min
from django.urls import reverse

from dataops.accounts.choices import OrganisationKind
from dataops.accounts.models import Invitation, User
from dataops.jobs.models import Job, JobState, Outbox
from dataops.web.templatetags.formats import day, duration, number, plural_of
from dataops.work.home import Tile

RECENT = timedelta(days=7)


def administrator_tiles(user, *, at: datetime) -> list[Tile]:
    return [_people(), _invitations(at), _promises(at), _failed(at)]


def _people() -> Tile:
    active = User.objects.active()
    outside = active.exclude(organisation__kind=OrganisationKind.COMPANY).count()
    detail = f"{number(outside)} of them in vendors and teams"
    return Tile(
        "people", "People who may sign in", number(active.count()), "", detail, reverse("accounts:people")
    )


def _invitations(at: datetime) -> Tile:
    url = reverse("accounts:people")
    waiting = Invitation.objects.open(at=at)
    first = waiting.aggregate(first=Min("expires_at"))["first"]
    detail = f"the first ends {day(first, at.date())}" if first else "Nobody has a link that is still good"
    return Tile("invitations", "Invitations open", number(waiting.count()), "", detail, url)


def _promises(at: datetime) -> Tile:
    """Work that was promised and is not done; a few seconds are usual."""
    waiting = Outbox.objects.filter(done_at=None, parked_reason="")
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    detail = (
        f"the oldest for {duration((at - oldest).total_seconds())}"
        if oldest
        else "Everything promised is done"
    )
    return Tile("promises", "Tasks waiting", number(waiting.count()), "", detail, reverse("web:parked-list"))


def _failed(at: datetime) -> Tile:
    recent = Job.objects.filter(created_at__gte=at - RECENT)
    failed, ended = recent.filter(state=JobState.FAILED).count(), recent.count()
    detail = f"of {plural_of(ended, 'job,jobs')} begun" if ended else "No job was begun"
    return Tile("failed", "Jobs failed in 7 days", number(failed), "", detail, reverse("web:job-list"))
