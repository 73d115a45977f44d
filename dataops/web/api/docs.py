from __future__ import annotations

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
