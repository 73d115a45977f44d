"""Plotly figures for pages: token names instead of colours, words beside the picture, the numbers as a table.

A colour is written ``var(--d1)``: Plotly lets it pass, and ``static/js/charts.js`` puts in what the theme says.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import plotly.graph_objects as go
from csp.decorators import csp_update
from django.utils.decorators import method_decorator

COLORWAY = ("var(--d1)", "var(--d2)", "var(--d3)", "var(--d4)", "var(--d5)", "var(--d6)", "var(--d7)")
PLOTLY_STYLE_HASHES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
)
"""The two style elements the full Plotly bundle makes; a page with a chart allows these in ``style-src``."""

PLOTLY_STYLE_ATTR = "'unsafe-inline'"
"""What ``style-src-attr`` must be on a page with a chart; no other page needs the directive."""

shows_charts = method_decorator(
    csp_update({"style-src": list(PLOTLY_STYLE_HASHES), "style-src-attr": [PLOTLY_STYLE_ATTR]}),
    name="dispatch",
)
"""Class decorator of a page with a chart: lets Plotly's own styles through, on this page only."""

DAY_IN_MS = 86_400_000
DAYS_NAMED = 7  # over more days than these Plotly leaves days out by itself

_AXIS = {
    "gridcolor": "var(--line)",
    "linecolor": "var(--line-2)",
    "tickcolor": "var(--line-2)",
    "zeroline": False,
    "ticks": "outside",
    "ticklen": 4,
    "tickfont": {"color": "var(--ink-3)", "size": 11},
    "automargin": True,
    "title": {"font": {"color": "var(--ink-3)", "size": 12}, "standoff": 8},
}
BASE_LAYOUT: dict[str, Any] = {
    "font": {"size": 12, "color": "var(--ink-2)"},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "margin": {"l": 44, "r": 12, "t": 14, "b": 34},
    "colorway": list(COLORWAY),
    "xaxis": {**_AXIS, "showgrid": False},
    "yaxis": {**_AXIS, "ticks": "", "showline": False},
    "hoverlabel": {
        "bgcolor": "var(--ink)",
        "bordercolor": "var(--ink)",
        "font": {"color": "var(--paper)", "size": 12},
    },
    "legend": {"font": {"size": 12, "color": "var(--ink-2)"}},
    "annotationdefaults": {"font": {"size": 12, "color": "var(--ink-2)"}},
    "dragmode": False,
}


def day_axis(first: date, last: date) -> dict[str, Any]:
    """An axis of days as we write them; over a short stretch no day is named twice."""
    axis = {"type": "date", "tickformat": "%-d %b", "hoverformat": "%-d %b %Y"}
    if (last - first).days > DAYS_NAMED:
        return axis
    return axis | {"dtick": DAY_IN_MS, "range": [first - timedelta(days=1), last + timedelta(days=1)]}


@dataclass(frozen=True)
class Table:
    """The same numbers as the figure: heads, then rows whose first cell names the row."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Chart:
    """What ``ui/chart.html`` needs: the title is the question, the finding answers it."""

    figure: dict[str, Any]
    table: Table
    title: str
    description: str
    finding: str = ""
    height: Literal["sm", "md", "lg"] = "md"

    @property
    def is_empty(self) -> bool:
        return not self.figure["data"]


def figure_json(figure: go.Figure) -> dict[str, Any]:
    """The figure as plain data, with our template; colours stay token names until the browser draws."""
    plain = json.loads(figure.to_json())
    layout = {key: value for key, value in plain["layout"].items() if key != "template"}
    return {"data": plain["data"], "layout": {**layout, "template": {"layout": BASE_LAYOUT}}}


def chart_context(
    figure: go.Figure,
    table: Table,
    *,
    title: str,
    description: str,
    finding: str = "",
    height: Literal["sm", "md", "lg"] = "md",
) -> Chart:
    return Chart(figure_json(figure), table, title, description, finding, height)
