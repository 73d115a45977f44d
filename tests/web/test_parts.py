"""The parts of pages, rendered with the context they ask for."""

from datetime import timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string

from dataops.jobs.models import Job, JobState
from dataops.web.templatetags.jobs import job_ends
from dataops.web.templatetags.ui import initials


class RequestForm(forms.Form):
    name = forms.CharField(label="Program name", help_text="What it delivers.")
    smallest = forms.IntegerField(label="Smallest class", error_messages={"invalid": "Enter a whole number"})
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Customer text", required=False)


def field_html(form: forms.Form, name: str) -> str:
    return render_to_string("ui/field.html", {"field": form[name]})


def test_a_field_has_label_hint_and_control_tied_together():
    html = field_html(RequestForm(), "name")

    assert '<label class="field__label" for="id_name">Program name</label>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert html.index("field__hint") < html.index("<input")


def test_an_error_stands_between_hint_and_control():
    html = field_html(RequestForm({}), "name")

    assert html.index("field__hint") < html.index("field__error") < html.index("<input")
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_wrong_number_is_still_there_to_correct():
    html = field_html(RequestForm({"smallest": "about 300"}), "smallest")

    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert 'value="about 300"' in html


def test_choices_are_a_fieldset_with_a_legend():
    html = field_html(RequestForm(), "kind")

    assert "<fieldset" in html
    assert '<legend class="field__label">Kind</legend>' in html
    assert html.count('class="choice"') == 2


def test_optional_is_said_and_required_is_not():
    class NoteForm(forms.Form):
        note = forms.CharField(required=False)

    assert "(optional)" in field_html(NoteForm(), "note")
    assert "(optional)" not in field_html(RequestForm(), "name")


def test_the_summary_links_to_what_is_wrong():
    html = render_to_string(
        "ui/error_summary.html", {"form": RequestForm({"name": "x", "kind": "a", "smallest": "x"})}
    )

    assert "There is a problem" in html
    assert '<a href="#id_smallest">Smallest class: Enter a whole number</a>' in html


def test_the_summary_counts():
    html = render_to_string("ui/error_summary.html", {"form": RequestForm({})})

    assert "There are 3 problems" in html
    assert 'href="#id_kind-field"' in html


def test_a_form_without_problems_has_no_summary():
    form = RequestForm({"name": "x", "kind": "a", "smallest": "3"})

    assert render_to_string("ui/error_summary.html", {"form": form}).strip() == ""


def sort_head(rf, query: str, default: str = "") -> str:
    template = Template('{% load ui %}{% sort_head "slip" "P85 slip" %}')
    return template.render(
        RequestContext(rf.get(f"/?{query}"), {"sort": default, "request": rf.get(f"/?{query}")})
    )


@pytest.mark.parametrize(
    ("query", "href", "direction"),
    [
        ("q=a", "?q=a&amp;sort=-slip", None),
        ("sort=-slip&q=a", "?sort=slip&amp;q=a", "descending"),
        ("sort=slip", "?sort=-slip", "ascending"),
        ("page=4&after=x", "?sort=-slip", None),
    ],
)
def test_sorting_keeps_filters_and_restarts_pages(rf, query, href, direction):
    html = sort_head(rf, query)

    assert f'href="{href}"' in html
    assert (f'aria-sort="{direction}"' in html) if direction else ("aria-sort" not in html)


def test_the_default_sort_is_shown(rf):
    assert 'aria-sort="descending"' in sort_head(rf, "", default="-slip")


def test_pages_keep_filters(rf):
    page = Paginator(range(30), 10).page(2)

    html = render_to_string("ui/pager.html", {"page": page}, request=rf.get("/?q=a&page=2"))

    assert "11 to 20 of 30" in html
    assert 'href="?q=a&amp;page=1"' in html
    assert 'href="?q=a&amp;page=3"' in html


def test_one_page_needs_no_pager(rf):
    page = Paginator(range(3), 10).page(1)

    assert render_to_string("ui/pager.html", {"page": page}, request=rf.get("/")).strip() == ""


def test_keysets_keep_filters(rf):
    html = render_to_string(
        "ui/pager.html", {"after": "abc", "total": 48214, "shown": 12}, request=rf.get("/?q=a&before=z")
    )

    assert "12 of 48,214" in html
    assert 'href="?q=a&amp;after=abc"' in html


def test_what_may_not_be_done_stays_visible_with_its_reason():
    html = render_to_string("ui/btn.html", {"label": "Publish", "reason": "Two lots wait.", "url": "/x/"})

    assert "disabled" in html
    assert "Two lots wait." in html
    assert "/x/" not in html


def test_a_figure_without_data_is_not_a_zero():
    assert "No data" in render_to_string("ui/kpi.html", {"label": "Rework", "value": None})
    assert "No data" not in render_to_string("ui/kpi.html", {"label": "Rework", "value": 0})


def job_html(**fields) -> str:
    job = Job(pk=7, title="Build", unit="pairs", **fields)
    return render_to_string("ui/job_progress.html", {"job": job})


def test_a_finished_job_stops_asking(noon):
    assert "hx-get" not in job_html(state=JobState.DONE, ended_at=noon)


def test_a_running_job_asks_every_two_seconds(noon):
    html = job_html(state=JobState.RUNNING, started_at=noon, updated_at=noon, done=1, total=2)

    assert 'hx-get="/jobs/7/progress/" hx-trigger="every 2s"' in html
    assert 'aria-valuenow="50"' in html
    assert "1 of 2 pairs" in html


def test_a_job_of_unknown_length_claims_no_share(noon):
    assert "aria-valuenow" not in job_html(state=JobState.RUNNING, started_at=noon, done=300)


def test_a_job_says_when_it_is_likely_done(noon):
    job = Job(
        state=JobState.RUNNING, started_at=noon, updated_at=noon + timedelta(minutes=10), done=50, total=100
    )

    assert job_ends(job) == "between 12:18 and 12:23"


@pytest.mark.parametrize("fields", [{"done": 0, "total": 100}, {"done": 50, "total": None}])
def test_a_job_without_a_pace_promises_nothing(noon, fields):
    assert job_ends(Job(state=JobState.RUNNING, started_at=noon, updated_at=noon, **fields)) == ""


def test_words_in_statuses_are_escaped():
    html = Template("{% load ui %}{% status 'ok' word %}").render(Context({"word": "<b>"}))

    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ines Carvalho", "IC"), ("ines.carvalho@example.org", "IC"), ("Maria de la Cruz", "MC"), ("Bo", "B")],
)
def test_initials(name, letters):
    assert initials(name) == letters
