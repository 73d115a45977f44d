from __future__ import annotations

from django import template
from django.conf import settings

from dataops.accounts.choices import Role
from dataops.accounts.models import User

register = template.Library()


@register.simple_tag
def personas() -> list[User]:
    """One person per role of the sample company, in the order of the roles; nobody outside sample mode."""
    if not settings.SAMPLE_MODE:
        return []
    first: dict[str, User] = {}
    for person in User.objects.active().select_related("organisation").order_by("pk"):
        first.setdefault(person.role, person)
    return [first[role] for role in Role if role in first]
