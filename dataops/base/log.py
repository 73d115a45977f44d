"""What the log leaves out: where in our own code a person was told no."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.http import Http404


class RefusalsInOneLine(logging.Filter):
    """A no is an answer like any other: its address is logged, its way through the code is not."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        if kind is not None and issubclass(kind, PermissionDenied | Http404):
            record.exc_info = record.exc_text = None
        return True
