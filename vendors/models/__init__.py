from vendors.models.contract import Contract, RateLine
from vendors.models.delivery import Delivery
from vendors.models.evidence import Evidence
from vendors.models.invoice import Invoice, InvoiceLine
from vendors.models.ledger import LedgerEntry
from vendors.models.order import WorkOrder
from vendors.models.rollup import DeliveryMonth, DeliveryTotal, LedgerMonth, LedgerTotal
from vendors.models.scorecard import Scorecard, ScorecardLine
from vendors.models.vendor import Vendor
from vendors.models.worker import Worker

__all__ = [
    "Contract",
    "Delivery",
    "DeliveryMonth",
    "DeliveryTotal",
    "Evidence",
    "Invoice",
    "InvoiceLine",
    "LedgerEntry",
    "LedgerMonth",
    "LedgerTotal",
    "RateLine",
    "Scorecard",
    "ScorecardLine",
    "Vendor",
    "WorkOrder",
    "Worker",
]
