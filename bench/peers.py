"""The packages that people know, on the same rows in the same run: is our answer theirs, and how long do both take?

They are installed by `make bench` and by nothing else; without them there is nothing to compare.
"""

from importlib import import_module
from importlib.util import find_spec

from bench.frame import Line, Skipped

PEERS = ("krippendorff", "irrCAC", "statsmodels", "sklearn", "nltk", "crowdkit")


def run() -> list[Line]:
    if absent := [name for name in PEERS if find_spec(name) is None]:
        raise Skipped(f"{', '.join(absent)} not installed: `make bench` brings the peers along.")
    lines: list[Line] = import_module("bench.contests").run()
    return lines
