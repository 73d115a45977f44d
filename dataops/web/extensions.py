"""What the machinery needs a person for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from dataops.jobs.models import Outbox
from dataops.work import needs
from dataops.work.needs import Need, Urgency


def needs_of(user, *, at: datetime) -> Iterator[Need]:
    """Tasks that were given up, for who can try them again."""
    if not user.has_perm("programs.manage_people"):
        return
    parked = list(Outbox.objects.parked().order_by("pk"))
    if parked:
        many = f"{len(parked):,} tasks were" if len(parked) > 1 else "A task was"
        yield Need(
            urgency=Urgency.BLOCKS_OTHERS,
            title=f"{many} given up",
            why="What they promised has not happened. Look at the log, mend the cause, then try again.",
            url=reverse("web:parked-list"),
            action="Open the list",
            since=parked[0].created_at,
            tone="bad",
        )


needs.providers.register("jobs", needs_of)
