"""Status shapes, distinct without colour; the word is always printed beside them."""

from django.utils.safestring import SafeString

from dataops.web.marks.svg import drawn

SHAPES = {
    "ok": '<circle cx="5" cy="5" r="4"/>',
    "warn": '<path d="M5 .8 9.6 9H.4z"/>',
    "bad": '<path d="M1 1h8v8H1z"/>',
    "done": '<path d="m1.2 5.4 2.5 2.6 5.1-6" fill="none" stroke="currentColor" stroke-width="2"/>',
    "idle": '<circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "hold": '<path d="M2 1h2v8H2zM6 1h2v8H6z"/>',
    "info": '<path d="M5 .6 9.4 5 5 9.4.6 5z"/>',
}
WORDS = {
    "ok": "On track",
    "warn": "At risk",
    "bad": "Off track",
    "done": "Delivered",
    "idle": "Planned",
    "hold": "On hold",
    "info": "Running",
}


def shape(kind: str) -> SafeString:
    frame = 'class="shape" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" focusable="false"'
    return drawn(f"<svg {frame}>{SHAPES[kind]}</svg>")
