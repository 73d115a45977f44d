"""What is sent to the API: read whole, checked field by field, then handed to one operation."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from dataops.base.limits import MOST
from dataops.web.api.versions import tag, with_seen


def seen_version(**given) -> serializers.IntegerField:
    """The version the writer has read; another one that stands is a 412. An `If-Match` header says it as well."""
    return serializers.IntegerField(min_value=0, max_value=MOST, **given)


class Revision(serializers.Serializer):
    """Mix in before the body that makes a row: change some of it, upon a version. What is left out stays."""

    version = seen_version()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name == "version"


class ReadsBodies:
    """Mix in before a viewset."""

    def body(self, kind: type[serializers.Serializer], **given: Any) -> dict[str, Any]:
        """What was sent, as `kind` reads it; otherwise a 400 that names the fields."""
        serializer = kind(data=self.request.data, context=self.get_serializer_context(), **given)
        if "version" in getattr(serializer, "fields", ()):
            serializer.initial_data = with_seen(self.request)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        tag(response)
        return response
