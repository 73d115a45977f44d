"""The homes of who manages vendors and of a vendor's admin: the same figures, seen from both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Sum
from django.urls import reverse

from dataops.web.templatetags.formats import money, money_short, number, plural_of, share
from dataops.work.home import Ahead, Tile
from programs import permissions
from vendors.choices import DeliveryState
from vendors.models import Contract, Delivery, LedgerEntry, Scorecard, WorkOrder
from vendors.reports.cards import read_card
from vendors.reports.scorecard import Line, accepted_at_once, month_of, on_time

WEEKS = timedelta(days=27)  # with today, four weeks


def manager_tiles(user, *, at: datetime) -> list[Tile]:
    on, url = at.date(), reverse("vendors:vendor-list")
    return [_on_time(user, on, url), _at_once(user, on, url), _open_orders(user, on), _spent(user, on)]


def admin_tiles(user, *, at: datetime) -> list[Tile]:
    on = at.date()
    return [
        _score(user),
        _on_time(user, on, reverse("vendors:portal-deliveries")),
        _again(user),
        _earned(user, on),
    ]


def dates_of_vendors(user, *, on: date, until: date) -> Iterator[Ahead]:
    """Orders that are due, for both sides; contracts that end, for who manages vendors."""
    is_ours = user.vendor_id is None
    if not user.has_perm(permissions.SEE_VENDORS if is_ours else permissions.SEE_OWN_VENDOR):
        return
    page = "vendors:order-detail" if is_ours else "vendors:portal-order"
    orders = WorkOrder.objects.visible_to(user).open().filter(due_on__range=(on, until))
    for order in orders.select_related("vendor__organisation", "program"):
        about = order.vendor.name if is_ours else order.program.name
        title = f"{order.number}, {plural_of(order.units, 'unit,units')}"
        yield Ahead(order.due_on, title, about, reverse(page, args=[order.pk]), "Order due")
    if is_ours and user.has_perm(permissions.MANAGE_VENDORS):
        ending = Contract.objects.visible_to(user).ending_within(on=on, until=until)
        for contract in ending.select_related("vendor__organisation"):
            url = reverse("vendors:vendor-detail", args=[contract.vendor.slug])
            yield Ahead(contract.ends_on, contract.number, contract.vendor.name, url, "Contract ends")


def _on_time(user, on: date, url: str) -> Tile:
    line = on_time(Delivery.objects.visible_to(user), (on - WEEKS, on))
    return _share("on_time", "On time, four weeks", line, "delivery,deliveries", url)


def _at_once(user, on: date, url: str) -> Tile:
    line = accepted_at_once(Delivery.objects.visible_to(user), (on - WEEKS, on))
    return _share("accepted", "Accepted at once, four weeks", line, "unit,units", url)


def _share(key: str, label: str, line: Line, counted: str, url: str) -> Tile:
    if line.value is None:
        return Tile(key, label, None, "", "Nothing in these four weeks could be counted", url)
    detail = (
        f"{share(line.low, 1)} to {share(line.high, 1)}, of {plural_of(int(line.denominator or 0), counted)}"
    )
    return Tile(key, label, share(line.value, 1), "", detail, url, line.low, line.value, line.high)


def _open_orders(user, on: date) -> Tile:
    orders = WorkOrder.objects.visible_to(user)
    count, late = orders.open().count(), orders.overdue(on=on).count()
    detail = f"{plural_of(late, 'is,are')} past the due date" if late else "None is past its due date"
    return Tile("orders", "Orders open", number(count), "", detail, reverse("vendors:order-list"))


def _spent(user, on: date) -> Tile:
    """What the quarter's accepted units cost; different moneys are not added up."""
    quarter = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    url, label = reverse("vendors:vendor-list"), "Accepted this quarter"
    amounts, units = _entered(user, quarter)
    if not amounts:
        return Tile("spent", label, None, "", "Nothing is accepted in this quarter yet", url)
    if len(amounts) > 1:
        sums = " and ".join(money_short(amount, currency) for currency, amount in amounts)
        return Tile("spent", label, number(units), "units", sums, url)
    detail = f"for {plural_of(units, 'accepted unit,accepted units')}"
    return Tile("spent", label, money_short(amounts[0][1], amounts[0][0]), "", detail, url)


def _earned(user, on: date) -> Tile:
    url, label = reverse("vendors:portal-ledger"), "Accepted this month"
    amounts, units = _entered(user, month_of(on))
    if not amounts:
        return Tile("earned", label, None, "", "Nothing is accepted in this month yet", url)
    sums = " and ".join(money(amount, currency) for currency, amount in amounts)
    return Tile("earned", label, number(units), "units", sums, url)


def _entered(user, since: date) -> tuple[list[tuple[str, float]], int]:
    rows = (
        LedgerEntry.objects.visible_to(user)
        .filter(entered_at__date__gte=since)
        .order_by("currency")
        .values_list("currency")
        .annotate(amount=Sum("amount"), units=Sum("units"))
    )
    return [(currency, float(amount)) for currency, amount, _ in rows], sum(units for _, _, units in rows)


def _score(user) -> Tile:
    """The newest month that both sides can read."""
    label, cards = "Score", Scorecard.objects.visible_to(user).filter(score__isnull=False)
    newest = cards.prefetch_related("lines").newest_first().first()
    if newest is None:
        reason = "No scorecard is published yet"
        return Tile("score", label, None, "", reason, reverse("vendors:portal-scorecard"))
    card, label = read_card(newest), f"{label}, {newest.month_on:%B}"
    url = reverse("vendors:portal-scorecard-month", args=[newest.pk])
    if card.low is None or card.high is None:
        return Tile("score", label, f"{card.score:.1f}", "", card.word.lower(), url)
    detail = f"{card.low:.1f} to {card.high:.1f}: {card.word.lower()}"
    ends = (card.low / 100, card.score / 100, card.high / 100)
    return Tile("score", label, f"{card.score:.1f}", "", detail, url, *ends)


def _again(user) -> Tile:
    """Rejected, and not delivered anew."""
    later = Delivery.objects.filter(
        work_order=OuterRef("work_order"), batch_ref=OuterRef("batch_ref"), attempt__gt=OuterRef("attempt")
    )
    rejected = Delivery.objects.visible_to(user).filter(state=DeliveryState.REJECTED).exclude(Exists(later))
    units = rejected.aggregate(units=Sum(F("units")))["units"] or 0
    count = rejected.count()
    detail = (
        f"in {plural_of(count, 'rejected delivery,rejected deliveries')}" if count else "Nothing is rejected"
    )
    return Tile("again", "Units to do again", number(units), "", detail, reverse("vendors:portal-deliveries"))
