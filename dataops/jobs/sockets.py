"""What higher apps know of jobs; they plug in from their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from dataops.base.registry import Registry

# Asked with a person of our staff: the numbers of the jobs about something that this person may see.
concerns: Registry[Callable[..., QuerySet]] = Registry("jobs about what one may see")
