"""How the API's description names our two ways in. Read by drf-spectacular when it is loaded."""

from __future__ import annotations

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "dataops.accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "dops_…"}


class CookieScheme(SessionScheme):
    target_class = "dataops.accounts.api.authentication.SessionAuthentication"
    name = "browser"
