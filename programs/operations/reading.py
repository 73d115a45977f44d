"""Leadership takes note of reports, and says how the digest should come."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.versions import check_version
from programs import rules
from programs.models import Acknowledgement, DigestReader, StatusReport


class CannotAcknowledge(Refused):
    pass


@transaction.atomic
def acknowledge(report: StatusReport, *, word: str = "", actor: User, at: datetime) -> Acknowledgement:
    """Say that one has read it, once; what was said with it stays said."""
    if not (verdict := rules.can_acknowledge(report)):
        raise CannotAcknowledge(verdict.reason)
    known, is_new = Acknowledgement.objects.get_or_create(
        report=report, person=actor, defaults={"at": at, "word": word.strip()}
    )
    if is_new:
        record("report.acknowledged", report, actor=actor, word=known.word)
    return known


@transaction.atomic
def set_digest(
    person: User, *, time_zone: str, wants_mail: bool, version: int | None = None, actor: User
) -> DigestReader:
    """When and whether the digest comes by mail. The same again changes nothing."""
    User.objects.select_for_update().get(pk=person.pk)
    reader = DigestReader.objects.filter(person=person).first() or DigestReader(person=person, version=0)
    if reader.pk and (reader.time_zone, reader.wants_mail) == (time_zone, wants_mail):
        return reader
    check_version(reader, version)
    reader.time_zone, reader.wants_mail = time_zone, wants_mail
    reader.version += 1
    reader.save()
    record("digest.set", reader, actor=actor, time_zone=time_zone, wants_mail=wants_mail)
    return reader
