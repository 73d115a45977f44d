"""S01-S06, X08: nothing of ours calls out, and no text that people write is run as a template or as code."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ["dataops", "programs", "vendors", "compliance", "labeling", "quality"]
CALLERS = {
    "requests",
    "urllib",
    "urllib3",
    "httpx",
    "http",
    "socket",
    "ssl",
    "ftplib",
    "smtplib",
    "aiohttp",
    "asyncio",
}
RUNNERS = {"pickle", "marshal", "shelve", "yaml", "jinja2", "xml", "lxml", "ctypes"}
BUILT_IN_RUNNERS = {"eval", "exec", "compile", "__import__"}
# Who looks at this machine's own servers while they start; and the one that goes out.
ALLOWED = {
    *(
        ("dataops/base/outbound.py", name) for name in ("http", "socket", "ssl")
    ),  # the one way out, tested beside this
    ("dataops/runtime/ports.py", "socket"),
    ("dataops/runtime/processes.py", "http"),
    ("dataops/runtime/valkey.py", "socket"),
}


def sources():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imported(tree) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    # Taking an address apart is not calling it.
    return {name.partition(".")[0] for name in names if name != "urllib.parse"}


def test_s01_s02_s03_no_module_of_ours_can_fetch_an_address_nor_follow_it_elsewhere():
    found = {(path, name) for path, tree in sources() for name in imported(tree) & CALLERS}

    assert {(path, name) for path, name in found if (path, name) not in ALLOWED} == set()


def test_nothing_that_was_sent_is_unpickled_or_run():
    found = [(path, name) for path, tree in sources() for name in imported(tree) & RUNNERS]
    found += [
        (path, node.func.id)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BUILT_IN_RUNNERS
    ]
    assert found == []


def test_x08_templates_come_from_files_only():
    found = [
        (path, node.func.attr)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in {"from_string", "format_map"} or ast.unparse(node.func) == "template.Template")
    ]
    assert found == []
