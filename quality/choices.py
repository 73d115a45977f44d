from enum import StrEnum

from django.db import models


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class Standing(StrEnum):
    """How an interval lies to a target."""

    REACHED = "reached"
    OPEN = "open"
    MISSED = "missed"
    UNJUDGED = "unjudged"
    NO_DATA = "no_data"
