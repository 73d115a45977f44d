"""The request form, one topic a step, and what one says about a request afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from dataops.base.limits import one_line
from dataops.web.fields import DayField, ShareField
from programs.choices import Modality, RequestKind, Sensitivity, Split
from programs.forms.extra import EXTRA, answers_of, field_of
from programs.forms.step import SENTENCES, Lines, Step, answer, choice, worded
from programs.models import DataRequest, RequestType
from programs.models.request import LONGEST_TEXT
from programs.models.request_type import Asking
from programs.rules import request as rules

METRIC: dict[str, Any] = {"percent_of": 1, "example": "0.71 or 71%"}
METRIC_HINT = "A number, such as 0.71 or 71%."


class Purpose(Step):
    number, name, heading = 1, "Purpose", "What is the data for?"

    title = answer(
        "title",
        "Name of the request",
        "As you would say it in a meeting, such as “Refusal gap, German and French”.",
        missing="Give the request a name.",
        validators=[one_line],
    )
    kind = choice("kind", "What do you ask for?", RequestKind.choices, missing="Choose what you ask for.")
    purpose = answer(
        "purpose",
        "What will get better?",
        "What the model does wrong today, how you know, and what the data will change.",
        missing="Say what will get better.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    team = answer("team", "Your team", "Who asks, such as “Search ranking”.", validators=[one_line])
    model_name = answer("model_name", "Model", "The name your team uses for it.")
    model_slice = answer("model_slice", "Where it fails", "The slice of inputs, such as German refund mails.")
    metric_name = answer(
        "metric_name",
        "Metric",
        "What has to move, such as macro-F1 or share of safe requests refused.",
        validators=[one_line],
    )
    metric_now = answer("metric_now", "Metric today", METRIC_HINT, **METRIC)
    metric_wanted = answer("metric_wanted", "Metric wanted", METRIC_HINT, **METRIC)
    metric_said = answer(
        "metric_said", "The metric in words", "Where a number does not say it, such as: no visible seams."
    )

    @classmethod
    def asking_of(cls, request: DataRequest, data: Any) -> Asking:
        """What the chosen type asks, which may be another than the one that was saved."""
        chosen = data.get("kind", request.kind) if data else request.kind
        if chosen == request.kind or chosen not in RequestKind.values:
            return request.asking
        return RequestType.objects.in_order().get(kind=chosen).asking

    def prepare(self) -> None:
        kept = RequestType.objects.in_order()
        assert self.request is not None
        self.fields["kind"].choices = [
            (one.kind, one.name) for one in kept if one.is_offered or one.kind == self.request.kind
        ]

    def clean(self):
        said = super().clean()
        wanted = [said.get(name) for name in ("metric_now", "metric_wanted")]
        is_given = "metric_name" in self.fields and not {"metric_now", "metric_wanted"} & set(self.errors)
        if is_given and not (verdict := rules.is_metric_possible(said.get("metric_name", ""), *wanted)):
            self.add_error("metric_wanted" if said.get("metric_name") else "metric_name", verdict.reason)
        return said


class Data(Step):
    number, name, heading = 2, "Data", "Which data should it be made of?"

    about = answer(
        "about",
        "Which dataset or program is it about?",
        "What exists already, by the name and version of the release or the code of its program.",
        validators=[one_line],
    )
    modality = choice("modality", "What is one item?", Modality.choices, missing="Choose what one item is.")
    source = answer(
        "source",
        "Where do the items come from?",
        "The system, the period and the languages, as exactly as you know them.",
        missing="Say where the items come from.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sensitivity = choice(
        "sensitivity",
        "How sensitive is it?",
        Sensitivity.choices,
        "Personal data is cleared by compliance before anybody outside sees it.",
        missing="Choose how sensitive the data is.",
    )


class Labels(Step):
    number, name, heading = 3, "Labels", "What should a label say?"

    question = answer(
        "question",
        "What does one person answer about one item?",
        "One question, such as “What does the customer want?”.",
        missing="Write the question that is answered about one item.",
    )
    classes = Lines(
        label="Classes",
        help_text="The possible answers, one per line. Six to twelve are easiest to agree on.",
        max_length=40_000,
        error_messages=SENTENCES | {"required": "Write at least two classes, one per line."},
    )
    smallest_class = answer(
        "smallest_class", "Smallest class, items", "The rarest class needs this many items to be usable."
    )

    def clean_smallest_class(self):
        smallest = self.cleaned_data["smallest_class"]
        volume = self.request.volume if self.request else None
        if not (verdict := rules.is_class_possible(smallest, volume)):
            raise forms.ValidationError(verdict.reason)
        return smallest


class Amount(Step):
    number, name, heading = 4, "Amount and quality", "How much, and how good?"

    volume = answer("volume", "Items", "How many items in all.", missing="Enter how many items you need.")
    judgements_per_item = answer(
        "judgements_per_item",
        "Judgements per item",
        "How many people answer the same item. Two or more are needed to measure agreement.",
        missing="Enter how many people answer the same item.",
    )
    split = choice(
        "split", "What is it used for?", Split.choices, missing="Choose what the data is used for."
    )
    agreement_wanted = answer(
        "agreement_wanted",
        "Agreement you need",
        "Krippendorff’s α, corrected for chance: 1 is perfect, 0 is guessing.",
        form_class=ShareField,
    )
    accuracy_wanted = answer(
        "accuracy_wanted",
        "Accuracy you need",
        "Share of right answers on gold items, such as 0.95 or 95%.",
        form_class=ShareField,
        example="0.95",
    )

    def clean_volume(self):
        volume = self.cleaned_data["volume"]
        smallest = self.request.smallest_class if self.request else None
        if not (verdict := rules.is_class_possible(smallest, volume)):
            raise forms.ValidationError(verdict.reason)
        return volume


class Timing(Step):
    number, name, heading = 5, "Timing", "When do you need it?"

    needed_by = answer(
        "needed_by", "Needed by", "The day the data has to be usable.", missing="Enter the day you need it."
    )
    access_until = DayField(label="Access until", help_text="The last day you need it; access ends then.")
    cost_of_delay = answer(
        "cost_of_delay",
        "What happens if it comes later?",
        "What slips, and what that costs. Triage weighs requests by this.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_needed_by(self):
        day = self.cleaned_data["needed_by"]
        if day and not (verdict := rules.is_date_possible(day, on=timezone.now().date())):
            raise forms.ValidationError(verdict.reason)
        return day

    def __init__(self, *args: Any, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, is_draft=is_draft, **kwargs)
        kept = self.initial.get("extra") or {}
        for question in self.asking.questions:
            self.fields[f"{EXTRA}{question.key}"] = field_of(question, is_draft=is_draft)
            self.initial[f"{EXTRA}{question.key}"] = kept.get(question.key, {}).get("value")

    def clean(self):
        said = super().clean()
        until, needed = said.get("access_until"), said.get("needed_by")
        if until and needed and until < needed:
            self.add_error("access_until", "Access ends before it is needed: choose a later day.")
        own = {question.key: said.pop(f"{EXTRA}{question.key}", None) for question in self.asking.questions}
        before = self.request.extra if self.request else {}
        refused = {name.removeprefix(EXTRA) for name in self.errors}
        return said | {"extra": answers_of(self.asking, own, before=before, leave=refused)}


STEPS: dict[int, type[Step]] = {step.number: step for step in (Purpose, Data, Labels, Amount, Timing)}


class Message(forms.Form):
    body = worded(
        forms.CharField(label="Message", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})),
        "Write a message.",
    )
