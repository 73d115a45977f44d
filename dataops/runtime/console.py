"""One line at a time, with the name of who said it."""

import sys

COLOURS = {"web": 36, "worker": 33, "beat": 35, "relay": 34, "dataops": 32}


def say(name: str, text: str) -> None:
    mark = f"{name:>7} |"
    if sys.stdout.isatty():
        mark = f"\033[{COLOURS.get(name, 0)}m{mark}\033[0m"
    sys.stdout.write(f"{mark} {text}\n")
    sys.stdout.flush()
