import gzip
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder

from dataops.web.finders import BundleFinder, PlotlyFinder, css_bundle, js_bundle

STATIC = Path(settings.BASE_DIR) / "static"


@pytest.fixture
def made(tmp_path, settings):
    settings.STATIC_MADE_ROOT = tmp_path
    return tmp_path


def test_the_style_sheet_holds_all_its_parts_in_layer_order(made):
    text = Path(BundleFinder().find("css/app.css")).read_text()

    assert "@import" not in text
    assert text.index("@layer reset, tokens") < text.index("--paper") < text.index(".sidenav {")


def test_every_style_sheet_and_script_is_reached():
    listed = set(css_bundle_parts()) | {"app.css"}

    assert listed == {str(path.relative_to(STATIC / "css")) for path in (STATIC / "css").rglob("*.css")}


def css_bundle_parts() -> list[str]:
    source = (STATIC / "css" / "app.css").read_text()
    return [line.split('"')[1] for line in source.splitlines() if line.startswith("@import")]


def test_scripts_keep_their_names_to_themselves(tmp_path):
    (tmp_path / "app.js").write_text('import "./a.js";\nimport "./b.js";\n')
    (tmp_path / "a.js").write_text("const x = 1;\n")
    (tmp_path / "b.js").write_text("const x = 2;\n")

    assert js_bundle(tmp_path / "app.js") == "{\nconst x = 1;\n}\n{\nconst x = 2;\n}\n"


def test_a_newer_part_makes_the_bundle_anew(made, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    css = tmp_path / "static" / "css"
    css.mkdir(parents=True)
    (tmp_path / "static" / "js").mkdir()
    (tmp_path / "static" / "js" / "app.js").write_text("")
    (css / "app.css").write_text('@import url("a.css");\n')
    (css / "a.css").write_text("a {}\n")
    first = Path(BundleFinder().find("css/app.css")).read_text()

    (css / "a.css").write_text("b {}\n")
    os.utime(css / "a.css", (2_000_000_000, 2_000_000_000))
    second = Path(BundleFinder().find("css/app.css")).read_text()

    assert (first, second) == ("a {}\n", "b {}\n")


def test_without_the_bundle_the_parts_are_still_found():
    assert FileSystemFinder().find("css/base.css")
    assert "@import" in (STATIC / "css" / "app.css").read_text()
    assert "@import" not in css_bundle(STATIC / "css" / "app.css")


def test_what_is_made_has_a_gzip_copy(made):
    path = Path(BundleFinder().find("js/app.js"))

    assert gzip.decompress(path.with_name("app.js.gz").read_bytes()) == path.read_bytes()


def test_plotly_comes_from_the_installed_wheel(made):
    path = Path(PlotlyFinder().find("vendor/plotly.min.js"))

    assert path.read_text(encoding="utf-8")[:200].lstrip().startswith("/**\n* plotly.js v")


@pytest.mark.parametrize(
    "path", ["plotly.min.js", "vendor/other.js", "vendor/../settings.py", "css/base.css"]
)
def test_nothing_else_is_found(made, path):
    assert PlotlyFinder().find(path) == []
    assert BundleFinder().find(path) == []


def test_collecting_lists_each_made_file_once(made):
    listed = [
        (name, storage.prefix)
        for finder in (BundleFinder(), PlotlyFinder())
        for name, storage in finder.list(None)
    ]

    assert listed == [("css/app.css", None), ("js/app.js", None), ("plotly.min.js", "vendor")]
