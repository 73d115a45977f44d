import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from tests.journeys import cast
from tests.journeys.carrying import be_ready, carry_out
from tests.journeys.clock import Clock
from tests.journeys.desk import Desk, picture
from tests.web.browser import chromium_path, launched


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def carried(db) -> Callable[[], list[str]]:
    """Promised effects, carried out in the test's own transaction."""
    be_ready()
    return carry_out


@pytest.fixture
def elsewhere(transactional_db) -> Iterator[Callable]:
    """Run something in a thread of its own: where a browser is driven, the database may not be asked."""
    be_ready()
    with ThreadPoolExecutor(1) as other:
        yield lambda work, *given: other.submit(_then_close, work, *given).result()


def _then_close(work: Callable, *given):
    try:
        return work(*given)
    finally:
        connection.close()


@pytest.fixture
def office(live_server, elsewhere) -> Iterator[Callable[[str], Desk]]:
    """`office("manager")` is that person at their desk, signed in. Nothing may go wrong at any of them."""
    path = chromium_path()
    if path is None:
        if os.environ.get("DATAOPS_REQUIRE_BROWSER") == "1":
            pytest.fail("DATAOPS_REQUIRE_BROWSER is set and no browser was found.")
        pytest.skip("no Chromium on this machine; set DATAOPS_CHROMIUM to where one is")
    elsewhere(cast.hire_staff)
    with launched(path) as browser:
        desks: dict[str, Desk] = {}

        def desk_of(who: str) -> Desk:
            if who not in desks:
                desks[who] = Desk(browser, live_server.url)
                if who in cast.STAFF_ROLES:
                    desks[who].sign_in(who)
            return desks[who]

        yield desk_of
        if folder := os.environ.get("DATAOPS_PICTURES"):
            for who, desk in desks.items():
                picture(desk, Path(folder) / f"{who}.png")
        assert [fault for desk in desks.values() for fault in desk.faults] == []
