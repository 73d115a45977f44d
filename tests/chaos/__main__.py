"""`make chaos`: two stories of a bad day, and a table of what they cost."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from tests.chaos.house import House

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
        from tests.chaos.stories import everything_dies, worker_dies  # noqa: PLC0415 - needs Django to be set up

        results = [worker_dies(house, wait_until), everything_dies(house, wait_until)]
    finally:
        house.stop()
        shutil.rmtree(data, ignore_errors=True)
    print_table(results)
    return 0 if all(losses.is_none for _, losses, _ in results) else 1


def be_part_of(data: Path) -> None:
    """This process asks the same database as those that are killed."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ |= {
        "DATAOPS_HOME": str(data),
        "DATAOPS_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "dataops.settings",
    }
    django.setup()


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
