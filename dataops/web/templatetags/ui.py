"""Icons, statuses, key hints and form controls, as the templates in ``templates/ui`` use them."""

from typing import Any

from django import template
from django.forms import BoundField, DecimalField, FloatField, Form
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    NumberInput,
    PasswordInput,
    RadioSelect,
    Select,
    Textarea,
    TextInput,
)
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dataops.web import marks

register = template.Library()

URGENCY = {
    "bad": "Urgent",
    "warn": "Soon",
    "info": "For your decision",
    "idle": "When you can",
    "ok": "Good news",
}
WIDTHS = {"s": "input--s", "m": "input--m", "l": "input--l", "filter": "input--sm input--m"}
LABEL = "programs.label"
SHORTCUTS = (
    (
        "Everywhere",
        (
            ("Ctrl K", "Search or run a command"),
            ("/", "Focus the filter on this page"),
            ("g h", "Go home"),
            ("g p", "Go to programs"),
            ("g l", "Go to labeling"),
            ("g q", "Go to quality"),
            ("?", "Show this list"),
            ("Esc", "Close"),
        ),
    ),
    ("Lists", (("j", "Next row"), ("k", "Previous row"), ("Enter", "Open the row"))),
    (
        "Labeling",
        (
            ("1", "Choose label 1, and so on to 9"),
            ("Enter", "Submit and load the next item"),
            ("s", "Skip: the item goes to somebody else"),
            ("u", "Undo: your last answer is open again, or the item you skipped last comes back"),
        ),
    ),
)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One symbol of ``static/icons.svg``, in the colour of the text around it."""
    return format_html(
        '<svg class="icon{}" width="16" height="16" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def shape(kind: str) -> SafeString:
    return marks.shape(kind)


@register.simple_tag
def status(kind: str, word: str = "", pill: bool = False) -> SafeString:
    """Shape and word, never one alone: ``{% status "warn" "Two days late" pill=True %}``."""
    css = f"status status--{kind}{' status--pill' if pill else ''}"
    return format_html('<span class="{}">{}{}</span>', css, marks.shape(kind), word or marks.WORDS[kind])


@register.simple_tag
def urgency(kind: str) -> str:
    """What the shape of a needs item says aloud."""
    return URGENCY.get(kind, "For you")


@register.simple_tag
def kbd(keys: str) -> SafeString:
    return format_html_join("", '<kbd class="kbd">{}</kbd>', ((key,) for key in keys.split(" ")))


@register.simple_tag
def tag(text: str, kind: str = "") -> SafeString:
    return format_html('<span class="tag{}">{}</span>', f" tag--{kind}" if kind else "", text)


@register.simple_tag(takes_context=True)
def shortcut_groups(context: template.Context) -> list[dict[str, Any]]:
    """The keys that do something for this person: places on their rail, labeling for who labels."""
    places = {item.get("key") for section in context.get("nav") or () for item in section["items"]}
    user = context.get("user")
    labels = user is not None and hasattr(user, "has_perm") and user.has_perm(LABEL)
    groups = [group for group in SHORTCUTS if labels or group[0] != "Labeling"]
    return [
        {"title": title, "rows": [row for row in rows if not row[0].startswith("g ") or row[0][2:] in places]}
        for title, rows in groups
    ]


@register.filter
def cut_words(text: str) -> list[str]:
    """A list of words written in a template."""
    return text.split()


@register.filter
def person(user: Any) -> str:
    """The name to call someone by."""
    return getattr(user, "name", "") or getattr(user, "email", "") or str(user)


@register.filter
def initials(name: str) -> str:
    words = [word for word in str(name).split("@")[0].replace(".", " ").split() if word]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.inclusion_tag("ui/sort_head.html", takes_context=True)
def sort_head(context: template.Context, key: str, label: str, css: str = "") -> dict[str, str]:
    """A column head that sorts on the server: first click falling, second rising; filters stay, paging restarts."""
    query = context["request"].GET.copy()
    current = query.get("sort", context.get("sort", ""))
    direction = {f"-{key}": "descending", key: "ascending"}.get(current, "")
    query["sort"] = key if direction == "descending" else f"-{key}"
    for place in ("page", "before", "after"):
        query.pop(place, None)
    return {"label": label, "css": css, "direction": direction, "href": f"?{query.urlencode()}"}


@register.filter
def control(field: BoundField) -> str:
    """Which kind of control a form field needs around it."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, PasswordInput):
        return "password"
    return "input"


@register.simple_tag
def field_input(field: BoundField, width: str = "") -> SafeString:
    """The bare control with our classes; Django adds the hint, error and invalid state for screen readers."""
    widget = field.field.widget
    if control(field) in ("check", "choices"):
        return field.as_widget()
    if isinstance(widget, NumberInput):
        return field.as_widget(_typed_number(field, width))
    css = ["input", widget.attrs.get("class", ""), WIDTHS.get(width, "")]
    if not width and not isinstance(widget, (Textarea, Select, ClearableFileInput)):
        css.append(_natural_width(getattr(widget, "input_type", "text")))
    return field.as_widget(attrs={"class": " ".join(filter(None, css))})


def _typed_number(field: BoundField, width: str) -> TextInput:
    """Numbers are typed as text, so a wrong one is still there to correct; browsers empty a number field."""
    kept = {
        name: value for name, value in field.field.widget.attrs.items() if name not in ("min", "max", "step")
    }
    mode = "decimal" if isinstance(field.field, (DecimalField, FloatField)) else "numeric"
    return TextInput({"inputmode": mode, **kept, "class": f"input {WIDTHS.get(width, 'input--s')}"})


def _natural_width(input_type: str) -> str:
    """As wide as the expected answer."""
    return {"date": "input--m", "datetime-local": "input--m", "time": "input--s"}.get(input_type, "input--l")


@register.filter
def error_count(form: Form) -> int:
    return sum(len(errors) for errors in form.errors.values())
