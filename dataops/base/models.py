from __future__ import annotations

from django.db import models


class Stamped(models.Model):
    """A row that knows when it was made and when it last changed."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
