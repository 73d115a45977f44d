"""Two scripts write the same thing: the version each has read, and both writings for who came second."""

from __future__ import annotations

import re
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from dataops.base.before import as_it_was
from dataops.base.limits import MOST
from dataops.base.versions import ChangedMeanwhile

TAG = re.compile(r'(?:W/)?"(\d{1,10})"')
HEADER = "If-Match"


def tag(response: Response) -> None:
    """The version of the one thing answered, as the tag to send back with a change of it."""
    answered = getattr(response, "data", None)
    version = answered.get("version") if isinstance(answered, dict) else None
    if isinstance(version, int) and response.status_code < 300:
        response["ETag"] = f'"{version}"'


def with_seen(request: Request) -> Any:
    """What was sent, with the version of its header beside it; the two may not say different things."""
    sent, header = request.data, request.headers.get(HEADER)
    if header is None or not isinstance(sent, dict):
        return sent
    found = TAG.fullmatch(header.strip())
    if not found or int(found[1]) > MOST:
        raise ValidationError({HEADER: ['Send the version as it stood in ETag, like "3".']})
    if str(sent.get("version", found[1])) != found[1]:
        raise ValidationError({HEADER: ["Another version than the one in the body."]})
    sent = sent.copy()
    sent["version"] = int(found[1])
    return sent


def both(collision: ChangedMeanwhile, request: Request, view: Any) -> dict[str, Any]:
    """What was sent, what stands now, and what was there before, as far as who asks may read it."""
    told = {"reason": collision.message, "sent": request.data, "stands": None, "was": {}}
    row, kind = collision.current, getattr(getattr(view, "queryset", None), "model", None)
    if kind is None or not isinstance(row, kind):
        return told
    stands = view.get_queryset().filter(pk=row.pk).first()
    if stands is None:
        return told
    told["stands"] = view.stands(stands) if hasattr(view, "stands") else view.get_serializer(stands).data
    if request.user.vendor_id is None:  # the trail of rows is read on our side of the wall
        told["was"] = _was(view, stands, collision.seen, told["stands"])
    return told


def _was(view: Any, row: Any, seen: int | None, shown: Any) -> dict[str, Any]:
    """Of each field that is shown and has changed since: what it held, as who asks would have been told it then."""
    past = as_it_was(row, seen)
    plain = [
        field.name for field in row._meta.concrete_fields if not field.is_relation and field.name in shown
    ]
    if past is None:
        return {}
    changed = [name for name in plain if getattr(past, name) != getattr(row, name)]
    if hasattr(view, "stands"):
        return {name: getattr(past, name) for name in changed}
    told = view.get_serializer(past).data
    return {name: told[name] for name in changed if told.get(name) != shown[name]}
