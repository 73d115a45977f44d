"""Static files that are made, not kept: our many small files as one, and Plotly from its wheel.

``css/app.css`` and ``js/app.js`` list their parts; a browser would fetch each of them. The bundle finder
answers with one file that holds them all, written beside a gzip copy and renewed when a part is newer.
"""

import gzip
import os
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

CSS_PART = re.compile(r'@import url\("(?P<part>[^"]+)"\);\n?')
JS_PART = re.compile(r'import "\./(?P<part>[^"]+)";\n?')


def css_bundle(source: Path) -> str:
    """The style sheet with its imports written out where they stand."""
    return CSS_PART.sub(
        lambda found: (source.parent / found["part"]).read_text(encoding="utf-8"), source.read_text("utf-8")
    )


def js_bundle(source: Path) -> str:
    """The module with each imported file in a block of its own, so their names never meet."""
    return JS_PART.sub(
        lambda found: f"{{\n{(source.parent / found['part']).read_text('utf-8')}}}\n",
        source.read_text("utf-8"),
    )


class MadeFinder(BaseFinder):
    """Finds files it first writes into a folder of its own."""

    folder: str
    prefix: str | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        root = Path(getattr(settings, "STATIC_MADE_ROOT", settings.BASE_DIR / ".dataops" / "static"))
        self.storage = FileSystemStorage(location=root / self.folder)
        self.storage.prefix = self.prefix  # type: ignore[attr-defined]

    def sources(self) -> dict[str, list[Path]]:
        """The files by name, each with what it is made from."""
        raise NotImplementedError

    def make(self, name: str) -> bytes:
        raise NotImplementedError

    def check(self, **kwargs: object) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False) -> str | list[str]:  # type: ignore[override]
        name = path.removeprefix(f"{self.prefix}/") if self.prefix else path
        if name not in self.sources() or (self.prefix and name == path):
            return []
        found = self._fresh(name)
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in self.sources():
            self._fresh(name)
            yield name, self.storage

    def _fresh(self, name: str) -> str:
        target = Path(safe_join(self.storage.location, name))
        newest = max(part.stat().st_mtime for part in self.sources()[name])
        if not target.exists() or target.stat().st_mtime < newest:
            content = self.make(name)
            _put(target, content)
            _put(target.with_name(f"{target.name}.gz"), gzip.compress(content, mtime=0))
        return str(target)


def _put(target: Path, content: bytes) -> None:
    """Write aside and rename, so another process never reads half a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(target)


class BundleFinder(MadeFinder):
    """``css/app.css`` and ``js/app.js`` in one request each; comes before the finder of ``static/``."""

    folder = "bundles"
    writers: dict[str, Callable[[Path], str]] = {"css/app.css": css_bundle, "js/app.js": js_bundle}

    def sources(self) -> dict[str, list[Path]]:
        root = Path(settings.BASE_DIR) / "static"
        return {name: sorted((root / name).parent.rglob(f"*{Path(name).suffix}")) for name in self.writers}

    def make(self, name: str) -> bytes:
        return self.writers[name](Path(settings.BASE_DIR) / "static" / name).encode()


class PlotlyFinder(MadeFinder):
    """``vendor/plotly.min.js`` of the installed wheel; no third-party file is kept in the repository."""

    folder = "vendor"
    prefix = "vendor"

    def sources(self) -> dict[str, list[Path]]:
        spec = find_spec("plotly")
        if spec is None or spec.origin is None:
            return {}
        return {"plotly.min.js": [Path(spec.origin).parent / "package_data" / "plotly.min.js"]}

    def make(self, name: str) -> bytes:
        return self.sources()[name][0].read_bytes()
