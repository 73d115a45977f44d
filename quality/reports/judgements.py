"""A batch's judgements as arrays, straight out of Postgres in its binary form."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from struct import unpack_from

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg2 import sql

from dataops.stats.codes import dense, last_answers

Integers = NDArray[np.int64]

# Each column comes as one value, its numbers in a row as Postgres sends them: sent row by row, the envelope of
# every row and number takes longer than the rows do to be found.
_COLUMNS = (("task_id", "int8send", ">i8"), ("worker_id", "int8send", ">i8"), ("code", "int2send", ">i2"))
_SENT = ", ".join(f"coalesce(string_agg({send}({name}), ''), '')" for name, send, _ in _COLUMNS)
_HEADER = 19 + 2  # of the file, and how many fields the row has
_COPY = sql.SQL(
    f"copy (select {_SENT} from (select task_id, worker_id, code from labeling_annotation"  # noqa: S608 -- constants
    " where batch_id = {}{}) given) to stdout (format binary)"
)
_NAMES = ("task", "worker", "code")
_AS_GIVEN = sql.SQL(" order by labeled_at nulls first, id")


@dataclass(frozen=True, eq=False)
class Judgements:
    """Rows of annotations, in the order in which they were given where that matters: who said which code."""

    task: Integers
    worker: Integers
    code: Integers

    @classmethod
    def of_batch(cls, batch_id: int) -> Judgements:
        """Sorted only if somebody answered an item twice: most batches are spared it."""
        found = cls._copied(batch_id, sql.SQL(""))
        return found if found._last is None else cls._copied(batch_id, _AS_GIVEN)

    @classmethod
    def _copied(cls, batch_id: int, order: sql.SQL) -> Judgements:
        received = io.BytesIO()
        with connection.cursor() as cursor:
            statement = _COPY.format(sql.Literal(batch_id), order).as_string(cursor.cursor)
            cursor.copy_expert(statement, received)
        return cls(*_numbers(received.getbuffer()))

    @classmethod
    def merge(cls, parts: Iterable[Judgements]) -> Judgements:
        parts = list(parts)
        return cls(
            *(
                np.concatenate([getattr(part, name) for part in parts] or [np.empty(0, np.int64)])
                for name in _NAMES
            )
        )

    def __len__(self) -> int:
        return int(self.code.size)

    def in_force(self) -> Judgements:
        """Without the answers that the same worker later replaced."""
        if self._last is None:
            return self
        return Judgements(*(getattr(self, name)[self._last] for name in _NAMES))

    @cached_property
    def people(self) -> tuple[Integers, Integers]:
        """The workers there are, ascending, and the seat of each row's worker among them."""
        seats, size = dense(self.worker)
        present = np.flatnonzero(np.bincount(seats, minlength=size))
        first = np.zeros(size, np.int64)
        first[seats] = self.worker
        rank = np.zeros(size, np.int64)
        rank[present] = np.arange(present.size)
        return first[present], rank[seats]

    @cached_property
    def _last(self) -> NDArray[np.bool_] | None:
        if not len(self):
            return None
        tasks, size = dense(self.task)
        workers, people = dense(self.worker)
        return last_answers(tasks, workers, size, people)


def _numbers(received: memoryview) -> Iterator[Integers]:
    """The columns out of the one row: the length of each in bytes, then its numbers."""
    at = _HEADER
    for _, _, kind in _COLUMNS:
        [size] = unpack_from(">i", received, at)
        at += 4 + size
        yield np.frombuffer(received[at - size : at], kind).astype(np.int64)
