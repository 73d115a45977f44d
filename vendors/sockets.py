"""What higher apps tell this one before an order binds; they plug in from their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable

from dataops.base.registry import Registry
from dataops.base.verdicts import Verdict

# the vendor and the program, and the day `on=`
gates: Registry[Callable[..., Verdict]] = Registry("gates before a vendor receives data of a program")
