"""The rail: where one can go, filtered by what one may do. Addresses are named, apps are not imported."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# section → (label, address, icon, permission)
RAIL: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    (
        "",
        [
            ("Home", "web:home", "home", "see_home"),
            ("Actions", "work:action-list", "check", "see_requests"),
        ],
    ),
    (
        "Deliver",
        [
            ("Programs", "programs:program-list", "programs", "view_program"),
            ("Requests", "programs:request-list", "inbox", "submit_requests"),
            ("Triage", "programs:triage", "triage", "triage_requests"),
            ("Labeling projects", "labeling:project-list", "pen", "see_labeling"),
            ("Label", "labeling:queue", "pen", "label"),
            ("Quality", "quality:overview", "quality", "see_quality"),
        ],
    ),
    (
        "Partners",
        [
            ("Vendors", "vendors:vendor-list", "vendors", "see_vendors"),
            ("Work orders", "vendors:portal-orders", "inbox", "see_own_vendor"),
            ("Scorecard", "vendors:portal-scorecard", "chart", "see_own_vendor"),
            ("Colleagues", "accounts:colleagues", "people", "see_own_vendor"),
        ],
    ),
    (
        "Govern",
        [
            ("Compliance", "compliance:overview", "shield", "see_compliance"),
            ("Audit trail", "compliance:trail", "trail", "see_trail"),
            ("Request types", "programs:type-list", "inbox", "manage_intake"),
            ("People", "accounts:people", "people", "manage_people"),
            ("Webhooks", "work:webhook-list", "link", "manage_people"),
            ("Jobs", "web:job-list", "server", "manage_people"),
            ("Tasks given up", "web:parked-list", "alert", "manage_people"),
        ],
    ),
    (
        "Report",
        [
            ("Leadership", "programs:leadership", "chart", "see_leadership"),
            ("Roadmap", "programs:roadmap", "history", "view_program"),
            ("Improvements", "programs:improvement-list", "check", "view_program"),
            ("Weekly reports", "programs:report-list", "report", "see_reports"),
            ("Digest", "programs:digest", "report", "see_leadership"),
        ],
    ),
]


# the letter that goes there after g
KEYS = {"web:home": "h", "programs:program-list": "p", "labeling:queue": "l", "quality:overview": "q"}


def sections_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The rail as this person sees it; the place they are at, or within, is marked."""
    sections = []
    for title, entries in RAIL:
        items = [
            {"label": label, "url": reverse(name), "icon": icon, "current": "", "key": KEYS.get(name)}
            for label, name, icon, permission in entries
            if request.user.has_perm(f"programs.{permission}")
        ]
        if items:
            sections.append({"title": title, "items": items})
    _mark_place([item for section in sections for item in section["items"]], request.path)
    return sections


def _mark_place(items: list[dict[str, Any]], path: str) -> None:
    """`page` for the place itself, `true` for the nearest one that the page lies in: the words of aria-current."""
    within = [item for item in items if path.startswith(item["url"]) and (item["url"] != "/" or path == "/")]
    if within:
        nearest = max(within, key=lambda item: len(item["url"]))
        nearest["current"] = "page" if nearest["url"] == path else "true"


def places_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Where one can jump to: the rail, and one's own jobs, which for most are too rare a place for it."""
    places = [item for section in sections_for(request) for item in section["items"]]
    jobs = {"label": "Jobs", "url": reverse("web:job-list"), "icon": "server", "current": "", "key": None}
    return places if any(place["url"] == jobs["url"] for place in places) else [*places, jobs]
