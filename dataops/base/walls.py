"""What a vendor's own people may reach, declared beside each model.

A model without a `portal` attribute is closed to them: the database role
that serves vendors has no grant on its table at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import models

# What Python's calendar knows and forms take, with room around it: our pages fail on a day before Christ.
CALENDAR = "'1900-01-01' and '2200-01-01'"
SOCKET = re.compile(r"\{(\w+)\}")
CURRENT_VENDOR = "(select nullif(current_setting('app.vendor', true), '')::bigint)"
CURRENT_ACTOR = "(select nullif(current_setting('app.actor', true), '')::bigint)"
CURRENT_REQUEST = "(select coalesce(current_setting('app.request', true), ''))"


@dataclass(frozen=True)
class Portal:
    """Rows a vendor role may see (`rows`, an SQL condition) and the verbs it may use on them.

    With `shows`, it sees these columns of them and no others. What it adds has to meet `adds` besides.
    A name in braces is a socket: models on higher floors say in `portal_plugs` what fits into it.
    """

    rows: str
    writes: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    is_own: bool = False
    adds: str = "true"


def own_rows(*writes: str, only: str = "", adds: str = "true") -> Portal:
    """The rows whose `vendor_id` is the caller's vendor, `only` those that meet an SQL condition.

    A write may name its columns, as in "update (state, answered_at)": others stay closed.
    """
    rows = f"vendor_id = {CURRENT_VENDOR}"
    return Portal(rows=f"{rows} and {only}" if only else rows, writes=writes, is_own=True, adds=adds)


def rows_where(condition: str, *writes: str, shows: tuple[str, ...] = (), adds: str = "true") -> Portal:
    """The rows that meet an SQL condition; write `{vendor}` for the caller's vendor."""
    return Portal(rows=condition.replace("{vendor}", CURRENT_VENDOR), writes=writes, shows=shows, adds=adds)


def readable(model: type[models.Model]) -> str:
    """SQL that holds for rows our pages can show: moments of our calendar, objects where objects are kept."""
    found = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DateField):  # a moment is one too
            found.append(f'("{field.column}" is null or "{field.column}" between {CALENDAR})')
        elif isinstance(field, models.JSONField) and field.default is dict:
            found.append(f"""jsonb_typeof("{field.column}") = 'object'""")
    return " and ".join(found) or "true"


def plugged(condition: str, plugs: dict[str, list[str]]) -> str:
    """The condition with every socket filled: what meets one of its plugs may pass, and without plugs nothing."""
    for socket in SOCKET.findall(condition):
        fitting = " or ".join(f"({plug})" for plug in plugs.get(socket, [])) or "false"
        condition = condition.replace(f"{{{socket}}}", f"({fitting})")
    return condition
