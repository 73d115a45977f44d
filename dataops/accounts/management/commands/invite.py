from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.operations.invitation import invite
from dataops.accounts.operations.person import found_organisation
from dataops.base.database import STAFF, standing
from dataops.base.errors import Refused


class Command(BaseCommand):
    """Let the first administrator in; everybody else is invited from the page of people."""

    help = "Print a link by which the owner of an e-mail address joins your company."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--company", required=True, help="its name; made when it does not exist")
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR)

    def handle(self, *, email, company, role, **options):
        try:
            validate_email(email)
            with standing(STAFF), transaction.atomic():
                home = found_organisation(company, OrganisationKind.COMPANY, actor=None)
                invitation, secret = invite(email, home, Role(role), actor=None, at=timezone.now())
        except (Refused, ValidationError) as fault:
            raise CommandError(" ".join(getattr(fault, "messages", [str(fault)]))) from None
        self.stdout.write(f"{settings.SITE_URL}{reverse('accounts:join', args=[secret])}")
        self.stderr.write(f"Good for {email} until {invitation.expires_at:%d %B %Y, %H:%M} UTC, once.")
