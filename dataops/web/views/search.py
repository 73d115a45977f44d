from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator

from dataops.web.navigation import places_for
from dataops.web.views.base import Page
from dataops.work.search import Hit, find

MOST, OF_EACH, PER_PAGE = 200, 5, 50  # of one kind at all, of each among everything, on a page


class Search(Page):
    """Everything one may see that matches, some of each kind, or all of one kind."""

    permission = "programs.see_home"
    template_name = "web/search.html"

    def get_context_data(self, **kwargs):
        query, kind = self.request.GET.get("q", ""), self.request.GET.get("kind", "")
        found = find(self.request.user, query, per_noun=MOST)
        counts = Counter(hit.noun for hit in found)
        hits = [hit for hit in found if hit.noun == kind] if kind else _some_of_each(found)
        page = Paginator(hits, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            query=query, kind=kind, page=page, total=len(found), tabs=self._tabs(counts, kind), **kwargs
        )

    def _tabs(self, counts: Counter[str], kind: str) -> list[dict[str, Any]]:
        query = self.request.GET.get("q", "")
        every = {
            "label": "Everything",
            "url": f"?{urlencode({'q': query})}",
            "count": None,
            "current": not kind,
        }
        return [every] + [
            {
                "label": noun,
                "url": f"?{urlencode({'q': query, 'kind': noun})}",
                "count": n,
                "current": noun == kind,
            }
            for noun, n in counts.items()
        ]


def _some_of_each(hits: list[Hit]) -> list[Hit]:
    of_noun: dict[str, list[Hit]] = {}
    for hit in hits:
        of_noun.setdefault(hit.noun, []).append(hit)
    return [hit for of_one in of_noun.values() for hit in of_one[:OF_EACH]]


class SearchResults(Search):
    """The rows of the command palette: places to go first, then what was found."""

    template_name = "web/_search_results.html"

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "")
        text = query.lower()
        places = [place for place in places_for(self.request) if text in place["label"].lower()]
        hits = find(self.request.user, query)
        return Page.get_context_data(self, query=query, hits=hits, places=places[:6], **kwargs)
