"""What was typed and could not be kept: it waits in the session until it is mended, so that nothing is typed twice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase

KEY, LONGEST = "unsaved", 5000


def note(session: SessionBase, place: str, form: forms.Form) -> None:
    """Remember the answers of a bound form that were refused; without any, forget the place."""
    kept = dict(session.get(KEY, {}))
    refused = {name: str(form.data.get(name) or "")[:LONGEST] for name in form.errors if name in form.fields}
    refused = {name: text for name, text in refused.items() if text}
    before = kept.pop(place, {})
    if refused:
        kept[place] = refused
    if refused != before:
        session[KEY] = kept


def restored(session: SessionBase, place: str, form: forms.Form) -> dict[str, Any] | None:
    """What the form would have been sent, refused answers included; None when there are none."""
    refused = session.get(KEY, {}).get(place)
    if not refused:
        return None
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value is not None} | refused
