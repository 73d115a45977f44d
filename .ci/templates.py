"""Compiles every template of ours: a misspelt tag fails here and not on somebody's page."""

import os
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dataops.settings")
    django.setup()
    engine = engines["django"]
    folder = BASE / "templates"
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    failures = []
    for name in names:
        try:
            engine.get_template(name)
        except TemplateSyntaxError as error:
            failures.append(f"templates/{name}: {error}")
    print("\n".join([*failures, f"{len(names)} templates, {len(failures)} that do not compile"]))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
