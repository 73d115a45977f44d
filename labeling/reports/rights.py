from __future__ import annotations

from django.db.models import QuerySet

from programs import permissions
from programs.models import Program


def managed_programs(user) -> QuerySet[Program]:
    """Running programs in which this person may set up labeling."""
    running = Program.objects.visible_to(user).running().order_by("code")
    if user.has_perm(permissions.MANAGE_LABELING):
        return running
    granted = [program.pk for program in running if user.has_perm(permissions.MANAGE_LABELING, program)]
    return running.filter(pk__in=granted)


def manages(user, program: Program) -> bool:
    """By role everywhere, or by a grant on this program."""
    return user.has_perm(permissions.MANAGE_LABELING) or user.has_perm(permissions.MANAGE_LABELING, program)
