from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views.generic import View


@method_decorator(login_not_required, name="dispatch")
class Health(View):
    """For load balancers: do the database and Redis answer. Says nothing else to strangers."""

    permission = "open"

    def get(self, request: HttpRequest) -> JsonResponse:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        cache.get("health")
        return JsonResponse({"status": "ok"})
