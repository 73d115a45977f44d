"""Links that are only offered to whom they would open: ``{% link_to url text %}``, ``{% may_open url as … %}``."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from dataops.web.links import opens

register = template.Library()


@register.simple_tag(takes_context=True)
def may_open(context: template.Context, url: str) -> bool:
    """Whether the reader of this page may open that one.

    A page without a reader, such as a mail or the answer to a request that broke off at the door, offers all.
    """
    request = getattr(context, "request", None) or context.get("request")
    return bool(url) and (getattr(request, "user", None) is None or opens(request, url))


@register.simple_tag(takes_context=True)
def link_to(context: template.Context, url: str, text: object, css: str = "") -> str:
    """The text as a link, or the text alone for whom the link would not open."""
    if not may_open(context, url):
        return format_html('<span class="{}">{}</span>', css, text) if css else format_html("{}", text)
    return format_html('<a{} href="{}">{}</a>', format_html(' class="{}"', css) if css else "", url, text)
