"""A person's script: their token and nothing else."""

from typing import Any

from django.test import Client
from django.utils import timezone

from dataops.accounts.choices import TokenScope
from dataops.accounts.models import User
from dataops.accounts.operations.token import issue

OK = {"get": 200, "post": 201, "patch": 200}


class Key:
    def __init__(self, person: User) -> None:
        _, text = issue("journey", TokenScope.WRITE, actor=person, at=timezone.now())
        self.client = Client(headers={"authorization": f"Bearer {text}"})

    def get(self, path: str, **query: object) -> Any:
        return self._asked("get", path, query)

    def rows(self, path: str, **query: object) -> list[dict[str, Any]]:
        return self.get(path, **query)["results"]

    def post(self, path: str, status: int = 201, **body: object) -> Any:
        return self._asked("post", path, body, status=status, content_type="application/json")

    def patch(self, path: str, **body: object) -> Any:
        return self._asked("patch", path, body, content_type="application/json")

    def send(self, path: str, **parts: object) -> Any:
        """A form with files."""
        return self._asked("post", path, parts)

    def _asked(self, verb: str, path: str, given: dict, *, status: int = 0, **how: Any) -> Any:
        answer = getattr(self.client, verb)(f"/api/v1/{path}", given, **how)
        assert answer.status_code == (status or OK[verb]), (path, answer.status_code, answer.content)
        return answer.json() if answer.content else None
