"""Sockets this app offers, plugs it inserts below."""

from dataops.accounts.choices import Role
from dataops.base import reading
from dataops.work import actions, home, needs, search
from dataops.work.targets import kinds
from programs.reports import by_hand, requests
from programs.reports import home as homes
from programs.reports.actions import actions_of_programs
from programs.reports.asks import ask_needs
from programs.reports.change import change_needs
from programs.reports.decisions import decision_needs
from programs.reports.found import find_in_programs, find_programs
from programs.reports.kinds import KINDS
from programs.reports.needs import program_needs
from programs.reports.raid import raid_needs
from programs.reports.watches import watch_needs
from programs.sockets import (
    Bill,
    By,
    Fact,
    Measure,
    Panel,
    Partner,
    Production,
    Queue,
    Setting,
    accepted_by_day,
    bills,
    closing_checks,
    commitments,
    currency_checks,
    facts,
    measures,
    overlaps,
    panels,
    partners,
    production,
    queues,
    rosters,
)

__all__ = [
    "Bill",
    "By",
    "Fact",
    "Measure",
    "Panel",
    "Partner",
    "Production",
    "Queue",
    "Setting",
    "accepted_by_day",
    "bills",
    "closing_checks",
    "commitments",
    "currency_checks",
    "facts",
    "measures",
    "overlaps",
    "panels",
    "partners",
    "production",
    "queues",
    "rosters",
]

# requests
needs.providers.register("programs.requests", requests.needs_of_requests)
search.providers.register("programs.requests", requests.found_requests)
needs.providers.register("programs", program_needs)
needs.providers.register("programs.asks", ask_needs)
needs.providers.register("programs.decisions", decision_needs)
needs.providers.register("programs.changes", change_needs)
needs.providers.register("programs.raid", raid_needs)
needs.providers.register("programs.alerts", watch_needs)
search.providers.register("programs", find_programs)
search.providers.register("programs.logs", find_in_programs)
home.figures.register(Role.LEADERSHIP, homes.leadership_tiles)
home.figures.register(Role.REQUESTER, homes.requester_tiles)
home.dates.register("programs", homes.dates_of_programs)
actions.sources.register("programs", actions_of_programs)
for name, sql in by_hand.VIEWS.items():
    reading.views.register(name, sql)
for key, kind in KINDS.items():
    kinds.register(key, kind)
