"""What a vendor's own people may reach, declared beside each model.

A model without a `portal` attribute is closed to them: the database role
that serves vendors has no grant on its table at all.
"""

from __future__ import annotations

from dataclasses import dataclass

CURRENT_VENDOR = "(select nullif(current_setting('app.vendor', true), '')::bigint)"
CURRENT_ACTOR = "(select nullif(current_setting('app.actor', true), '')::bigint)"
CURRENT_REQUEST = "(select coalesce(current_setting('app.request', true), ''))"


@dataclass(frozen=True)
class Portal:
    """Rows a vendor role may see (`rows`, an SQL condition) and the verbs it may use on them.

    With `shows`, it sees these columns of them and no others.
    """

    rows: str
    writes: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    is_own: bool = False


def own_rows(*writes: str, only: str = "") -> Portal:
    """The rows whose `vendor_id` is the caller's vendor, `only` those that meet an SQL condition.

    A write may name its columns, as in "update (state, answered_at)": others stay closed.
    """
    rows = f"vendor_id = {CURRENT_VENDOR}"
    return Portal(rows=f"{rows} and {only}" if only else rows, writes=writes, is_own=True)


def rows_where(condition: str, *writes: str, shows: tuple[str, ...] = ()) -> Portal:
    """The rows that meet an SQL condition; write `{vendor}` for the caller's vendor."""
    return Portal(rows=condition.replace("{vendor}", CURRENT_VENDOR), writes=writes, shows=shows)
