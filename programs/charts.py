"""Figures of this app: a report in, a Plotly figure with its words and its table out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

import plotly.graph_objects as go
from django.utils.safestring import SafeString

from dataops.web.charts import Chart, Table, chart_context, day_axis
from dataops.web.marks import Cone, Curve, curves
from dataops.web.templatetags.formats import day, money_short, number
from programs.reports.budget import BudgetPage
from programs.reports.leadership import Point, Week
from programs.reports.line import ProgramLine
from programs.reports.outlook import Outlook

MOST_NAMES = 24
AROUND = ("top center", "bottom center", "middle right", "middle left")
STATUS_LOOK = {
    "on_track": ("var(--ok)", "circle"),
    "at_risk": ("var(--warn)", "triangle-up"),
    "off_track": ("var(--bad)", "square"),
}


def burn_up(line: ProgramLine) -> Chart:
    """Where the volume lands: accepted units so far, the even plan, and the P50 and P85 dates."""
    program, on = line.program, line.on
    days = _whole_days(min([program.starts_on, *line.by_day]), on)
    sums = list(accumulate(line.by_day.get(one, 0) for one in days))
    figure = go.Figure()
    if line.progress.accepted:
        figure.add_scatter(
            x=[program.starts_on, program.due_on],
            y=[0, program.units_planned],
            mode="lines",
            name="Plan",
            line={"color": "var(--ink-3)", "dash": "dot", "width": 1},
        )
        figure.add_scatter(
            x=days, y=sums, mode="lines", name="Accepted", line={"color": "var(--ink)", "width": 2}
        )
        _add_forecast(figure, line)
        figure.add_hline(y=program.units_planned, line={"color": "var(--line-3)", "dash": "dash", "width": 1})
        figure.add_vline(x=program.due_on.isoformat(), line={"color": "var(--ink)", "width": 2})
    figure.update_layout(
        showlegend=False,
        xaxis=day_axis(days[0], _right_edge(line)) | {"range": [days[0], _right_edge(line)]},
        yaxis={
            "title": {"text": "accepted units"},
            "range": [0, 1.16 * max(program.units_planned, line.progress.accepted)],
            "tickformat": ",d",
        },
    )
    return chart_context(
        figure,
        Table(("Week to", "Accepted units"), _weekly_rows(days, sums)),
        title="Where the volume lands",
        description=_landing(line),
        finding=_landing(line),
    )


def burn_fan(outlook: Outlook) -> SafeString:
    """Accepted so far, the scope with its steps, and the cone in which seven of ten futures lie."""
    line = outlook.line
    days = _whole_days(min([line.program.starts_on, *line.by_day]), line.on)
    sums = list(accumulate(line.by_day.get(one, 0) for one in days))
    now, planned = (line.on, sums[-1]), line.program.units_planned
    lines = [
        Curve("is-scope", [*outlook.steps, (_last_day(outlook), planned)], "scope", is_stepped=True),
        Curve("", list(zip(days, sums, strict=True)), "" if outlook.cone else "accepted"),
    ]
    cone = None
    if outlook.cone:
        ahead = [now, *((one.on, one.mid) for one in outlook.cone)]
        lines.append(Curve("is-ahead", ahead))
        spread = [(one.on, one.low, one.high) for one in outlook.cone]
        cone = Cone([(*now, now[1]), *spread])
    words = f"{number(now[1])} of {number(planned)} units are accepted; the table says the same."
    return curves(lines, write=number, cone=cone, today=line.on, due=line.program.due_on, label=words)


def _last_day(outlook: Outlook) -> date:
    """Where the burn-up ends: at what is promised, or what is drawn beyond it."""
    return max([outlook.line.on, outlook.line.program.due_on, *(one.on for one in outlook.cone)])


def earned_value(page: BudgetPage) -> SafeString:
    """Planned, earned and actual, week by week, below the line of the budget."""
    moments, currency = page.moments, page.line.program.currency
    lines = [
        Curve("is-plan", [(one.on, float(one.pv)) for one in moments], "planned"),
        Curve("is-ahead", [(one.on, float(one.ev)) for one in moments], "earned"),
        Curve("is-cost", [(one.on, float(one.ac)) for one in moments], "actual"),
    ]
    words = "Planned, earned and actual cost week by week; the table says the same."
    return curves(lines, write=lambda amount: money_short(amount, currency), label=words)


def throughput(weeks: Sequence[Week], *, whose: str = "") -> Chart:
    """Accepted units a week, all programs together; `whose` says so where the page is about less than that."""
    shown = [week for week in weeks if week.units is not None]
    figure = go.Figure()
    if any(week.units for week in shown):
        figure.add_bar(
            x=[week.ends_on for week in shown],
            y=[week.units for week in shown],
            marker={"color": "var(--d1)"},
            name="Accepted",
        )
        figure.update_layout(xaxis=day_axis(shown[0].ends_on, shown[-1].ends_on))
    figure.update_layout(showlegend=False, bargap=0.35, yaxis={"rangemode": "tozero", "tickformat": ",d"})
    rows = [(f"{day(week.ends_on)}", number(week.units)) for week in shown]
    return chart_context(
        figure,
        Table(("Seven days to", "Accepted units"), rows),
        title="Do we deliver steadily?",
        description=f"{whose}{_steadiness(shown)}",
        finding=f"{whose}{_steadiness(shown)}",
    )


def value(points: Sequence[Point]) -> Chart:
    """Do we pay for quality we get: cost at the end against budget, quality against target."""
    figure, named = go.Figure(), _named(points)
    places = _label_places(named)
    for key, (colour, symbol) in STATUS_LOOK.items():
        chosen = [point for point in points if point.status.key == key]
        if chosen:
            figure.add_scatter(
                x=[point.over * 100 for point in chosen],
                y=[point.above * 100 for point in chosen],
                text=[point.code if point.code in places else "" for point in chosen],
                hovertext=[point.code for point in chosen],
                mode="markers+text",
                textposition=[places.get(point.code, AROUND[0]) for point in chosen],
                cliponaxis=False,
                name=chosen[0].status.word,
                marker={"color": colour, "symbol": symbol, "size": 11},
            )
    if points:
        figure.add_hline(y=0, line={"color": "var(--ink-3)", "width": 1})
        figure.add_vline(x=0, line={"color": "var(--ink-3)", "width": 1})
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.04},
        xaxis={"title": {"text": "cost at the end against budget, %"}}
        | _roomy([p.over * 100 for p in points], 0.2),
        yaxis={"title": {"text": "quality above target, points"}}
        | _roomy([p.above * 100 for p in points], 0.15),
    )
    costly = [point.name for point in points if point.over > 0 and point.above < 0]
    said = (
        f"{', '.join(costly)} costs more and misses its target."
        if costly
        else (
            "No program both costs more and misses its target."
            if points
            else "No program has both figures yet."
        )
    )
    rows = [(p.name, p.status.word, f"{p.over:+.1%}", f"{p.above * 100:+.1f}") for p in points]
    return chart_context(
        figure,
        Table(("Program", "Status", "Cost against budget", "Quality above target, points"), rows),
        title="Do we pay for quality we get?",
        description=said,
        finding=said,
    )


def _named(points: Sequence[Point]) -> Sequence[Point]:
    """All, or of more than can be read those that are worst off: what costs most for the quality it brings."""
    return sorted(points, key=lambda point: point.above - point.over)[:MOST_NAMES]


def _label_places(points: Sequence[Point]) -> dict[str, str]:
    """Where each code stands: above its point, or on the first free side when a higher neighbour is near."""
    wide = (max((p.over for p in points), default=0) - min((p.over for p in points), default=0)) / 4
    high = (max((p.above for p in points), default=0) - min((p.above for p in points), default=0)) / 6
    places: dict[str, str] = {}
    for point in sorted(points, key=lambda point: point.above, reverse=True):
        near = [
            places[other.code]
            for other in points
            if other.code in places
            and abs(other.over - point.over) <= wide
            and abs(other.above - point.above) <= high
        ]
        places[point.code] = next((place for place in AROUND if place not in near), AROUND[0])
    return places


def _roomy(values: Sequence[float], share: float) -> dict[str, list[float]]:
    """A range with room for words beside the outermost points; the zero line is always in it."""
    if not values:
        return {}
    low, high = min([0, *values]), max([0, *values])
    room = share * ((high - low) or 1)
    return {"range": [low - room, high + room]}


def _add_forecast(figure: go.Figure, line: ProgramLine) -> None:
    forecast = line.forecast
    if forecast is None or forecast.p50_on is None or not line.progress.remaining:
        return
    ends = [one for one in (forecast.p50_on, forecast.p85_on, forecast.p95_on) if one]
    top, now = line.program.units_planned, line.progress.accepted
    if len(ends) > 1:
        figure.add_scatter(
            x=[line.on, ends[0], ends[-1], line.on],
            y=[now, top, top, now],
            fill="toself",
            mode="none",
            fillcolor="rgba(120,140,220,0.25)",
            name="P50 to P95",
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=[line.on, forecast.p50_on], y=[now, top], mode="lines", name="P50", line={"color": "var(--d1)"}
    )
    if forecast.p85_on:
        figure.add_scatter(
            x=[forecast.p85_on],
            y=[top],
            mode="markers+text",
            text=[f"P85 {day(forecast.p85_on, line.on)}"],
            textposition="top center",
            name="P85",
            marker={"color": "var(--d1)", "size": 8},
        )


def _right_edge(line: ProgramLine) -> date:
    """A little room to the right of the last date, for its words."""
    forecast, program = line.forecast, line.program
    shown = (forecast.p85_on, forecast.p95_on) if forecast else ()
    last = max([line.on, program.due_on, *(one for one in shown if one)])
    return last + (last - program.starts_on) / 8


def _landing(line: ProgramLine) -> str:
    planned, forecast = number(line.program.units_planned), line.forecast
    if not line.progress.accepted:
        return "Nothing is accepted yet, so there is nothing to draw from."
    if not line.progress.remaining:
        return f"All {planned} units are accepted."
    if forecast is None or forecast.p50_on is None:
        return f"{number(line.progress.accepted)} of {planned} units are accepted; there is no forecast yet."
    until = f" and {day(forecast.p85_on, line.on)}" if forecast.p85_on else ""
    return (
        f"At the pace so far the mark of {planned} is crossed between {day(forecast.p50_on, line.on)}{until}."
    )


def _steadiness(weeks: Sequence[Week]) -> str:
    units = [week.units for week in weeks if week.units]
    if not units:
        return "Nothing was accepted in these weeks."
    return f"Between {number(min(units))} and {number(max(units))} units a week, {number(weeks[-1].units)} in the last."


def _weekly_rows(days: Sequence[date], sums: Sequence[int]) -> list[tuple[str, str]]:
    picked = [(one, total) for one, total in zip(days, sums, strict=True) if (days[-1] - one).days % 7 == 0]
    return [(day(one), number(total)) for one, total in picked]


def _whole_days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(max(1, (last - first).days + 1))]
