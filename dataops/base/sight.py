"""What somebody had before their eyes when they decided."""

from __future__ import annotations

import json
from hashlib import sha256

from dataops.base.limits import MOST


def sight_of(*shown: object) -> int:
    """One number for what a page shows: when it is another one, something shown has changed."""
    text = json.dumps(shown, sort_keys=True, default=str)
    return int.from_bytes(sha256(text.encode()).digest()[:4]) & MOST
