"""The least that could be done: one-file Django views without permission, wall, audit or validation, and bare COPY."""

from __future__ import annotations

import io
import json
import time
import uuid
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import path

WHO: dict[str, int] = {}

LEASE = """
update labeling_slot set state = 'leased', worker_id = %(worker)s, lease_token = %(token)s,
       leased_until = now() + interval '10 minutes'
where id = (select s.id from labeling_slot s
            where s.project_id = %(project)s and s.vendor_id = %(vendor)s and s.state = 'open'
            and not exists (select 1 from labeling_slot o where o.task_id = s.task_id and o.worker_id = %(worker)s)
            order by s.id limit 1 for update skip locked)
returning id"""
SHOW = """select i.content from labeling_slot s join labeling_task t on t.id = s.task_id
join labeling_item i on i.id = t.item_id where s.id = %s"""
DONE = """update labeling_slot set state = 'done' where id = %s and lease_token = %s
returning vendor_id, project_id, task_id, worker_id"""
ANSWER = """insert into labeling_annotation (vendor_id, project_id, batch_id, task_id, worker_id, slot_id, schema_id,
code, source, labeled_at, created_at)
select %s, %s, t.batch_id, t.id, %s, %s, b.schema_id, %s, 'workspace', now(), now()
from labeling_task t join labeling_batch b on b.id = t.batch_id where t.id = %s returning id"""


@transaction.atomic
def lease(request: HttpRequest) -> JsonResponse:
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(LEASE, WHO | {"token": token})
        (slot,) = cursor.fetchone()
        cursor.execute(SHOW, [slot])
        (content,) = cursor.fetchone()
    return JsonResponse({"id": slot, "token": str(token), "content": json.loads(content)})


@transaction.atomic
def submit(request: HttpRequest, slot: int) -> JsonResponse:
    body = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(DONE, [slot, body["token"]])
        vendor, project, task, worker = cursor.fetchone()
        cursor.execute(ANSWER, [vendor, project, worker, slot, body["code"], task])
        (annotation,) = cursor.fetchone()
    return JsonResponse({"id": annotation}, status=201)


urlpatterns = [path("lease/", lease), path("submit/<int:slot>/", submit)]


class Door:
    """One client of one WSGI application, without a network between them."""

    def __init__(self, *, secret: str = "") -> None:
        self.handler = WSGIHandler()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def post(self, url: str, body: dict[str, Any], *, key: str = "") -> dict[str, Any]:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        request = RequestFactory(headers=headers).post(url, body, content_type="application/json")
        statuses: list[str] = []
        parts = self.handler(request.environ, lambda status, _headers: statuses.append(status))
        answer = b"".join(parts)
        assert statuses[0][0] == "2", (statuses, answer)
        return json.loads(answer)


class Floor(Door):
    def post(self, url: str, body: dict[str, Any], *, key: str = "") -> dict[str, Any]:
        with override_settings(ROOT_URLCONF=__name__):
            return super().post(url, body)


def floor_door(project: int, vendor: int, worker: int) -> Door:
    """The bare application for one worker."""
    WHO.update(project=project, vendor=vendor, worker=worker)
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        return Floor()


def copy_newest(table: str, rows: int) -> float:
    """Seconds that a plain COPY of the newest rows into a twin of the table, with its indexes, takes."""
    buffer = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy (select * from {table} order by id desc limit {rows}) to stdout", buffer)  # noqa: S608
        cursor.execute(f"create table twin (like {table} including all)")
        buffer.seek(0)
        begin = time.perf_counter()
        cursor.copy_expert("copy twin from stdin", buffer)
        taken = time.perf_counter() - begin
        cursor.execute("drop table twin")
    return taken
