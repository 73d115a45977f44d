"""The published figures and open data sets: beside the project, or where DATAOPS_SHARED says."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("DATAOPS_SHARED", Path(__file__).resolve().parents[3] / "shared" / "data"))
if SHARED.name == "data":
    SHARED = SHARED.parent


def reference_examples() -> list[dict[str, Any]]:
    path = SHARED / "statistics" / "reference.json"
    return json.loads(path.read_text())["examples"] if path.exists() else []


def data_set(name: str) -> Path:
    folder = SHARED / "data" / name
    if not folder.is_dir():
        pytest.skip(
            f"The open data set {name} is not here; set DATAOPS_SHARED to the folder that holds data/{name}."
        )
    return folder


def expected(name: str) -> dict[str, Any]:
    return json.loads((data_set(name) / f"expected_{name}.json").read_text())
