from __future__ import annotations

from rest_framework.response import Response
from rest_framework.views import exception_handler

from dataops.base.errors import Refused
from dataops.base.versions import ChangedMeanwhile
from dataops.web.api.versions import both


def answer(exception: Exception, context: dict) -> Response | None:
    """An operation's expected no is a 409 with the same words as on the screen, a version gone by a 412 with both.

    Whatever the view did before is undone with the request's transaction, which the wall holds:
    the library itself would undo only what `ATOMIC_REQUESTS` began.
    """
    context["request"]._request.has_failed = True
    if isinstance(exception, ChangedMeanwhile):
        return Response(both(exception, context["request"], context["view"]), status=exception.status)
    if isinstance(exception, Refused):
        return Response({"reason": exception.message}, status=exception.status)
    return exception_handler(exception, context)
