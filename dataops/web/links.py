"""Which addresses a person may open: a link that would lead to a no is not offered."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

from dataops.web.views.base import Guarded


def opens(request: HttpRequest, url: str) -> bool:
    """Whether the page at `url` would let this person in, by the permission it names itself.

    What a role holds, it holds everywhere; only for the rest the page is asked about its own object.
    """
    match = _page_at(url.partition("?")[0].partition("#")[0])
    if match is None:
        return True
    view_class = match.func.view_class
    if request.user.has_perm(view_class.permission):
        return True
    if view_class.permission_object is Guarded.permission_object or request.user.vendor_id is not None:
        return False
    known = vars(request).setdefault("opens", {})  # many links of a page are about one thing
    thing = (view_class.permission, view_class.load, *sorted(match.kwargs.items()))
    if thing not in known:
        known[thing] = _lets_in(request, match)
    return known[thing]


def _lets_in(request: HttpRequest, match: ResolverMatch) -> bool:
    view = match.func.view_class()
    view.setup(request, *match.args, **match.kwargs)
    try:
        view.load(**match.kwargs)
    except Http404:
        return False
    return view.may(view.permission, view.permission_object())


def same_list(request: HttpRequest, /, **changes: str) -> str:
    """This list's address with another view of it: words and order stay, paging starts again."""
    query = request.GET.copy()
    for place in ("page", "before", "after"):
        query.pop(place, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


@lru_cache(maxsize=4096)
def _page_at(path: str) -> ResolverMatch | None:
    """The guarded page of that address; None for what is outside, unguarded or no page."""
    try:
        match = resolve(path) if path.startswith("/") else None
    except Resolver404:
        return None
    return match if match and issubclass(getattr(match.func, "view_class", object), Guarded) else None
