"""Who signs in, as this floor knows them."""

from __future__ import annotations

from typing import Any, TypeAlias

# `dataops.accounts` stands above, so its model cannot be named here: a person has `pk`, `name`, `email`, `vendor_id`.
Person: TypeAlias = Any
