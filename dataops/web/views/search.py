from __future__ import annotations

from dataops.web.navigation import places_for
from dataops.web.views.base import Page
from dataops.work.search import find


class Search(Page):
    """Everything one may see that matches, as a page of its own."""

    permission = "programs.see_home"
    template_name = "web/search.html"

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "")
        return super().get_context_data(query=query, hits=find(self.request.user, query), **kwargs)


class SearchResults(Search):
    """The rows of the command palette: places to go first, then what was found."""

    template_name = "web/_search_results.html"

    def get_context_data(self, **kwargs):
        text = self.request.GET.get("q", "").lower()
        places = [place for place in places_for(self.request) if text in place["label"].lower()]
        return super().get_context_data(places=places[:6], **kwargs)
