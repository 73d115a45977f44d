"""A form that is sent twice, as by a double click, is taken once."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import View

from dataops.jobs import idempotency


class Once(View):
    """Mix in before a view that makes something anew, or takes back what was last.

    Every page that is rendered gives its forms a token of their own, so the same words under the same token are
    the same press. Its twin waits for the first and is led where that one was. A form without a token is a program's.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "csrfmiddlewaretoken" not in request.POST:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        press = hashlib.sha256(request.POST.urlencode().encode()).hexdigest()
        route = f"{request.method} {request.path}"[:200]
        kept, is_new = idempotency.claim(actor_id=request.user.pk, route=route, key=press, body_hash=press)
        if not is_new:
            return self.pressed_again(kept.answer)
        response = super().post(request, *args, **kwargs)  # type: ignore[misc]
        if response.status_code >= 400:
            idempotency.forget(kept)
        else:
            idempotency.keep(kept, status=response.status_code, answer=response.get("Location", ""))
        return response

    def pressed_again(self, location: str) -> HttpResponse:
        return HttpResponseRedirect(location)
