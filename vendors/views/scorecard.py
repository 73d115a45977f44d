from __future__ import annotations

from django.db.models import Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dataops.web.views.base import ActionView, Guarded, OperationView, Page
from programs import permissions
from programs.views.versions import UponSight
from vendors import rules
from vendors.forms import SettleForm
from vendors.models import LedgerEntry, Scorecard
from vendors.operations.scorecard import publish_scorecard, settle
from vendors.reports.cards import read_card
from vendors.reports.scorecard import BANDS, WEIGHTS, month_after


class OneScorecard(Guarded):
    permission = permissions.MANAGE_VENDORS

    def load(self, *, scorecard, **kwargs):
        mine = Scorecard.objects.visible_to(self.request.user).select_related("vendor__organisation")
        self.card = get_object_or_404(mine.prefetch_related("lines"), pk=scorecard)

    def get_success_url(self):
        return reverse("vendors:scorecard-detail", args=[self.card.pk])


class ScorecardPage(OneScorecard, Page):
    """A vendor's month. Both sides read this page, from the same rows."""

    template_name = "vendors/scorecard_detail.html"
    month_url = "vendors:scorecard-detail"

    def get_context_data(self, **kwargs):
        card = self.card
        visible = Scorecard.objects.visible_to(self.request.user).filter(vendor_id=card.vendor_id)
        months = list(visible.filter(month_on__lte=card.month_on).newest_first()[:12])[::-1]
        return super().get_context_data(
            months=[(month, reverse(self.month_url, args=[month.pk])) for month in months],
            trend=[month.score for month in months],
            money=self._money(),
            weights=[(criterion.label, weight) for criterion, weight in WEIGHTS.items()],
            bands=BANDS,
            **kwargs | {"card": read_card(card)},
        )

    def _money(self):
        """Units and money of the month, by order, as the ledger has them."""
        month_on = self.card.month_on
        entries = LedgerEntry.objects.visible_to(self.request.user).filter(
            vendor_id=self.card.vendor_id,
            entered_at__date__gte=month_on,
            entered_at__date__lt=month_after(month_on),
        )
        return list(
            entries.values("work_order__number", "kind", "unit_price", "currency")
            .annotate(units=Sum("units"), amount=Sum("amount"))
            .order_by("work_order__number", "kind")
        )


class ScorecardDetail(ScorecardPage):
    """The page for us, with what we may do."""

    permission = permissions.SEE_VENDORS

    def get_context_data(self, **kwargs):
        publish = rules.can_publish(self.card, on=timezone.now().date())
        return super().get_context_data(
            publish=publish,
            settle=rules.can_settle(self.card),
            form=SettleForm(initial={"version": self.card.version}),
            may_manage=self.may(permissions.MANAGE_VENDORS),
            may_see_money=self.may(permissions.SEE_MONEY),
            **kwargs,
        )


class ScorecardPublish(OneScorecard, ActionView):
    success_message = "The vendor can see this scorecard now. Its numbers are frozen."

    def operate(self):
        publish_scorecard(self.card, actor=self.request.user, at=timezone.now())


class ScorecardAnswer(OneScorecard, UponSight, OperationView):
    """A word of one side on the month, upon what stands there now."""

    template_name = "vendors/form_page.html"
    title = ""

    def sight(self) -> int:
        self.card.refresh_from_db()
        return self.card.version

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.title.format(month=f"{self.card.month_on:%B %Y}", vendor=self.card.vendor.name),
            verb="Send answer",
            back=self.get_success_url(),
            fresh_url=self.get_success_url(),
            theirs=said_on(self.card),
            **kwargs,
        )


def said_on(card: Scorecard) -> list[tuple[str, str]]:
    """The answer that stands, for who is about to give another."""
    if card.responded_at is None:
        return []
    return [("Answer", card.get_state_display()), ("Response", card.response)]


class ScorecardSettle(ScorecardAnswer):
    """Our word on a dispute."""

    form_class = SettleForm
    title = "Answer {vendor} on {month}"
    success_message = "The vendor sees your answer now."

    def operate(self, cleaned):
        settle(
            self.card,
            is_corrected=cleaned["answer"] == "correct",
            reply=cleaned["reply"],
            version=cleaned["version"],
            actor=self.request.user,
            at=timezone.now(),
        )
