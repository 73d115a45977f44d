from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from dataops.web.templatetags.formats import day
from dataops.work.search import Hit, excerpt
from programs import permissions
from programs.models import ChangeRequest, Decision, Milestone, Program, RaidItem, StatusReport


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
        yield Hit("Milestone", milestone.name, detail, _part("milestone-detail", milestone))


def find_in_programs(user, text: str, *, limit: int) -> Iterator[Hit]:
    """Entries of the RAID log, decisions, change requests and weekly reports of the programs the person sees."""
    if user.vendor_id is not None:
        return
    kinds = (
        ("RAID entry", RaidItem, ("statement", "next_step"), "raid-detail"),
        ("Decision", Decision, ("question", "reason"), "decision-detail"),
        ("Change request", ChangeRequest, ("title", "reason"), "change-detail"),
    )
    for noun, model, columns, page in kinds:
        found = model.objects.visible_to(user).filter(_in_any(columns, text)).select_related("program")
        for row in found.order_by("-pk")[:limit]:
            detail = f"{row.program.code}, {row.get_state_display().lower()}"
            yield Hit(noun, str(row), detail, _part(page, row))
    if user.has_perm(permissions.SEE_REPORTS):
        yield from _reports(user, text, limit)


def _reports(user, text: str, limit: int) -> Iterator[Hit]:
    words = _in_any(
        ("summary", "highlights", "lowlights", "next_week", "program__code", "program__name"), text
    )
    found = StatusReport.objects.visible_to(user).filter(words).select_related("program")
    for report in found.order_by("-week_on", "-pk")[:limit]:
        title = f"{report.program.code}, week of {day(report.week_on)}"
        url = reverse("programs:report-detail", args=[report.pk])
        yield Hit("Weekly report", title, excerpt(report.summary, text), url)


def _in_any(columns: tuple[str, ...], text: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": text})
    return found


def _part(page: str, row) -> str:
    return reverse(f"programs:{page}", args=[row.program.code, row.pk])


def _page(program: Program) -> str:
    return reverse("programs:program-detail", args=[program.code])
