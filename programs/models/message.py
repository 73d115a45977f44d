from __future__ import annotations

from django.conf import settings
from django.db import models

from dataops.base.models import Stamped
from programs.models.request import LONGEST_TEXT, DataRequest


class RequestMessage(Stamped):
    """One turn of the talk between the requester and triage."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(max_length=LONGEST_TEXT)

    def __str__(self):
        return f"message {self.pk} on {self.request_id}"
