from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from dataops.web.templatetags.formats import day
from dataops.work.search import Hit
from programs.models import Milestone, Program


def find_programs(user, text: str, *, limit: int) -> Iterator[Hit]:
    """Programs by code, name or goal, and milestones by name, among what the person sees."""
    if user.vendor_id is not None:
        return
    seen = Program.objects.visible_to(user)
    match = Q(code__icontains=text) | Q(name__icontains=text) | Q(goal__icontains=text)
    for program in seen.filter(match).order_by("code")[:limit]:
        yield Hit("Program", program.name, f"{program.code}, due {day(program.due_on)}", _page(program))
    milestones = Milestone.objects.filter(program__in=seen, name__icontains=text).select_related("program")
    for milestone in milestones.order_by("due_on", "pk")[:limit]:
        detail = f"{milestone.program.code}, due {day(milestone.due_on)}"
        yield Hit("Milestone", milestone.name, detail, _page(milestone.program) + "#plan")


def _page(program: Program) -> str:
    return reverse("programs:program-detail", args=[program.code])
