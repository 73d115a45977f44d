"""Files with a request: kept under a name of ours, known by their content, in the trail by their sum."""

from __future__ import annotations

import hashlib
from functools import partial

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from programs.models import DataRequest, RequestAttachment
from programs.rules import outcome as rules
from programs.rules.file_types import LONGEST_NAME, shown_name, type_of


class CannotAttach(Refused):
    pass


@transaction.atomic
def attach(request: DataRequest, file: File, *, name: str, actor: User) -> RequestAttachment:
    """Keep a file with the request. The same content twice is one."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    size, limit = file.size, settings.ATTACHMENT_UPLOAD_LIMIT
    if not size:
        raise CannotAttach("This file is empty: choose another one.")
    if size > limit:
        raise CannotAttach(
            f"This file is larger than {limit // 1024**2} MB: leave it where it is and link it."
        )
    digest, head = hashlib.sha256(), b""
    for part in file.chunks():
        digest.update(part)
        head = head or part[:4096]
    if found := request.attachments.filter(sha256=digest.hexdigest()).first():
        return found
    if not (verdict := rules.can_attach(request, actor, request.attachments.count())):
        raise CannotAttach(verdict.reason)
    if not (kind := type_of(head)):
        raise CannotAttach("Programs and scripts are not taken: send a document, a picture, a table or text.")
    file.seek(0)
    kept = RequestAttachment(request=request, size=size, sha256=digest.hexdigest(), added_by=actor)
    kept.file_name, kept.content_type = shown_name(name)[-LONGEST_NAME:], kind
    kept.file.save("file", file, save=False)
    kept.save()
    record("request.file_attached", request, actor=actor, file=str(kept), size=size, sha256=kept.sha256)
    return kept


@transaction.atomic
def detach(attachment: RequestAttachment, *, actor: User) -> None:
    """Take a file out of a draft. What is gone already stays gone."""
    request = DataRequest.objects.select_for_update().get(pk=attachment.request_id)
    found = request.attachments.filter(pk=attachment.pk).first()
    if found is None:
        return
    if not (verdict := rules.can_detach(request, actor)):
        raise CannotAttach(verdict.reason)
    record("request.file_removed", request, actor=actor, file=str(found), sha256=found.sha256)
    transaction.on_commit(partial(found.file.storage.delete, str(found.file.name)))
    found.delete()
