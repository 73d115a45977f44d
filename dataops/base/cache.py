from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class ForgivingRedis(RedisCache):
    """A cache whose absence costs speed and nothing else: without Redis it is empty and keeps nothing."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _or(default, super().get, key, default, version)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        _or(None, super().set, key, value, *args, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return _or(False, super().add, key, value, *args, **kwargs)

    def delete(self, key: str, version: int | None = None) -> bool:
        return _or(False, super().delete, key, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return _or(False, super().has_key, key, version)

    def count(self, key: str, *, within: int) -> int:
        """One more for `key`, which starts over when `within` seconds have passed; 0 when nobody counts."""
        return _or(0, self._count, self.make_and_validate_key(key), within)

    def _count(self, key: str, within: int) -> int:
        client = self._cache.get_client(key, write=True)
        found = client.incr(key)
        if found == 1:
            client.expire(key, within)
        return found


def _or(default: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return call(*args, **kwargs)
    except RedisError as fault:
        log.warning("Redis is away: %s", fault)
        return default
