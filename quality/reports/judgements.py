"""A batch's judgements as arrays, straight out of Postgres in its binary form."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg2 import sql

from dataops.stats.codes import dense, last_answers

Integers = NDArray[np.int64]

# What Postgres sends per row in COPY BINARY when no column is null: a count of fields, then length and value.
_COLUMNS = (("id", ">i8"), ("task", ">i8"), ("worker", ">i8"), ("vendor", ">i8"), ("moment", ">i8"), ("code", ">i2"))
_ROW = np.dtype([("fields", ">i2")] + [part for name, kind in _COLUMNS for part in ((f"{name} length", ">i4"), (name, kind))])
_HEADER, _TRAILER = 19, 2
_COPY = sql.SQL(
    "copy (select id, task_id, worker_id, vendor_id, coalesce(labeled_at, '-infinity'), code"
    " from labeling_annotation where batch_id = {batch}) to stdout (format binary)"
)


@dataclass(frozen=True, eq=False, slots=False)
class Judgements:
    """Rows of annotations: who said which code of which task, and when (`moment` counts microseconds)."""

    id: Integers
    task: Integers
    worker: Integers
    vendor: Integers
    moment: Integers
    code: Integers

    @classmethod
    def of_batch(cls, batch_id: int) -> Judgements:
        received = io.BytesIO()
        with connection.cursor() as cursor:
            statement = _COPY.format(batch=sql.Literal(batch_id)).as_string(cursor.cursor)
            cursor.copy_expert(statement, received)
        count = (received.getbuffer().nbytes - _HEADER - _TRAILER) // _ROW.itemsize
        rows = np.frombuffer(received.getbuffer(), _ROW, count, _HEADER)
        return cls(*(rows[name].astype(np.int64) for name, _ in _COLUMNS))

    @classmethod
    def merge(cls, parts: Iterable[Judgements]) -> Judgements:
        parts = list(parts)
        return cls(
            *(
                np.concatenate([getattr(part, name) for part in parts] or [np.empty(0, np.int64)])
                for name, _ in _COLUMNS
            )
        )

    def __len__(self) -> int:
        return int(self.id.size)

    def take(self, rows: NDArray[np.generic]) -> Judgements:
        return Judgements(*(getattr(self, name)[rows] for name, _ in _COLUMNS))

    def in_order(self) -> Judgements:
        """As they were given; the order matters only where somebody answered twice, so others are spared it."""
        return self if self._last is None else self.take(np.lexsort((self.id, self.moment)))

    def in_force(self) -> Judgements:
        """Without the answers that the same worker later replaced."""
        ordered = self.in_order()
        return ordered if ordered._last is None else ordered.take(ordered._last)

    @cached_property
    def _last(self) -> NDArray[np.bool_] | None:
        tasks, size = dense(self.task)
        workers, people = dense(self.worker)
        return last_answers(tasks, workers, size, people) if len(self) else None
