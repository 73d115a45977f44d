"""Sums kept beside the rows they add up: a trigger adds what is written and takes away what was there before.

A model that is a rollup says of what, as in `rollup = Rollup(of=Delivery, by=("work_order_id",), parts=(…))`,
and has the columns `by` and those of every part, and `month` unless it adds up all months. It changes in the
transaction of the rows, so it is never behind them; the application's own roles may read it and nothing else.
Months are cut in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Part:
    """What a row `r` adds, as SQL by column, to the month of its moment `at`; only where the condition holds."""

    at: str
    adds: Mapping[str, str]
    where: str = "true"


@dataclass(frozen=True)
class Rollup:
    of: type[models.Model]
    by: tuple[str, ...]
    parts: tuple[Part, ...]
    is_by_month: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.by, "month") if self.is_by_month else self.by

    @property
    def columns(self) -> list[str]:
        return [column for part in self.parts for column in part.adds]


_TRIGGERS = (
    ("insert", "new table as new_rows"),
    ("update", "old table as old_rows new table as new_rows"),
    ("delete", "old table as old_rows"),
)


def rollups() -> dict[str, Rollup]:
    """Table → what it adds up."""
    return {
        model._meta.db_table: model.rollup  # type: ignore[attr-defined]
        for model in apps.get_models()
        if isinstance(getattr(model, "rollup", None), Rollup)
    }


def statements(tables: set[str]) -> list[str]:
    return [
        statement
        for table, rollup in rollups().items()
        if {table, rollup.of._meta.db_table} <= tables
        for statement in _statements(table, rollup)
    ]


def sums(rollup: Rollup, *sources: tuple[str, str]) -> str:
    """SQL that adds up rows as the rollup does: of each source its name, and "" to add or "-" to take away."""
    keys = ", ".join(rollup.keys)
    added = ", ".join(f"sum({column}) {column}" for column in rollup.columns)
    parts = " union all ".join(
        _part(rollup, part, rows, sign) for part in rollup.parts for rows, sign in sources
    )
    is_some = " or ".join(f"sum({column}) <> 0" for column in rollup.columns)
    return f"select {keys}, {added} from ({parts}) p group by {keys} having {is_some} order by {keys}"  # noqa: S608 -- of models


def _part(rollup: Rollup, part: Part, rows: str, sign: str) -> str:
    month = f"date_trunc('month', r.{part.at} at time zone 'UTC')::date"
    keys = ", ".join(f"{month if key == 'month' else f'r.{key}'} as {key}" for key in rollup.keys)
    values = ", ".join(f"{sign}({part.adds.get(column, '0')}) {column}" for column in rollup.columns)
    return f"select {keys}, {values} from {rows} r where {part.where}"  # noqa: S608 -- of models


def _into(table: str, rollup: Rollup, summed: str) -> str:
    """Rows are met in the order of their keys: two who write at once never wait for each other in a ring."""
    keys, columns = ", ".join(rollup.keys), ", ".join(rollup.columns)
    more = ", ".join(f"{column} = t.{column} + excluded.{column}" for column in rollup.columns)
    return (
        f"insert into public.{table} as t ({keys}, {columns}) {summed}"
        f" on conflict ({keys}) do update set {more}"
    )


def fill(table: str, rollup: Rollup) -> str:
    """SQL that adds up what was written before there was a rollup, and nothing when there is something."""
    summed = sums(rollup, (rollup.of._meta.db_table, ""))
    return f"do $$ begin if not exists (select from {table}) then {_into(table, rollup, summed)}; end if; end $$;"


def _statements(table: str, rollup: Rollup) -> list[str]:
    source, new, old = rollup.of._meta.db_table, ("new_rows", ""), ("old_rows", "-")
    body = (
        f"if tg_op = 'INSERT' then {_into(table, rollup, sums(rollup, new))};"
        f" elsif tg_op = 'DELETE' then {_into(table, rollup, sums(rollup, old))};"
        f" else {_into(table, rollup, sums(rollup, new, old))}; end if; return null;"
    )
    function = (
        f"create or replace function roll_{table}() returns trigger language plpgsql security definer"
        f" set search_path = pg_catalog, public, pg_temp as $$ begin {body} end $$;"
    )
    triggers = [
        f'create or replace trigger "roll_{table}_{event}" after {event} on "{source}" referencing {rows}'
        f" for each statement execute function roll_{table}();"
        for event, rows in _TRIGGERS
    ]
    # The triggers just made keep writers away until this transaction ends, so the filling misses nobody.
    return [
        function,
        f"revoke all on function roll_{table}() from public;",
        *triggers,
        fill(table, rollup),
    ]
