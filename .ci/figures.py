"""Measures the house: sizes of files and functions, late imports, broad excepts, unnamed tasks, junk drawers."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LONG_FILE = 500
JUNK = re.compile(r"(utils?|helpers?|common|misc|core)")
BROAD = {"Exception", "BaseException"}
LIMITS = {"share in long files": 0.05, "broad excepts": 3, "late imports": 0.02}


@dataclass
class Figures:
    lines: dict[Path, int] = field(default_factory=dict)
    functions: list[int] = field(default_factory=list)
    imports: int = 0
    late: int = 0
    broad: int = 0
    unnamed_tasks: list[str] = field(default_factory=list)

    def add(self, path: Path) -> None:
        text = path.read_text()
        self.lines[path] = len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._add_function(path, node)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self.imports += 1
            elif isinstance(node, ast.ExceptHandler):
                self.broad += node.type is None or ast.unparse(node.type) in BROAD

    def _add_function(self, path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.functions.append((node.end_lineno or node.lineno) - node.lineno + 1)
        self.late += sum(isinstance(part, ast.Import | ast.ImportFrom) for part in ast.walk(node))
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        if any("shared_task" in text and "name=" not in text for text in decorators):
            self.unnamed_tasks.append(f"{path}:{node.name}")

    @property
    def share_in_long_files(self) -> float:
        return sum(n for n in self.lines.values() if n > LONG_FILE) / (sum(self.lines.values()) or 1)

    def junk(self) -> list[Path]:
        return [path for path in self.lines if any(JUNK.fullmatch(Path(part).stem) for part in path.parts)]

    def faults(self) -> Iterator[str]:
        if self.share_in_long_files > LIMITS["share in long files"]:
            yield f"{self.share_in_long_files:.0%} of the code is in files of more than {LONG_FILE} lines"
        if self.broad > LIMITS["broad excepts"]:
            yield f"{self.broad} handlers catch every exception"
        if self.late > LIMITS["late imports"] * self.imports:
            yield f"{self.late} of {self.imports} imports are inside functions"
        yield from (f"{task} has no name" for task in self.unnamed_tasks)
        yield from (f"{path} says nothing about what is in it" for path in self.junk())


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "*.py"], capture_output=True, text=True, check=True).stdout
    return [path for path in map(Path, names.split()) if path.exists()]


def main() -> int:
    figures = Figures()
    files = [path for path in tracked() if "migrations" not in path.parts]
    for path in files:
        if path.parts[0] != "tests":
            figures.add(path)
    tests = sum(len(path.read_text().splitlines()) for path in files if path.parts[0] == "tests")
    total, sizes = sum(figures.lines.values()), sorted(figures.functions)
    print(
        f"{len(figures.lines)} files, {total} lines, median {statistics.median(figures.lines.values()):.0f},"
        f" longest {max(figures.lines.values())}; tests {tests / total:.2f}:1;"
        f" functions median {statistics.median(sizes):.0f}, 9 in 10 up to {sizes[len(sizes) * 9 // 10]},"
        f" longest {sizes[-1]}; late imports {figures.late} of {figures.imports}; broad excepts {figures.broad}"
    )
    faults = list(figures.faults())
    print("\n".join(faults), end="\n" if faults else "")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
