"""``{% talk about thing %}`` puts what people say about a thing onto its page; ``{{ text|spoken }}`` writes it safely."""

from __future__ import annotations

import re

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dataops.work import targets

register = template.Library()

PARTS = re.compile(r"(https?://[^\s<>\"']+|(?<![\w@./-])@[A-Za-z][\w.+@-]*)")
ENDS_A_SENTENCE = ".,;:!?)"


@register.inclusion_tag("work/_talk_remote.html")
def talk(target: Model) -> dict[str, str]:
    """The panel, fetched when it comes into view; without JavaScript a link to the same as a page."""
    return {"url": reverse("work:talk", args=[targets.handle(target)])}


@register.filter
def spoken(text: str, mentions: dict[str, int]) -> SafeString:
    """Plain words: line ends kept, addresses of the web as links, people who were mentioned marked, nothing else."""
    return format_html_join("", "{}", ((_part(part, mentions),) for part in PARTS.split(text)))


def _part(part: str, mentions: dict[str, int]) -> str:
    if part.startswith(("http://", "https://")):
        url = part.rstrip(ENDS_A_SENTENCE)
        link = format_html('<a href="{}" rel="nofollow noopener noreferrer ugc">{}</a>', url, url)
        return link + format_html("{}", part[len(url) :])
    word = part[1:].rstrip(".-")
    if part.startswith("@") and word in mentions:
        return format_html('<b class="mention">@{}</b>{}', word, part[1 + len(word) :])
    return format_html("{}", part)


@register.filter
def found(text: str, query: str) -> SafeString:
    """The text with the words that were looked for marked."""
    at = text.lower().find(query.strip().lower()) if query.strip() else -1
    if at < 0:
        return format_html("{}", text)
    end = at + len(query.strip())
    return format_html("{}<mark>{}</mark>{}", text[:at], text[at:end], text[end:])
