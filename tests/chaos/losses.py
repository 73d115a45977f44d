from dataclasses import dataclass


@dataclass(frozen=True)
class Losses:
    """Of so many, how many are missing or wrong, and how many are there more than once."""

    what: str
    expected: int
    lost: int
    doubled: int

    @property
    def is_none(self) -> bool:
        return self.lost == self.doubled == 0
