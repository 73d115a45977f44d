from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """The OpenAPI description of every address under /api/v1/."""

    permission = "programs.see_home"


@method_decorator(
    csp_update({"style-src": ["'self'", "'unsafe-inline'"], "img-src": ["'self'", "data:"]}), name="dispatch"
)
class Docs(SpectacularSwaggerSplitView):
    """The same, to read and to try. Swagger UI writes styles of its own, so this page alone allows them."""

    permission = "programs.see_home"
    template_name = "web/api_docs.html"


IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "example": '"3"'},
    "description": "The ETag of what was read; says the same as `version` in the body, which may then be left out.",
}
COLLISION = {
    "type": "object",
    "description": "Somebody else wrote first: what was sent, what stands now, and what was there before both.",
    "properties": {
        "reason": {"type": "string"},
        "sent": {"type": "object", "additionalProperties": {}},
        "stands": {"type": "object", "additionalProperties": {}, "nullable": True},
        "was": {"type": "object", "additionalProperties": {}},
    },
    "required": ["reason", "sent", "stands", "was"],
}


def versions_in_header(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Every body with a version may say it in `If-Match`, and one that has gone by is answered with a 412."""
    kinds = result.get("components", {}).get("schemas", {})
    upon_version = {
        f"#/components/schemas/{name}" for name in kinds if "version" in kinds[name].get("properties", {})
    }
    for path in result["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and _body(operation) in upon_version:
                operation.setdefault("parameters", []).append(IF_MATCH)
                told = {"schema": {"$ref": "#/components/schemas/Collision"}}
                operation["responses"]["412"] = {
                    "content": {"application/json": told},
                    "description": "Changed meanwhile",
                }
    kinds["Collision"] = COLLISION
    return result


def _body(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return next((kind["schema"].get("$ref", "") for kind in content.values()), "")
