"""`python -m bench [name ...]`: run the bench modules, print their figures, fail when a bar is missed."""

import sys
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import bench
from bench.frame import Line, Skipped

FRAME = {"frame", "database", "running", "labeling_floor", "contests", "__main__"}
ALONE = {"load"}  # a process of their own: they ask a DataOps that runs, and are asked for by name


def modules(names: list[str]) -> dict[str, ModuleType]:
    """The bench modules of these names, or all of them."""
    found = sorted({module.name for module in iter_modules(bench.__path__)} - FRAME)
    if unknown := set(names) - set(found):
        sys.exit(f"No bench named {', '.join(sorted(unknown))}; there are {', '.join(found)}.")
    return {name: import_module(f"bench.{name}") for name in names or sorted(set(found) - ALONE)}


def table(title: str, lines: list[Line]) -> str:
    rows = [f"{title:<58}{'figure':>12} {'unit':<14}{'bar':>9}{'goal':>9}  verdict"]
    for line in lines:
        bar, goal = (f"{limit:,.4g}" if limit is not None else "" for limit in (line.bar, line.goal))
        row = f"  {line.name:<56}{line.figure:>12,.4g} {line.unit:<14}{bar:>9}{goal:>9}  {line.verdict:<7}{line.note}"
        rows.append(row.rstrip())
    return "\n".join(rows)


def main() -> None:
    missed = 0
    for name, module in modules(sys.argv[1:]).items():
        try:
            lines: list[Line] = module.run()
        except Skipped as reason:
            print(f"{name}: skipped. {reason}", end="\n\n", flush=True)
            continue
        missed += sum(not line.passes for line in lines)
        print(table(name, lines), end="\n\n", flush=True)
    sys.exit(f"{missed} bars missed." if missed else 0)


if __name__ == "__main__":
    main()
