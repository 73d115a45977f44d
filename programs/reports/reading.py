"""Who of leadership has read a report, and who has not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dataops.accounts.choices import Role
from dataops.accounts.models import User
from programs.choices import ReportState
from programs.models import Acknowledgement, StatusReport


@dataclass(frozen=True)
class Readers:
    done: Sequence[Acknowledgement]
    waiting: Sequence[User]

    def has_read(self, user: User) -> bool:
        return any(row.person_id == user.pk for row in self.done)


def readers_of(report: StatusReport) -> Readers:
    """Nobody yet while it is a draft."""
    if report.state != ReportState.PUBLISHED:
        return Readers([], [])
    done = list(report.acknowledgements.select_related("person").order_by("at", "pk"))
    leaders = User.objects.active().with_role(Role.LEADERSHIP).order_by("name", "pk")
    return Readers(done, list(leaders.exclude(pk__in=[row.person_id for row in done])))


def to_acknowledge(user: User):
    """Published reports that this leader has not taken note of, the newest first."""
    seen = StatusReport.objects.visible_to(user).published()
    mine = Acknowledgement.objects.filter(person=user).values("report")
    return seen.exclude(pk__in=mine).order_by("-published_at", "-pk")
