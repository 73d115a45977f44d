"""What people and the machinery show an administrator on the home, and people for who looks for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import User
from dataops.accounts.reports import administrator_tiles
from dataops.work import home, search


def found_people(user: User, text: str, *, limit: int) -> Iterator[search.Hit]:
    """For our own people, each other, with what they did lately; for a vendor's admin, their colleagues."""
    if user.vendor_id is not None and not user.has_perm("programs.see_own_vendor"):
        return
    named = Q(name__icontains=text) | Q(email__icontains=text)
    people = User.objects.visible_to(user).active().filter(named).select_related("organisation")
    if user.vendor_id is None:
        people = people.filter(organisation__kind=OrganisationKind.COMPANY)
    for person in people.order_by("name", "pk")[:limit]:
        url = f"{reverse('programs:feed')}?person={person.pk}"
        if user.vendor_id is not None:
            url = reverse("accounts:colleagues")
        yield search.Hit("Person", person.name, f"{person.get_role_display()}, {person.email}", url)


home.figures.register(Role.ADMINISTRATOR, administrator_tiles)
search.providers.register("accounts", found_people)
