from vendors.models.contract import Contract, RateLine
from vendors.models.delivery import Delivery
from vendors.models.evidence import Evidence
from vendors.models.invoice import Invoice, InvoiceLine
from vendors.models.ledger import LedgerEntry
from vendors.models.order import WorkOrder
from vendors.models.scorecard import Scorecard, ScorecardLine
from vendors.models.vendor import Vendor
from vendors.models.worker import Worker

__all__ = [
    "Contract",
    "Delivery",
    "Evidence",
    "Invoice",
    "InvoiceLine",
    "LedgerEntry",
    "RateLine",
    "Scorecard",
    "ScorecardLine",
    "Vendor",
    "WorkOrder",
    "Worker",
]
