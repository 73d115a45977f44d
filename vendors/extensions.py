"""Sockets this app offers, plugs it inserts below."""

from dataops.accounts.choices import Role
from dataops.base import reading
from dataops.work import home, needs, search
from dataops.work.targets import kinds
from programs import extensions as programs
from programs import permissions
from vendors import rules
from vendors.reports import bills, by_hand, facts, found, measures, queues
from vendors.reports import home as homes
from vendors.reports import needs as vendor_needs
from vendors.reports.kinds import KINDS
from vendors.reports.production import production_of
from vendors.reports.rosters import roster_of
from vendors.sockets import gates

__all__ = ["gates"]

programs.measures.register("vendors", measures.program_measures)
programs.accepted_by_day.register("vendors", measures.accepted_units_by_day)
programs.facts.register("vendors", facts.vendor_facts)
programs.partners.register("vendors", facts.partners)
programs.queues.register("vendors", queues.queues_of_programs)
programs.rosters.register("vendors", roster_of)
programs.production.register("vendors", production_of)
programs.bills.register("vendors", bills.bills_of_programs)
programs.commitments.register("vendors", bills.committed)
programs.closing_checks.register("vendors", rules.nothing_open)
programs.currency_checks.register("vendors", rules.keeps_its_money)
programs.panels.register(
    "vendors", programs.Panel("Work orders and spend", "vendors:program-panel", permissions.SEE_VENDORS)
)
needs.providers.register("vendors", vendor_needs.needs_of)
search.providers.register("vendors", found.find)
home.figures.register(Role.VENDOR_MANAGER, homes.manager_tiles)
home.figures.register(Role.VENDOR_ADMIN, homes.admin_tiles)
home.dates.register("vendors", homes.dates_of_vendors)
for name, sql in by_hand.VIEWS.items():
    reading.views.register(name, sql)
for key, kind in KINDS.items():
    kinds.register(key, kind)
