from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from dataops.base.models import Stamped
from programs.models.request import DataRequest


def generated_name(attachment: RequestAttachment, client_name: str) -> str:
    """A name of ours: what the sender called the file is only ever displayed."""
    return f"requests/{uuid.uuid4().hex}"


class RequestAttachment(Stamped):
    """A file that says more than the form asks; who sees the request may fetch it."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=generated_name)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "attachment"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "sha256"], name="attachment_once_a_request"),
        ]

    def __str__(self):
        return self.file_name
