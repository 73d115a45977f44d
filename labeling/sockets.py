"""What higher apps do for this one; they plug in from their `AppConfig.ready` as `labeling.extensions`."""

from __future__ import annotations

from collections.abc import Callable

from dataops.base.registry import Registry

# keeper(project, {task id: code}, actor=…) → how many were new. Files of gold answers go through it.
GoldKeeper = Callable[..., int]

gold_keeper: Registry[GoldKeeper] = Registry("who keeps gold answers")
