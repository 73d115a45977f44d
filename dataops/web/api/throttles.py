from __future__ import annotations

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle


class PerKey(UserRateThrottle):
    """Each token has a rate of its own, so that one script cannot use up its owner's; a browser counts by person."""

    cache = caches["forgiving"]

    def get_cache_key(self, request, view) -> str:
        if (token := request.auth) is not None:
            return self.cache_format % {"scope": "token", "ident": token.pk}
        return super().get_cache_key(request, view)
