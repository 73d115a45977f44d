"""Two scripts write the same thing: the second one's answer holds both writings."""

from __future__ import annotations

from rest_framework.response import Response

from dataops.base.versions import ChangedMeanwhile


class TellsBoth:
    """Mix in before a viewset: who wrote second reads what stands now beside their own words."""

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)  # type: ignore[misc]
        if isinstance(exc, ChangedMeanwhile) and isinstance(exc.current, self.queryset.model):
            stands = self.get_queryset().filter(pk=exc.current.pk).first()
            response.data["stands"] = stands and self.get_serializer(stands).data
            response.data["sent"] = self.request.data
        return response
