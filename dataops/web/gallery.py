"""What the component gallery shows: invented values, one for each state a component can be in."""

from datetime import UTC, date, datetime, timedelta

import plotly.graph_objects as go
from django import forms

from dataops.jobs.models import Job, JobState
from dataops.web.charts import Chart, Table, chart_context
from dataops.web.fields import DayField
from dataops.web.marks import GanttRow

TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 9, 14, tzinfo=UTC)
WEEKS = [f"W{week}" for week in range(36, 48)]
PER_WEEK = [3.9, 4.2, 4.4, 4.6, 4.9, 5.1, 5.0, 4.8, 5.3, 5.4, 5.2, 5.6]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Program name", help_text="What it delivers, in plain words.")
    due_on = DayField(
        label="Due date",
        error_messages={"invalid": "Enter a date after today, such as 18 Dec 2026"},
    )
    smallest = forms.IntegerField(
        label="Smallest class, items",
        min_value=1,
        max_value=1_000_000,
        help_text="The rarest label needs this many accepted items to be usable.",
        error_messages={"invalid": "Enter the smallest class as a whole number, such as 300"},
    )
    kind = forms.ChoiceField(
        label="What does one person do with one item?",
        choices=[("cls", "Choose a label"), ("span", "Mark spans in text"), ("pair", "Compare two answers")],
        widget=forms.RadioSelect,
    )
    vendor = forms.ChoiceField(label="Vendor", choices=[("k", "Kestrel"), ("l", "Lumen")])
    note = forms.CharField(
        label="What will people get wrong?", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    sure = forms.BooleanField(label="Customer text is in this data", required=False)


class FilterForm(forms.Form):
    q = forms.CharField(label="Name", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Any"), ("warn", "At risk")])


def gallery() -> dict[str, object]:
    """The context of ``web/components.html``."""
    return {
        "today": TODAY,
        "axis_end": date(2027, 3, 1),
        "p50": date(2026, 12, 12),
        "p85": date(2026, 12, 22),
        "due": date(2026, 12, 18),
        "per_week": PER_WEEK,
        "with_gap": [3.9, None, 4.4, 4.6, None, None, 5.0, 5.3],
        "nothing": [None, None],
        "form": SampleForm(initial={"name": "Assistant preference pairs, Q4", "kind": "cls"}, prefix="clean"),
        "wrong_form": SampleForm({"wrong-due_on": "soon", "wrong-smallest": "about 300"}, prefix="wrong"),
        "todo": _needs(),
        "chart": _chart(),
        "no_chart": chart_context(
            go.Figure(), Table((), ()), title="Defects per lot", description="No lots yet"
        ),
        "plan": _plan(),
        "plan_start": date(2026, 10, 1),
        "plan_end": date(2027, 1, 4),
        "filter_form": FilterForm(),
        "jobs_shown": _jobs(),
        "facts": [("Owner", "Ines Carvalho"), ("Data", "Confidential"), ("Quality", "α at least .78")],
        "feed": [
            {"when": "08:41", "text": "Lot 11 accepted, 4 defects in 200"},
            {"when": "Mon", "text": "Forecast run: P85 moved from 21 to 22 Dec", "url": "#feed"},
        ],
        "tabs": [
            {"label": "All", "url": "#tabs", "current": True, "count": 14},
            {"label": "Needs attention", "url": "#tabs", "count": 4},
            {"label": "Mine", "url": "#tabs", "count": 0},
        ],
        "rows": [
            ("Clinical notes", "bad", 0.84, 0.9),
            ("Preference pairs", "warn", 0.61, 0.71),
            ("New", "idle", None, None),
        ],
    }


def _needs() -> list[dict[str, object]]:
    return [
        {
            "tone": "warn",
            "title": "Approve or decline CR-112: 3,000 more safety pairs",
            "url": "#todo",
            "why": "Approving moves P85 from 22 to 30 Dec and adds $21.3k. Declining leaves the refusal gap open.",
            "meta": ["PRG-035", "Due today 17:00"],
            "action": "Review",
        },
        {
            "tone": "bad",
            "title": "Lot 31 of clinical notes was rejected",
            "url": "#todo",
            "why": "13 defects in 200, reject at 8.",
            "meta": ["PRG-022"],
            "action": "Open lot",
        },
        {
            "tone": "info",
            "title": "Answer two questions for code review preference",
            "url": "#todo",
            "why": "The 1 Dec start depends on it.",
            "meta": ["PRG-041"],
            "action": "Answer",
        },
    ]


def _chart() -> Chart:
    figure = go.Figure(
        [
            go.Scatter(
                x=WEEKS, y=PER_WEEK, mode="lines+markers", name="Accepted", line={"color": "var(--d1)"}
            ),
            go.Scatter(
                x=WEEKS,
                y=[5.3] * len(WEEKS),
                mode="lines",
                name="Plan",
                line={"color": "var(--d2)", "dash": "dot"},
            ),
        ]
    )
    figure.update_layout(
        showlegend=False, yaxis={"title": {"text": "thousand per week"}, "rangemode": "tozero"}
    )
    return chart_context(
        figure,
        Table(("Week", "Accepted, thousand"), list(zip(WEEKS, PER_WEEK, strict=True))),
        title="Do we deliver as planned?",
        description="Accepted units rose from 3.9 to 5.6 thousand per week; the plan is 5.3",
        finding="Week 47 was the first above plan.",
    )


def _plan() -> list[GanttRow]:
    return [
        GanttRow(
            starts=date(2026, 10, 5),
            ends=date(2026, 10, 30),
            state="done",
            share_done=1,
            baseline=(date(2026, 10, 5), date(2026, 10, 26)),
        ),
        GanttRow(
            starts=date(2026, 10, 31),
            ends=date(2026, 12, 12),
            p85=date(2026, 12, 22),
            state="warn",
            share_done=0.61,
            is_critical=True,
            needs=(0,),
            baseline=(date(2026, 10, 27), date(2026, 12, 7)),
        ),
        GanttRow(
            ends=date(2026, 12, 16),
            p85=date(2026, 12, 24),
            due=date(2026, 12, 18),
            state="warn",
            is_critical=True,
            needs=(1,),
        ),
    ]


def _jobs() -> list[Job]:
    running = {"state": JobState.RUNNING, "started_at": NOW, "updated_at": NOW + timedelta(minutes=12)}
    return [
        Job(pk=1, title="Build v1.0", done=22_640, total=36_600, unit="pairs", **running),
        Job(pk=2, title="Measure agreement", done=300, unit="batches", **running),
        Job(pk=3, title="Import part 4", state=JobState.WAITING),
        Job(
            pk=4,
            title="Import part 3",
            state=JobState.FAILED,
            done=811,
            total=2_000,
            ended_at=NOW,
            message="Row 812 has no text. Nothing was imported.",
        ),
        Job(pk=5, title="Export", state=JobState.DONE, done=900, total=900, ended_at=NOW, url="#g-jobs"),
    ]
