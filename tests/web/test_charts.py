import base64
import hashlib
import json
import re
from datetime import date

import plotly.graph_objects as go
from django.template.loader import render_to_string

from dataops.web import charts
from dataops.web.charts import BASE_LAYOUT, PLOTLY_STYLE_HASHES, Table, chart_context, figure_json


def sample(**words):
    figure = go.Figure(go.Scatter(x=["Mon", "Tue"], y=[1, None], line={"color": "var(--d1)"}))
    words = {"title": "Do we deliver?", "description": "One on Monday"} | words
    return chart_context(figure, Table(("Day", "Units"), (("Mon", 1), ("Tue", None))), **words)


def test_colours_stay_names_until_the_browser_draws():
    figure = figure_json(go.Figure(go.Bar(x=["a"], y=[1], marker={"color": "var(--d2)"})))

    assert figure["data"][0]["marker"]["color"] == "var(--d2)"


def test_no_colour_is_written_in_python():
    text = json.dumps(BASE_LAYOUT)

    assert re.findall(r"#[0-9a-fA-F]{3,8}", text) == []


def test_every_named_colour_is_a_token(settings):
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()

    named = set(re.findall(r"var\((--[\w-]+)\)", json.dumps(BASE_LAYOUT)))

    assert {name for name in named if f"{name}:" not in tokens} == set()


def test_our_template_replaces_plotlys():
    assert figure_json(go.Figure())["layout"] == {"template": {"layout": BASE_LAYOUT}}


def test_a_chart_page_holds_the_figure_and_its_table():
    html = render_to_string("ui/chart.html", {"chart": sample(finding="Monday was good.")})

    figure = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html).group(1))
    assert figure["data"][0]["y"] == [1, None]
    assert "Chart as a table" in html
    assert "No data" in html  # Tuesday's cell
    assert 'aria-label="Do we deliver?. One on Monday"' in html


def test_text_in_a_figure_cannot_leave_its_script():
    figure = go.Figure(go.Bar(x=["</script><script>alert(1)</script>"], y=[1]))
    chart = chart_context(figure, Table((), ()), title="t", description="d")

    html = render_to_string("ui/chart.html", {"chart": chart})

    assert html.count("</script>") == 1


def test_an_empty_figure_is_no_data():
    chart = chart_context(go.Figure(), Table((), ()), title="Defects", description="")

    html = render_to_string("ui/chart.html", {"chart": chart})

    assert "No data" in html
    assert "<script" not in html


def test_the_empty_style_element_is_one_of_the_allowed():
    digest = base64.b64encode(hashlib.sha256(b"").digest()).decode()

    assert f"'sha256-{digest}'" in PLOTLY_STYLE_HASHES
    assert charts.PLOTLY_STYLE_ATTR == "'unsafe-inline'"


def test_days_on_an_axis_are_written_as_elsewhere_and_once():
    long = charts.day_axis(date(2026, 9, 6), date(2026, 11, 21))
    short = charts.day_axis(date(2026, 11, 21), date(2026, 11, 21))

    assert (long["tickformat"], "dtick" in long) == ("%-d %b", False)
    assert short["dtick"] == 24 * 60 * 60 * 1000
