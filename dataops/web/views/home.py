from __future__ import annotations

from django.utils import timezone

from dataops.web.charts import shows_charts
from dataops.web.gallery import gallery
from dataops.web.views.base import Page
from dataops.work.needs import needs_of

FIRST = 12


class Home(Page):
    """What needs me today, in which order, and why."""

    permission = "programs.see_home"
    template_name = "web/home.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        needs = needs_of(self.request.user, at=now)
        shown = needs if self.request.GET.get("show") == "all" else needs[:FIRST]
        more = len(needs) - len(shown)
        return super().get_context_data(needs=needs, shown=shown, more=more, now=now, **kwargs)


@shows_charts
class Components(Page):
    """Every part of every page in every state, for those who build and check them."""

    permission = "programs.manage_people"
    template_name = "web/components.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**gallery(), **kwargs)
