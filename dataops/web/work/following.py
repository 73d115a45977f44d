"""What one follows and why, and when mail comes about it."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from dataops.web.views.base import OperationView
from dataops.work import targets
from dataops.work.choices import Cadence, News, Why
from dataops.work.models import Subscription
from dataops.work.operations import subscription as operations
from dataops.work.operations.mail import preference_of

ANYBODY = "programs.see_home"
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


def zones() -> list[tuple[str, str]]:
    return [
        (name, name.replace("_", " "))
        for name in sorted(available_timezones())
        if "/" in name or name == "UTC"
    ]


class MailForm(forms.Form):
    """One rhythm per kind of news, one hour, one time zone."""

    time_zone = forms.ChoiceField(label="Your time zone", choices=zones)
    hour = forms.TypedChoiceField(label="Gathered mail comes at", choices=HOURS, coerce=int)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for news in News:
            self.fields[news.value] = forms.ChoiceField(label=news.label, choices=Cadence.choices)


class Following(OperationView):
    """Everything one follows, with the reason; the form says when mail comes."""

    permission = ANYBODY
    form_class = MailForm
    template_name = "work/following.html"
    success_message = "Your choice is kept."

    def get_initial(self) -> dict[str, Any]:
        chosen = preference_of(self.request.user)
        cadences = {news.value: chosen.cadence(news) for news in News}
        return {"time_zone": chosen.time_zone, "hour": chosen.hour} | cadences

    def operate(self, cleaned_data: dict[str, Any]) -> None:
        cadences = {news.value: cleaned_data[news.value] for news in News}
        hour, zone = cleaned_data["hour"], cleaned_data["time_zone"]
        operations.choose_mail(time_zone=zone, hour=hour, cadences=cadences, actor=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = list(
            Subscription.objects.visible_to(user).select_related("target_type").order_by("-updated_at", "-pk")
        )
        seen = targets.seen_among(user, rows)
        found = [(row, seen.get((row.target_type_id, row.target_id))) for row in rows]
        followed = [
            {
                "noun": targets.kinds[targets.key_of(target)].noun,
                "name": targets.name_of(target),
                "url": targets.url_of(target, user),
                "handle": targets.handle(target),
                "why": Why(row.why).label,
                "is_muted": row.is_muted,
            }
            for row, target in found
            if target is not None
        ]
        return super().get_context_data(
            followed=followed, now=timezone.now(), crumbs=[{"label": "What you follow"}], **kwargs
        )

    def get_success_url(self) -> str:
        return self.request.path
