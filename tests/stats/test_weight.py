"""Pages import these modules, so they must stay light."""

import subprocess
import sys
from pathlib import Path

import dataops.stats

MODULES = sorted(path.stem for path in Path(dataops.stats.__file__).parent.glob("[a-z]*.py"))


def test_no_statistic_loads_scipy() -> None:
    imports = "; ".join(f"import dataops.stats.{module}" for module in MODULES)

    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; import sys; print('scipy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False"
