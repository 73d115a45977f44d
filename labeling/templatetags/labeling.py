"""Guidelines as Markdown without HTML, and the words of states."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from labeling.choices import BatchState, ImportState, ProjectState, ShareState

register = template.Library()

# HTML stays text, pictures are not fetched from elsewhere, and links cannot be scripts: markdown-it refuses those.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table").disable("image")
DEEPER = 2  # the page has the first two levels of headings

TONES = {
    ProjectState.OPEN: "info",
    ProjectState.CLOSED: "done",
    BatchState.PREPARED: "idle",
    BatchState.ISSUED: "info",
    BatchState.DELIVERED: "done",
    ShareState.ISSUED: "info",
    ShareState.DELIVERED: "done",
    ShareState.WITHDRAWN: "idle",
    ImportState.WAITING: "idle",
    ImportState.RUNNING: "info",
    ImportState.DONE: "done",
    ImportState.REFUSED: "bad",
    ImportState.STOPPED: "hold",
}


@register.filter
def tone(state: str) -> str:
    """The shape beside the word of a state."""
    return {str(key): value for key, value in TONES.items()}[state]


@register.filter
def of(counts: dict[int, int | None], key: int) -> int | None:
    """The count of one key; none is 0."""
    return counts.get(key, 0)


@register.filter
def in_order(content: dict[str, str], columns: list[str]) -> list[tuple[str, str]]:
    """The filled parts of an item's content as the file had them; what no file named comes last."""
    names = [name for name in columns if name in content]
    names += [name for name in content if name not in columns]
    return [(name, content[name]) for name in names if content[name]]


@register.filter
def markdown(text: str) -> SafeString:
    return mark_safe(_rendered(text))  # noqa: S308 -- markdown-it escapes everything that is not its own


@lru_cache(maxsize=256)
def _rendered(text: str) -> str:
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + DEEPER)}"
    return _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
