"""Habits that a reader should be able to rely on."""

import ast
import re
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parents[2]
APPS = ["programs", "vendors", "compliance", "labeling", "quality"]
WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete"}
WRITING_ROOMS = {"operations", "migrations", "management"}


def calls(folder):
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT), node


def is_write(node):
    """A dictionary has an `update` too; rows are found by a manager or a filter first."""
    if not isinstance(node.func, ast.Attribute):
        return False
    rows = ast.unparse(node.func.value)
    return node.func.attr in WRITES or (
        node.func.attr == "update" and ("objects" in rows or "filter(" in rows)
    )


@pytest.mark.parametrize("app", [*APPS, "dataops/accounts", "dataops/work"])
def test_rows_are_written_in_operations(app):
    elsewhere = [
        f"{path}:{node.lineno}"
        for path, node in calls(app)
        if is_write(node) and not WRITING_ROOMS & set(path.parts)
    ]
    assert elsewhere == []


STATISTICS = {"sqrt", "hypot", "log", "exp", "erf", "erfc", "comb", "lgamma", "gamma", "fsum"}


@pytest.mark.parametrize("app", APPS)
def test_statistics_are_asked_of_the_library(app):
    """No app computes an error, an interval or a quantile of its own. A median says what is usual, to one person."""
    elsewhere = [
        f"{path.relative_to(ROOT)}: {node.module}.{name.name}"
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if (node.module == "math" and name.name in STATISTICS)
        or (node.module == "statistics" and name.name != "median")
        or node.module in ("dataops.stats.distributions", "scipy", "scipy.stats")
    ]
    assert elsewhere == []


def test_enqueued_names_are_tasks():
    current_app.autodiscover_tasks(settings.OUR_APPS, force=True)
    enqueued = {
        node.args[0].value
        for app in APPS
        for _, node in calls(app)
        if isinstance(node.func, ast.Name)
        and node.func.id == "enqueue"
        and isinstance(node.args[0], ast.Constant)
    }
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert enqueued
    assert (enqueued | scheduled) - set(current_app.tasks) == set()


def test_tasks_are_named_as_addresses_are():
    current_app.autodiscover_tasks(settings.OUR_APPS, force=True)
    ours = [name for name in current_app.tasks if not name.startswith("celery.")]
    assert [
        name
        for name in ours
        if not re.fullmatch(rf"({'|'.join([*APPS, 'jobs', 'accounts', 'work'])})\.[a-z_]+", name)
    ] == []


@pytest.mark.parametrize("app", APPS)
def test_migrations_of_an_app_form_one_line(app):
    loader = MigrationLoader(None)
    assert len(loader.graph.leaf_nodes(app)) == 1


def test_docs_name_every_app_and_every_decision_is_listed():
    tour = (ROOT / "docs" / "tour.md").read_text()
    assert [app for app in APPS if app not in tour] == []
    decisions = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    assert decisions
    assert [name for name in decisions if name not in index] == []


def test_files_stay_small():
    too_long = [
        str(path.relative_to(ROOT))
        for folder in [*APPS, "dataops", "tests"]
        for path in (ROOT / folder).rglob("*.py")
        if len(path.read_text().splitlines()) > 500
    ]
    assert too_long == []


def test_locks_name_no_host():
    assert [path.name for path in (ROOT / "requirements").glob("*.txt") if "://" in path.read_text()] == []
