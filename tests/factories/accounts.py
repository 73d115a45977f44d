from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import Organisation, User
from tests.factories import number


def company() -> Organisation:
    return Organisation.objects.get_or_create(
        name="Our company", defaults={"kind": OrganisationKind.COMPANY}
    )[0]


def organisation(kind=OrganisationKind.VENDOR, **fields) -> Organisation:
    n = number()
    return Organisation.objects.create(**{"name": f"Organisation {n}", "kind": kind} | fields)


def user(role=Role.PROGRAM_MANAGER, **fields) -> User:
    """Somebody of our company, unless an organisation is given."""
    n = number()
    fields.setdefault("organisation", None)
    home = fields.pop("organisation") or company()
    return User.objects.create(
        **{"email": f"person{n}@example.com", "name": f"Person {n}", "organisation": home, "role": role}
        | fields
    )
