"""Statistics are of use to a notebook that has no server, no settings and no queue."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASKED = """
import importlib, pkgutil, sys
import dataops.stats
for module in pkgutil.iter_modules(dataops.stats.__path__):
    importlib.import_module(f"dataops.stats.{module.name}")
print(*sorted({"django", "celery", "rest_framework"} & set(sys.modules)), "tally", sep=" ")
"""


def test_statistics_load_neither_django_nor_celery() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert answer.stdout.split() == ["tally"]


def test_celery_finds_the_app_under_the_name_of_the_project() -> None:
    asked = "from celery.app.utils import find_app; import sys; app = find_app('dataops'); print(app.main)"

    answer = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert answer.stdout.split() == ["dataops"]
