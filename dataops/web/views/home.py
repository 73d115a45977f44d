from __future__ import annotations

from django.utils import timezone

from dataops.web.charts import shows_charts
from dataops.web.gallery import gallery
from dataops.web.views.base import Page
from dataops.work.home import dates_of, tiles_of
from dataops.work.needs import needs_of

FIRST = 8


class Home(Page):
    """What needs me today, in which order, and why."""

    permission = "programs.see_home"
    template_name = "web/home.html"

    def get_context_data(self, **kwargs):
        now, user = timezone.now(), self.request.user
        needs = needs_of(user, at=now)
        shown = needs if self.request.GET.get("show") == "all" else needs[:FIRST]
        more = len(needs) - len(shown)
        return super().get_context_data(
            needs=needs,
            shown=shown,
            more=more,
            now=now,
            tiles=tiles_of(user, at=now),
            dates=dates_of(user, on=now.date()),
            **kwargs,
        )


@shows_charts
class Components(Page):
    """Every part of every page in every state, for those who build and check them."""

    permission = "programs.manage_people"
    template_name = "web/components.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**gallery(), **kwargs)
