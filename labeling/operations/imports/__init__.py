"""Items, labels and gold answers from files."""

from labeling.operations.imports.run import run_import, stop_abandoned
from labeling.operations.imports.start import start_import

__all__ = ["run_import", "start_import", "stop_abandoned"]
