"""Forms that say which version their writer saw, so that nobody overwrites what they have not read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from dataops.base.before import as_it_was


class Versioned:
    """Mix in before a form's view; after a collision both writings are on the page, and one can save."""

    def standing(self) -> models.Model | None:
        """The row as it is saved now, if there is one."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": version_of(self.standing())}  # type: ignore[misc]

    def form_invalid(self, form: forms.Form):
        row, theirs, seen = self.standing(), [], form.cleaned_data.get("version")
        is_collision = seen not in (None, version_of(row))
        if seen != version_of(row):
            theirs = written_otherwise(form, row, seen)
            # What is saved now is on the page from here on: the next save is upon it.
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = version_of(row)  # type: ignore[index]
        context = self.get_context_data(form=form, theirs=theirs)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=412 if is_collision else 422)  # type: ignore[attr-defined]


class UponSight:
    """Mix in before the form of a decision: it is upon what the page showed.

    When that has changed, what stands now is shown with everything as it was typed, and asked again.
    """

    def sight(self) -> int:
        """The version of what stands now."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.sight()}  # type: ignore[misc]

    def form_invalid(self, form: forms.Form):
        seen, stands = form.cleaned_data.get("version"), self.sight()
        if seen in (None, stands):
            return super().form_invalid(form)  # type: ignore[misc]
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = stands  # type: ignore[index]
        return self.render_to_response(self.get_context_data(form=form), status=412)  # type: ignore[attr-defined]


def version_of(row: models.Model | None) -> int:
    """Zero for a row that is not there yet."""
    return row.version if row else 0  # type: ignore[attr-defined]


def written_otherwise(
    form: forms.Form, row: models.Model | None, seen: int | None = None
) -> list[tuple[str, object, object]]:
    """Of every field in which the form differs from the row: label, saved value, and what both began with."""
    past = as_it_was(row, seen) if row else None
    return [
        (str(field.label), _shown(row, name), _before(past, row, name))
        for name, field in form.fields.items()
        if name != "version"
        and hasattr(row, name)
        and _plain(getattr(row, name)) != _plain(form.cleaned_data.get(name))
    ]


def _before(past: models.Model | None, row: models.Model | None, name: str) -> object:
    """None where it is what it was, or nobody knows."""
    columns = {field.name for field in past._meta.concrete_fields} if past else set()
    if name not in columns or _plain(getattr(past, name)) == _plain(getattr(row, name)):
        return None
    return _shown(past, name)


def _shown(row: models.Model | None, name: str) -> object:
    in_words = getattr(row, f"get_{name}_display", None)
    saved = _plain(in_words() if in_words else getattr(row, name))
    return "\n".join(str(one) for one in saved) if isinstance(saved, list) else saved


def _plain(value: object) -> object:
    """Rows that were chosen are compared as a list, however they were read."""
    return list(value) if isinstance(value, models.QuerySet) else value
