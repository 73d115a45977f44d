"""Secrets that are shown once and kept as an HMAC under the pepper."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings


def new_secret() -> str:
    """256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(secret: str, *, purpose: str) -> str:
    """The form that is stored: useless without the pepper, and for no other purpose."""
    key = settings.TOKEN_PEPPER.encode()
    return hmac.new(key, f"{purpose}:{secret}".encode(), hashlib.sha256).hexdigest()


def matches(secret: str, stored: str, *, purpose: str) -> bool:
    return hmac.compare_digest(digest(secret, purpose=purpose), stored)
