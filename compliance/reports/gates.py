"""Which data may go where today: every running program against every vendor that works for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from compliance.models import Clearance
from compliance.rules import gate, is_cleared
from dataops.base.sight import sight_of
from programs.models import Program
from vendors.models import Vendor, WorkOrder


@dataclass(frozen=True)
class Gate:
    """One program: the class of its data, compliance's word, and the vendors that wait outside."""

    program: Program
    clearance: Clearance | None
    vendors: list[Vendor] = field(default_factory=list)
    blocked: list[tuple[Vendor, str]] = field(default_factory=list)

    @property
    def is_shut(self) -> bool:
        """Closed to every vendor alike, because compliance has not said yes."""
        return bool(self.blocked) and not is_cleared(self.program, self.clearance)

    @property
    def is_missing(self) -> bool:
        """Work is ordered, but nobody asked for clearance."""
        return self.clearance is None and bool(self.vendors)


def gates(programs: Iterable[Program], *, on: date) -> list[Gate]:
    """Five queries for any number of programs. Those that stand in the way come first."""
    programs = list(programs)
    clearances = {
        clearance.program_id: clearance
        for clearance in Clearance.objects.filter(program__in=programs).select_related(
            "requested_by__organisation"
        )
    }
    vendors = defaultdict(dict)
    orders = WorkOrder.objects.filter(program__in=programs).open().select_related("vendor__organisation")
    for order in orders.prefetch_related("vendor__data_agreements").order_by("vendor_id"):
        vendors[order.program_id].setdefault(order.vendor_id, order.vendor)
    found = [
        _gate(program, clearances.get(program.pk), list(vendors[program.pk].values()), on=on)
        for program in programs
    ]
    return sorted(found, key=lambda gate: (not gate.blocked, gate.program.code))


def version_of(clearance: Clearance, *, on: date) -> int:
    """Which state of the request and of its program's gate somebody decides upon."""
    gate = gates([clearance.program], on=on)[0]
    blocked = {vendor.pk: reason for vendor, reason in gate.blocked}
    asked = (clearance.sensitivity, clearance.basis, clearance.requested_at, clearance.requested_by_id)
    said = (clearance.state, clearance.decision_reason, clearance.decided_at)
    return sight_of(asked, said, [(vendor.pk, blocked.get(vendor.pk, "")) for vendor in gate.vendors])


def _gate(program: Program, clearance: Clearance | None, vendors: list[Vendor], *, on: date) -> Gate:
    verdicts = [(vendor, gate(vendor, program, clearance, on=on)) for vendor in vendors]
    return Gate(program, clearance, vendors, [(vendor, no.reason) for vendor, no in verdicts if not no])
