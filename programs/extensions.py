"""Sockets this app offers, plugs it inserts below."""

from programs.sockets import Measure, Panel, accepted_by_day, closing_checks, measures, panels

__all__ = ["Measure", "Panel", "accepted_by_day", "closing_checks", "measures", "panels"]
