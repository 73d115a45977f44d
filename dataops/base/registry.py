from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """A named socket on a lower app into which higher apps plug at start-up."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, T] = {}

    def register(self, key: str, entry: T) -> None:
        if key in self._entries:
            raise ValueError(f"{self.name}: {key!r} is registered twice")
        self._entries[key] = entry

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def items(self) -> list[tuple[str, T]]:
        return list(self._entries.items())

    def __getitem__(self, key: str) -> T:
        return self._entries[key]
