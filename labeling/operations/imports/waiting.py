from __future__ import annotations

import json
from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType

from labeling.operations.imports.loader import Fault, Parsed


class Waiting:
    """Chunks that were read and checked, in a file without a name, until they are loaded: a file is read once."""

    def __init__(self) -> None:
        self.start: int | None = None

    def __enter__(self) -> Waiting:
        self._file = TemporaryFile("w+", encoding="utf-8", newline="\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def begin(self, start: int) -> None:
        """From which row of the file on its chunks will be here."""
        self.start = start

    def add(self, chunk: Parsed) -> None:
        """A line that says what the chunk is, and its text as it is: nothing is made of a wide one only to keep it."""
        about = [chunk.rows, chunk.staged, len(chunk.text), chunk.faults]
        self._file.write(json.dumps(about, ensure_ascii=False) + "\n")
        self._file.write(chunk.text)

    def chunks(self) -> Iterator[Parsed]:
        self._file.seek(0)
        while line := self._file.readline():
            rows, staged, length, faults = json.loads(line)
            yield Parsed(rows, staged, self._file.read(length), [Fault(*fault) for fault in faults])
