"""`make chaos`: four stories of a bad day, and a table of what they cost. ARGS="redis_dies" tells some of them."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.chaos.house import House, be_part_of

STORIES = ("worker_dies", "everything_dies", "redis_dies", "postgres_dies")
PATIENCE = 180
POLL = 0.05


def main() -> int:
    data = Path(tempfile.mkdtemp(prefix="dataops-chaos-"))
    house = House(data)
    try:
        began = time.monotonic()
        house.start()
        print(f"{time.monotonic() - began:6.1f} s  until the house stands", flush=True)
        be_part_of(data)
        from django.db import connection  # noqa: PLC0415 - needs Django to be set up

        from tests.chaos import stories  # noqa: PLC0415 - the same

        results = []
        for name in sys.argv[1:] or STORIES:
            began = time.monotonic()
            connection.close()
            house.stop()  # each story has a house of its own: the supervisor counts how often a child began again
            if name == "redis_dies":
                results += stories.redis_dies(house, wait_until, data=data / "redis")
            else:
                house.start()
                results += getattr(stories, name)(house, wait_until)
            print(f"{time.monotonic() - began:6.1f} s  for {name}", flush=True)
    except Exception:
        print(f"The house said last:\n{house.last_words()}", flush=True)
        raise
    finally:
        house.stop()
        shutil.rmtree(data, ignore_errors=True)
    print_table(results)
    return 0 if all(losses.is_none for _, losses, _ in results) else 1


def wait_until(what: str, is_so: Callable[[], bool]) -> float:
    """Seconds until it was so."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > PATIENCE:
            raise RuntimeError(f"after {PATIENCE} s it was still not so: {what}")
        time.sleep(POLL)
    seconds = time.monotonic() - began
    print(f"{seconds:6.1f} s  until {what}", flush=True)
    return seconds


def print_table(results: list) -> None:
    print(f"\n{'story':<34}{'killed':>8}{'back after':>12}{'expected':>12}{'lost':>7}{'doubled':>9}")
    for story, losses, (killed, seconds) in results:
        amount = f"{losses.expected:,} {losses.what}"
        print(f"{story:<34}{killed:>8}{seconds:>10.1f} s{amount:>16}{losses.lost:>7}{losses.doubled:>9}")


if __name__ == "__main__":
    sys.exit(main())
