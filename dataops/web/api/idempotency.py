"""A write that is sent twice happens once: the first answer is kept with the change and replayed."""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from dataops.jobs.models import IdempotencyKey

LONGEST = 255
NEVER_KEPT = {409, 429, 503}


class Idempotent:
    """Mix in before an API view: honours the `Idempotency-Key` header on unsafe methods.

    The key, the change and the answer live in the request's one transaction. The same key
    with another body is a 422.
    """

    def dispatch(self, request, *args, **kwargs):
        self.idempotency = None
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key", "")
        if request.method in {"GET", "HEAD", "OPTIONS"} or not key:
            return
        if len(key) > LONGEST:
            raise ValidationError({"Idempotency-Key": [f"Longer than {LONGEST} characters."]})
        self._claim(request, key)

    def _claim(self, request, key: str) -> None:
        body_hash = hashlib.sha256(request._request.body).hexdigest()
        scope = {"actor_id": request.user.pk, "route": f"{request.method} {request.path}"[:200], "key": key}
        try:
            with transaction.atomic():
                self.idempotency = IdempotencyKey.objects.create(**scope, body_hash=body_hash)
        except IntegrityError:
            raise Replayed(IdempotencyKey.objects.get(**scope), body_hash) from None

    def handle_exception(self, exc):
        if isinstance(exc, Replayed):
            return exc.response()
        return super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.idempotency is not None:
            self._keep(response)
        return response

    def _keep(self, response) -> None:
        if response.status_code in NEVER_KEPT or response.status_code >= 400:
            self.idempotency.delete()
            return
        self.idempotency.status, self.idempotency.answer = response.status_code, response.data
        self.idempotency.save(update_fields=["status", "answer"])


class Replayed(Exception):
    """This key has been used: the answer is the first one, or a refusal when the body differs."""

    def __init__(self, kept: IdempotencyKey, body_hash: str) -> None:
        super().__init__(kept.key)
        self.kept, self.is_same = kept, kept.body_hash == body_hash

    def response(self) -> Response:
        if not self.is_same:
            return Response({"reason": "This Idempotency-Key was used for another body."}, status=422)
        return Response(self.kept.answer, status=self.kept.status, headers={"Idempotency-Replayed": "true"})
