"""Sockets this app offers, plugs it inserts below."""

from compliance import rules
from compliance.reports import home as homes
from compliance.reports import needs as compliance_needs
from dataops.accounts.choices import Role
from dataops.work import home, needs
from programs import extensions as programs
from programs import permissions
from vendors import extensions as vendors

programs.panels.register(
    "compliance", programs.Panel("Data clearance", "compliance:program-panel", permissions.SEE_COMPLIANCE)
)
needs.providers.register("compliance", compliance_needs.needs_of)
home.figures.register(Role.COMPLIANCE_OFFICER, homes.officer_tiles)
home.dates.register("compliance", homes.dates_of_agreements)
vendors.gates.register("compliance", rules.may_receive_data)
