from compliance.models.agreement import DataAgreement
from compliance.models.clearance import Clearance

__all__ = ["Clearance", "DataAgreement"]
