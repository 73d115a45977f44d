"""Everything that happened, one line an event, in one program or in all that one sees."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dataops.audit.models import Event, EventQuerySet
from dataops.web.views.base import Page
from dataops.web.views.exported import AT_ONCE, exported, in_pieces
from dataops.web.views.keyset import Keyset
from dataops.work import clock
from programs import permissions
from programs.forms.feed import FilterFeed, FilterFeeds
from programs.models import Program
from programs.reports.happenings import Happening, happenings_of, narrowed
from programs.views.program import InProgram


class Feed(Keyset, Page):
    """Newest first, with filters in the address; the file has what the filters leave."""

    permission = permissions.SEE_REPORTS
    template_name = "programs/feed.html"
    is_newest_first = True
    within = ""

    def events(self) -> EventQuerySet:
        self.codes = dict(Program.objects.visible_to(self.request.user).values_list("pk", "code"))
        return Event.objects.filter(program_id__in=self.codes)

    def filters(self) -> FilterFeed:
        return FilterFeeds(self.request.GET, user=self.request.user)

    def select(self) -> EventQuerySet:
        self.form = self.filters()
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        events = narrowed(self.events(), asked, reader=self.request.user)
        return events if self.form.is_valid() else events.none()

    def rows_of(self, events: list[Event]) -> list[Happening]:
        return happenings_of(events, reader=self.request.user, codes=self.codes, within=self.within)

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.GET.get("format") != "csv":
            return super().get(request, *args, **kwargs)
        head = ["At (UTC)", "Program", "What happened"]
        return exported(request, "activity", head, self.export_rows(), at=timezone.now())

    def export_rows(self) -> Iterator[list[object]]:
        """All of them, a few hundred at a time with what they are about."""
        events = in_pieces(self.select().newest_first())
        while some := list(islice(events, AT_ONCE)):
            for row in self.rows_of(some):
                yield [row.event.happened_at, row.code, row.text]

    def get_context_data(self, **kwargs):
        page = self.page_of(self.select())
        is_narrowed = any(self.request.GET.get(name) for name in self.form.fields)
        zone = clock.zone_of(self.request.user)
        context = {
            "rows": self.rows_of(page.rows),
            "page": page,
            "form": self.form,
            "is_narrowed": is_narrowed,
        }
        return super().get_context_data(
            **context | {"zone": zone.key, "crumbs": [{"label": "Activity"}]} | kwargs
        )


class FeedOfProgram(InProgram, Feed):
    permission = permissions.SEE_PROGRAMS

    def load(self, **kwargs):
        super().load(**kwargs)
        self.within = str(self.program)

    def events(self) -> EventQuerySet:
        self.codes = {self.program.pk: self.program.code}
        return Event.objects.in_program(self.program.pk)

    def filters(self) -> FilterFeed:
        return FilterFeed(self.request.GET)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"crumbs": [*context["crumbs"], {"label": "Activity"}]}
