import datetime as dt

from compliance.choices import ClearanceState
from compliance.models import Clearance, DataAgreement
from tests.conftest import NOON
from tests.factories import number
from tests.factories.accounts import user
from tests.factories.programs import program
from tests.factories.vendors import vendor

DAY = NOON.date()


def data_agreement(vendor_=None, **fields) -> DataAgreement:
    defaults = {
        "kind": "data_processing",
        "reference": f"DPA-{number()}",
        "signed_on": DAY - dt.timedelta(days=100),
        "ends_on": DAY + dt.timedelta(days=265),
    }
    return DataAgreement.objects.create(vendor=vendor_ or vendor(), **defaults | fields)


def clearance(program_=None, **fields) -> Clearance:
    """The program's clearance, which was granted."""
    project = program_ or program()
    defaults = {
        "sensitivity": "internal",
        "basis": "Our own support mail.",
        "state": ClearanceState.GRANTED,
        "requested_at": NOON - dt.timedelta(days=2),
        "decided_at": NOON,
    }
    if "requested_by" not in fields:
        fields["requested_by"] = project.manager
    if "decided_by" not in fields:
        fields["decided_by"] = user(role="compliance_officer")
    return Clearance.objects.update_or_create(program=project, defaults=defaults | fields)[0]
