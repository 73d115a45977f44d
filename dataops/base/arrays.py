"""Many keys at once: sent to the database as one array, where a list would be a parameter each in every question."""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import RawSQL


class Keys(list[int]):
    """A list of keys for `__in`: read once by Django and by Postgres, however long it is."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        return RawSQL("select unnest(%s::bigint[])", [list(self)]).resolve_expression(*args, **kwargs)
