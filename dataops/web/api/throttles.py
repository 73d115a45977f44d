from __future__ import annotations

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle


class PerKey(UserRateThrottle):
    """Each token has a rate of its own, so that one script cannot use up its owner's; a browser counts by person.

    The library keeps every request's moment in a list that it reads, changes and writes back, so that
    requests at the same time are not counted. One atomic count a window misses none and is one step.
    """

    cache = caches["forgiving"]

    def get_cache_key(self, request, view) -> str:
        if (token := request.auth) is not None:
            return self.cache_format % {"scope": "token", "ident": token.pk}
        return super().get_cache_key(request, view)

    def allow_request(self, request, view) -> bool:
        window, self.passed = divmod(self.timer(), self.duration)
        key = f"{self.get_cache_key(request, view)}:{window:.0f}"
        return self.cache.count(key, within=self.duration) <= self.num_requests

    def wait(self) -> float:
        return self.duration - self.passed
