"""Secrets: those shown once and kept as an HMAC under the pepper, and those we need again and keep encrypted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet
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


def cipher(purpose: str) -> Fernet:
    """Locks and unlocks for one purpose: a copy of the database alone is of no use."""
    key = hashlib.sha256(f"{purpose}:{settings.TOKEN_PEPPER}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
