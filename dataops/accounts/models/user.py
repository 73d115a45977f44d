from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac

from dataops.accounts.choices import OUTSIDE, OrganisationKind, Role
from dataops.accounts.models.organisation import Organisation
from dataops.base.walls import CURRENT_VENDOR, rows_where


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> UserQuerySet:
        """Staff see everybody; a vendor's people see their own colleagues."""
        return self if user.vendor_id is None else self.filter(organisation_id=user.vendor_id)

    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def with_role(self, role: Role) -> UserQuerySet:
        return self.filter(role=role)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds people by e-mail, whatever its capitals. People are made by `operations.person`."""

    def get_by_natural_key(self, username: str) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: one role in one organisation."""

    portal = rows_where(f"organisation_id = {CURRENT_VENDOR} and role in {OUTSIDE}")
    portal_plugs = {"actors": "exists (select from accounts_user u where u.id = audit_event.actor_id)"}
    hidden_in_trail = ("email", "name", "password", "last_login")

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    shut_out_at = models.DateTimeField(null=True, help_text="Sessions from before then never count again.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"), name="user_email_once_whatever_its_capitals"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def trail_name(self) -> str:
        return f"person {self.pk}"

    @property
    def vendor_id(self) -> int | None:
        """The vendor or in-house team behind whose wall this person works; None for our own staff."""
        return None if self.organisation.kind == OrganisationKind.COMPANY else self.organisation_id

    @property
    def public_name(self) -> str:
        """What the company at large calls them: our staff by name, whoever labels behind a wall by their house."""
        return self.name if self.vendor_id is None else self.organisation.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"

    def get_session_auth_hash(self) -> str:
        return self._since_shut_out(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._since_shut_out, super().get_session_auth_fallback_hash())

    def _since_shut_out(self, proof: str) -> str:
        """What a session must know of the person: their password and, once shut out, since when."""
        if self.shut_out_at is None:
            return proof
        return salted_hmac(
            "shut-out", f"{proof} {self.shut_out_at.isoformat()}", algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        return self.name
