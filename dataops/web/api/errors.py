from __future__ import annotations

from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from dataops.base.errors import Refused


def answer(exception: Exception, context: dict) -> Response | None:
    """An operation's expected no is a 409 with the same words as on the screen."""
    if isinstance(exception, Refused):
        set_rollback()
        return Response({"reason": exception.message}, status=409)
    return exception_handler(exception, context)
