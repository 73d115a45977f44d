"""Found the sample company: its people, its vendors and the papers between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from compliance.choices import AgreementKind
from compliance.operations.agreement import file_agreement
from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import Organisation, User
from dataops.accounts.operations.person import add_person, found_organisation
from quality.management.sample.cast import COMPANY, DOMAIN, HOUSES, LABELERS, STAFF, VENDOR_ADMINS, House
from quality.management.sample.clock import live_at, noon
from vendors.choices import VendorState
from vendors.models import RateLine, Vendor, Worker
from vendors.operations.contract import add_rate, sign_contract
from vendors.operations.vendor import add_vendor, set_state
from vendors.operations.worker import enrol

TASK_TYPE = "single choice"


@dataclass
class Partner:
    """A vendor with what is needed to work with it."""

    house: House
    vendor: Vendor
    rate: RateLine
    workers: list[Worker]
    admin: User | None


@dataclass
class Company:
    people: dict[str, User]
    partners: dict[str, Partner]

    def first(self, role: Role) -> User:
        return next(person for person in self.people.values() if person.role == role)


def found(*, on: date) -> Company:
    """Everybody who works here, and everybody we work with."""
    live_at(noon(on - timedelta(days=200), 8))
    home = found_organisation(COMPANY, OrganisationKind.COMPANY, actor=None)
    people = {name: _person(name, home, role) for role, name in STAFF}
    manager = next(person for person in people.values() if person.role == Role.VENDOR_MANAGER)
    partners = {house.slug: _partner(house, manager, on=on) for house in HOUSES}
    return Company(people, partners)


def _person(name: str, home: Organisation, role: Role) -> User:
    address = name.lower().replace("ó", "o").replace(" ", ".")
    return add_person(f"{address}@{DOMAIN}", name, home, role, actor=None)


def _partner(house: House, manager: User, *, on: date) -> Partner:
    home = found_organisation(house.name, house.kind, actor=manager)
    vendor = add_vendor(home, slug=house.slug, countries=house.countries, actor=manager)
    set_state(vendor, VendorState.ACTIVE, actor=manager)
    admin = None
    if house.slug in VENDOR_ADMINS:
        admin = _person(VENDOR_ADMINS[house.slug], home, Role.VENDOR_ADMIN)
    return Partner(
        house, vendor, _papers(house, vendor, manager, on=on), _workers(house, vendor, manager), admin
    )


def _papers(house: House, vendor: Vendor, manager: User, *, on: date) -> RateLine:
    """A contract with its rate; one of them runs out within the month, so that somebody has to act."""
    starts = on - timedelta(days=200)
    ends = on + timedelta(days=21 if house.slug == "harbor" else 240)
    number = f"MSA-{house.slug.upper()}-1"
    contract = sign_contract(
        vendor, number=number, starts_on=starts, ends_on=ends, cap=Decimal(50_000), actor=manager
    )
    if house.kind == OrganisationKind.VENDOR:
        file_agreement(
            vendor,
            kind=AgreementKind.DATA_PROCESSING,
            reference=f"DPA-{house.slug.upper()}",
            signed_on=starts,
            ends_on=on + timedelta(days=25 if house.slug == "lumen" else 300),
            actor=manager,
        )
    return add_rate(
        contract,
        task_type=TASK_TYPE,
        price=Decimal(house.price),
        valid_from=starts,
        valid_to=ends,
        actor=manager,
    )


def _workers(house: House, vendor: Vendor, manager: User) -> list[Worker]:
    prefix = house.slug.replace("-", "")[:3]
    workers = []
    for number in range(1, house.workers + 1):
        user = None
        if number == 1 and house.slug in LABELERS:
            role = Role.LABELER if house.kind == OrganisationKind.TEAM else Role.VENDOR_LABELER
            user = _person(LABELERS[house.slug], vendor.organisation, role)
        workers.append(enrol(vendor, f"{prefix}-{number:02}", user=user, actor=manager))
    return workers
