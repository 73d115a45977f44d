"""Sockets this app offers, plugs it inserts below."""

from dataops.work import needs, search
from programs.reports import requests
from programs.sockets import Measure, Panel, accepted_by_day, closing_checks, measures, panels

__all__ = ["Measure", "Panel", "accepted_by_day", "closing_checks", "measures", "panels"]

# requests
needs.providers.register("programs.requests", requests.needs_of_requests)
search.providers.register("programs.requests", requests.found_requests)
