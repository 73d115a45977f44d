"""Views of the leadership page that are kept, and go to people by e-mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from dataops.base.mail import absolute, send_mail
from dataops.jobs.outbox import enqueue
from programs import permissions
from programs.models import SavedView, ViewDelivery
from programs.reports.board import board_of, figures_of
from programs.reports.narrowing import narrowing_of
from programs.reports.sending import next_moment


class CannotSaveView(Refused):
    pass


@transaction.atomic
def save_view(
    *, name: str, filters: dict[str, str], is_shared: bool = False, is_default: bool = False, actor: User
) -> SavedView:
    """Keep these filters under a name; the name again replaces what was under it. The same twice is one."""
    User.objects.select_for_update().get(pk=actor.pk)
    said = {"filters": filters, "is_shared": is_shared, "is_default": is_default}
    own = SavedView.objects.filter(owner=actor, removed_at=None)
    view = own.filter(name=name).first()
    if view is not None and all(getattr(view, key) == value for key, value in said.items()):
        return view
    if is_default:
        own.filter(is_default=True).exclude(name=name).update(is_default=False)
    if view is None:
        view = SavedView.objects.create(owner=actor, name=name, **said)
    else:
        for key, value in said.items():
            setattr(view, key, value)
        view.save(update_fields=[*said, "updated_at"])
    record("view.saved", view, actor=actor, **said)
    return view


@transaction.atomic
def remove_view(view: SavedView, *, actor: User, at: datetime) -> SavedView:
    """The view goes, and nobody is sent it any more. Twice changes nothing."""
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    if view.removed_at is not None:
        return view
    view.removed_at, view.is_default = at, False
    view.save(update_fields=["removed_at", "is_default", "updated_at"])
    view.deliveries.filter(stopped_at=None).update(stopped_at=at)
    record("view.removed", view, actor=actor)
    return view


@transaction.atomic
def send_view(
    view: SavedView, reader: User, *, every: str, day: int, hour: int, zone: str, actor: User, at: datetime
) -> ViewDelivery:
    """Send the view to the reader at that hour of theirs; asked again it replaces when. The same twice is one."""
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    if view.removed_at is not None:
        raise CannotSaveView("This view was removed: save it again before it is sent.")
    if not reader.is_active or not reader.has_perm(permissions.SEE_LEADERSHIP):
        raise CannotSaveView("Only who may open the leadership page can be sent it.")
    if actor.pk not in (view.owner_id, reader.pk):
        raise CannotSaveView("Only its owner sends a view to somebody else.")
    when: dict[str, object] = {"every": every, "day": day, "hour": hour, "zone": zone}
    delivery = view.deliveries.filter(reader=reader, stopped_at=None).first()
    if delivery is not None and all(getattr(delivery, key) == value for key, value in when.items()):
        return delivery
    following = next_moment(every=every, day=day, hour=hour, zone=zone, after=at)
    if delivery is None:
        delivery = ViewDelivery.objects.create(view=view, reader=reader, next_at=following, **when)
    else:
        for key, value in when.items():
            setattr(delivery, key, value)
        delivery.next_at = following
        delivery.save(update_fields=[*when, "next_at", "updated_at"])
    record("view.sending_begun", delivery, actor=actor, **when)
    return delivery


@transaction.atomic
def stop_sending(delivery: ViewDelivery, *, actor: User, at: datetime) -> ViewDelivery:
    """No more mail of this view to this reader. Twice changes nothing."""
    delivery = ViewDelivery.objects.select_for_update(of=("self",)).select_related("view").get(pk=delivery.pk)
    if delivery.stopped_at is not None:
        return delivery
    delivery.stopped_at = at
    delivery.save(update_fields=["stopped_at", "updated_at"])
    record("view.sending_stopped", delivery, actor=actor)
    return delivery


@transaction.atomic
def send_due(*, at: datetime) -> int:
    """Promise one mail for every delivery whose hour has come; hours that were missed make one mail, not many."""
    due = list(
        ViewDelivery.objects.due(at=at).select_for_update(of=("self",), skip_locked=True).order_by("pk")
    )
    for delivery in due:
        enqueue("programs.mail_view", delivery_id=delivery.pk, due=delivery.next_at.isoformat())
        delivery.next_at = next_moment(
            every=delivery.every, day=delivery.day, hour=delivery.hour, zone=delivery.zone, after=at
        )
        delivery.save(update_fields=["next_at", "updated_at"])
        record("view.sent", delivery, actor=None)
    return len(due)


def mail_view(delivery: ViewDelivery, *, due: str, at: datetime) -> None:
    """One message, in HTML and plain text, that names its filters and its zone, and how to stop it."""
    reader, view = delivery.reader, delivery.view
    if delivery.stopped_at or view.removed_at or not reader.is_active:
        return
    if not reader.has_perm(permissions.SEE_LEADERSHIP):
        return
    narrowing = narrowing_of(view.filters)
    context = {
        "view": view,
        "narrowing": narrowing,
        "figures": figures_of(board_of(reader, narrowing, at=at)),
        "delivery": delivery,
        "at": at,
        "action_url": absolute(reverse("programs:leadership") + narrowing.exact),
        "action_label": "Open the leadership page",
        "stop_url": absolute(reverse("programs:delivery-stop", args=[delivery.pk])),
    }
    subject, key = f"Leadership, {view.name}", f"view-{delivery.pk}-{due}"
    send_mail(reader.email, subject, "programs/mail/view", context, key=key)
