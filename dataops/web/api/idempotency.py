"""A write that is sent twice happens once: the first answer is kept with the change and replayed."""

from __future__ import annotations

import hashlib

from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from dataops.jobs import idempotency
from dataops.jobs.models import IdempotencyKey

LONGEST = 255


class Idempotent:
    """Mix in before an API view: honours the `Idempotency-Key` header on unsafe methods.

    The key, the change and the answer live in the request's one transaction. The same key
    with another body is a 422.
    """

    def dispatch(self, request, *args, **kwargs):
        self.claimed = None
        if self._is_keyed(request):
            len(request.body)  # to ask for it is to keep it: what checks CSRF or parses would use it up
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        # A file is read by its view, once that knows whose thing it is.
        takes_files = MultiPartParser in self.parser_classes
        if request.method not in SAFE_METHODS and not takes_files:
            request.data  # noqa: B018 -- where nothing is asked, what is no plain JSON is refused as well
        if not self._is_keyed(request):
            return
        key = request.headers["Idempotency-Key"]
        if len(key) > LONGEST:
            raise ValidationError({"Idempotency-Key": [f"Longer than {LONGEST} characters."]})
        self._claim(request, key)

    def _is_keyed(self, request) -> bool:
        return request.method not in SAFE_METHODS and bool(request.headers.get("Idempotency-Key"))

    def _claim(self, request, key: str) -> None:
        body_hash = hashlib.sha256(request._request.body).hexdigest()
        route = f"{request.method} {request.path}"[:200]
        kept, is_new = idempotency.claim(actor_id=request.user.pk, route=route, key=key, body_hash=body_hash)
        if not is_new:
            raise Replayed(kept, body_hash)
        self.claimed = kept

    def handle_exception(self, exc):
        if isinstance(exc, Replayed):
            return exc.response()
        return super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.claimed is not None:
            self._keep(response)
        return response

    def _keep(self, response) -> None:
        if response.status_code >= 400:
            idempotency.forget(self.claimed)
        else:
            answer = self.repeated(response.data)
            idempotency.keep(self.claimed, status=response.status_code, answer=answer)

    def repeated(self, answer):
        """What a repeat is told; override where the first answer has what must not be kept."""
        return answer


class Replayed(Exception):
    """This key has been used: the answer is the first one, or a refusal when the body differs."""

    def __init__(self, kept: IdempotencyKey, body_hash: str) -> None:
        super().__init__(kept.key)
        self.kept, self.is_same = kept, kept.body_hash == body_hash

    def response(self) -> Response:
        if not self.is_same:
            return Response({"reason": "This Idempotency-Key was used for another body."}, status=422)
        return Response(self.kept.answer, status=self.kept.status, headers={"Idempotency-Replayed": "true"})
