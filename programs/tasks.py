from __future__ import annotations

from django.utils import timezone

from dataops.accounts.models import User
from dataops.jobs.outbox import enqueue
from dataops.jobs.tasks import periodic, task
from programs.models import Program, StatusReport, ViewDelivery
from programs.operations import digest, drafting, forecast, mail, news, program, sla, snapshot, view, watch
from programs.operations import request as requests


@task("programs.forecast_program")
def forecast_program(*, program_id: int) -> None:
    forecast.forecast_program(Program.objects.get(pk=program_id), at=timezone.now())


@periodic("programs.forecast_programs", key=lambda now: f"{now:%Y-%m-%d}")
def forecast_programs(*, at) -> None:
    forecast.forecast_running(at=at)


@periodic("programs.start_due", key=lambda now: f"{now:%Y-%m-%d}")
def start_due(*, at) -> None:
    program.start_due(at=at)


@periodic("programs.mark_breaches", key=lambda now: f"{now:%Y-%m-%dT%H:%M}")
def mark_breaches(*, at) -> None:
    sla.mark_breaches(at=at)


@periodic("programs.wake_requests", key=lambda now: f"{now:%Y-%m-%d}")
def wake_requests(*, at) -> None:
    requests.wake_due(at=at)


@periodic("programs.draft_weekly_reports", key=lambda now: f"{now:%Y-%m-%dT%H}")
def draft_weekly_reports(*, at) -> None:
    drafting.promise_drafts(at=at)


@task("programs.draft_program")
def draft_program(*, program_id: int) -> None:
    drafting.draft_program(Program.objects.get(pk=program_id), at=timezone.now())


@periodic("programs.send_digests", key=lambda now: f"{now:%Y-%m-%dT%H}")
def send_digests(*, at) -> None:
    digest.send_digests(at=at)


@task("programs.mail_digest")
def mail_digest(*, person_id: int) -> None:
    digest.mail_digest(User.objects.select_related("organisation").get(pk=person_id), at=timezone.now())


@periodic("programs.take_snapshots", key=lambda now: f"{now:%Y-%m-%d-%p}")
def take_snapshots(*, at) -> None:
    snapshot.take_due(at=at)
    enqueue("programs.look_at_watches")


@task("programs.look_at_watches")
def look_at_watches() -> None:
    watch.look_at_watches(at=timezone.now())


@periodic("programs.send_views", key=lambda now: f"{now:%Y-%m-%dT%H}")
def send_views(*, at) -> None:
    view.send_due(at=at)


@task("programs.mail_view")
def mail_view(*, delivery_id: int, due: str) -> None:
    delivery = ViewDelivery.objects.select_related("view", "reader__organisation").get(pk=delivery_id)
    view.mail_view(delivery, due=due, at=timezone.now())


@task("programs.send_report")
def send_report(*, report_id: int) -> None:
    mail.send_report(StatusReport.objects.select_related("program").get(pk=report_id))


@task("programs.mail_report")
def mail_report(*, report_id: int, person_id: int) -> None:
    published = StatusReport.objects.select_related("program").get(pk=report_id)
    mail.mail_report(published, User.objects.select_related("organisation").get(pk=person_id))


@periodic("programs.tell_followers", key=lambda now: f"{now:%Y-%m-%d %H:%M}")
def tell_followers(*, at) -> None:
    news.tell_followers(at=at)
