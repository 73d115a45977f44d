"""The whole product in a folder of its own, for bench modules that ask it from outside: importing this starts it.

Import it before anything with models, and in a process where no other bench module has set Django up.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

from django.apps import apps

from bench.frame import Skipped
from tests.chaos.house import House, be_part_of

if apps.ready:
    raise Skipped("It needs a process of its own: python -m bench load.")

_DATA = Path(tempfile.mkdtemp(prefix="dataops-load-"))
HOUSE = House(_DATA)
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
atexit.register(HOUSE.stop)
HOUSE.start()
be_part_of(_DATA)
