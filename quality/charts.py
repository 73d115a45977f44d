"""Figures of the quality pages, each with its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dataops.web.charts import Chart, Table, chart_context, day_axis
from dataops.web.templatetags.formats import coefficient, moment, number, share
from quality.models import AgreementSnapshot
from quality.reports.state import stored_estimate


def agreement_trend(snapshots: Sequence[AgreementSnapshot], target: float | None) -> Chart:
    """Alpha with its interval each time it moved, oldest first."""
    points = [(row, stored_estimate(row.results, "alpha")) for row in snapshots]
    known = [(row.computed_at, found) for row, found in points if found.estimate is not None]
    figure = go.Figure()
    if known:
        figure.add_scatter(
            x=[at for at, _ in known],
            y=[found.estimate for _, found in known],
            error_y={
                "array": [_reach(found.ci_high, found.estimate) for _, found in known],
                "arrayminus": [_reach(found.estimate, found.ci_low) for _, found in known],
                "color": "var(--d1)",
                "thickness": 2,
                "width": 0,
            },
            mode="lines+markers",
            line={"color": "var(--ink)", "width": 1.5},
            marker={"color": "var(--d1)", "size": 7},
            hovertemplate="%{x|%-d %b %H:%M}: %{y:.3f}<extra></extra>",
        )
        figure.update_layout(xaxis=day_axis(known[0][0].date(), known[-1][0].date()))
    if target is not None and known:
        figure.add_hline(y=target, line={"color": "var(--ink)", "width": 1.5, "dash": "dot"})
    figure.update_layout(showlegend=False, yaxis={"title": {"text": "Agreement, α"}})
    return chart_context(
        figure,
        Table(
            ["Computed", "α", "From", "To", "Percent agreement", "Judgements"],
            [_row(*point) for point in points],
        ),
        title="How has agreement moved?",
        description="Krippendorff's alpha with its 95% interval, each time new labels were counted.",
        finding=_finding([found.estimate for _, found in known if found.estimate is not None], target),
        height="sm",
    )


def _reach(upper: float | None, lower: float | None) -> float:
    return upper - lower if upper is not None and lower is not None else 0.0


def _row(snapshot: AgreementSnapshot, found) -> list[object]:
    percent = stored_estimate(snapshot.results, "percent_agreement")
    return [
        moment(snapshot.computed_at),
        coefficient(found.estimate, 3),
        coefficient(found.ci_low, 3),
        coefficient(found.ci_high, 3),
        share(percent.estimate, 1),
        number(snapshot.judgements),
    ]


def _finding(values: list[float], target: float | None) -> str:
    if not values:
        return ""
    against = "" if target is None else f", against a target of {coefficient(target)}"
    if len(values) == 1:
        return f"One measurement so far: α {coefficient(values[0])}{against}."
    return f"From α {coefficient(values[0])} to {coefficient(values[-1])} over {len(values)} measurements{against}."
