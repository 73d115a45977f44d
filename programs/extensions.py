"""Sockets this app offers, plugs it inserts below."""

from dataops.work import needs, search
from programs.reports.found import find_programs
from programs.reports.needs import program_needs
from programs.sockets import Measure, Panel, accepted_by_day, closing_checks, measures, panels

__all__ = ["Measure", "Panel", "accepted_by_day", "closing_checks", "measures", "panels"]

needs.providers.register("programs", program_needs)
search.providers.register("programs", find_programs)
