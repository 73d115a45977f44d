"""Sockets this app offers, plugs it inserts below."""

from compliance import rules
from compliance.reports import needs as compliance_needs
from dataops.work import needs
from programs import extensions as programs
from programs import permissions
from vendors import extensions as vendors

programs.panels.register(
    "compliance", programs.Panel("Data clearance", "compliance:program-panel", permissions.SEE_COMPLIANCE)
)
needs.providers.register("compliance", compliance_needs.needs_of)
vendors.gates.register("compliance", rules.may_receive_data)
