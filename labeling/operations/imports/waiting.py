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
        self._file.write(json.dumps(chunk, ensure_ascii=False) + "\n")

    def chunks(self) -> Iterator[Parsed]:
        self._file.seek(0)
        for line in self._file:
            rows, staged, text, faults = json.loads(line)
            yield Parsed(rows, staged, text, [Fault(*fault) for fault in faults])
