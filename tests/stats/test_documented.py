"""What the pages on statistics show is what the library answers."""

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "statistics"


@pytest.mark.parametrize("page", sorted(page.name for page in PAGES.glob("*.md")))
def test_every_example_on_the_page_is_true(page: str) -> None:
    found = doctest.testfile(str(PAGES / page), module_relative=False, encoding="utf-8")

    assert found.attempted > 5
    assert found.failed == 0
