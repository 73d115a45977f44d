from __future__ import annotations

import csv
import io

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from dataops.base.limits import LEAST_CODE, MOST_CODE, one_line
from dataops.web.fields import DayField, WholeField
from labeling.choices import ImportKind
from labeling.models import Dataset
from labeling.rules import LONGEST_NAME, MOST_CHOICES
from programs.choices import Modality
from programs.models import Program
from vendors.choices import OrderState
from vendors.models import Vendor, WorkOrder

MEGABYTE = 1024 * 1024
SWITCHES = ("all_or_nothing", "enrols_workers", "takes_unissued")


class AnswersField(forms.CharField):
    """One answer a line, with an optional hint after a bar."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, **kwargs):
        hint = (
            f"One answer a line, as labelers will see it; 2 to {MOST_CHOICES}. "
            f"A hint may follow a bar: Refund | asks for money back"
        )
        super().__init__(label="Answers", help_text=hint, **kwargs)

    def clean(self, value):
        choices = [self._choice(line) for line in super().clean(value).splitlines() if line.strip()]
        if any(len(choice["name"]) > LONGEST_NAME for choice in choices):
            raise forms.ValidationError(f"An answer is longer than {LONGEST_NAME} characters.")
        return choices

    def _choice(self, line):
        name, _, hint = line.partition("|")
        return {"name": name.strip(), "hint": hint.strip()}


def written(choices):
    """A schema's answers as `AnswersField` reads them."""
    return "\n".join(f"{c['name']} | {c['hint']}" if c.get("hint") else c["name"] for c in choices)


class ProjectForm(forms.Form):
    program = forms.ModelChoiceField(Program.objects.none(), label="Program")
    name = forms.CharField(
        max_length=120, validators=[one_line], label="Project name", help_text="Labelers see it."
    )
    question = forms.CharField(max_length=200, label="Question", help_text="What is asked of every item.")
    choices = AnswersField()
    judgements_per_item = WholeField(label="Judgements of each item", min_value=1, max_value=50, initial=1)
    guideline = forms.CharField(
        label="Guideline",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="How to answer, in Markdown. It stands beside every item.",
    )

    def __init__(self, *args, programs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs


class SchemaForm(forms.Form):
    question = forms.CharField(max_length=200, label="Question")
    choices = AnswersField()


class GuidelineForm(forms.Form):
    body = forms.CharField(
        label="Guideline", widget=forms.Textarea(attrs={"rows": 20}), help_text="In Markdown."
    )
    change_note = forms.CharField(
        max_length=200, label="What changed", help_text="One sentence for those who know the version before."
    )


class DatasetForm(forms.Form):
    name = forms.CharField(max_length=120, validators=[one_line])
    modality = forms.ChoiceField(choices=Modality)
    purpose = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="What these items are for."
    )


def only(datasets: QuerySet[Dataset]) -> Dataset | None:
    """The one there is: where nothing is to be chosen, nobody is asked to."""
    found = list(datasets[:2])
    return found[0] if len(found) == 1 else None


class PrepareForm(forms.Form):
    dataset = forms.ModelChoiceField(Dataset.objects.none())
    size = WholeField(
        label="Items in a batch",
        min_value=1,
        max_value=10_000,
        initial=200,
        help_text="A batch is handed out, delivered and accepted as one.",
    )

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        datasets = Dataset.objects.filter(program=project.program_id).order_by("name")
        self.fields["dataset"].queryset = datasets
        self.fields["dataset"].initial = only(datasets)


class IssueForm(forms.Form):
    order = forms.ModelChoiceField(WorkOrder.objects.none())
    judgements_per_item = WholeField(label="Judgements of each item", min_value=1, max_value=50)
    due_on = DayField(label="Due")

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["order"].queryset = WorkOrder.objects.filter(program=project.program_id)


class ReworkForm(forms.Form):
    due_on = DayField(label="Due")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the trail.",
    )


class ImportForm(forms.Form):
    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=ImportKind,
        widget=forms.RadioSelect,
        help_text=(
            "Items: item_id and any columns. Labels: item_id, annotator_id, label, created_at (may be empty). "
            "Gold answers: item_id, label."
        ),
    )
    dataset = forms.ModelChoiceField(Dataset.objects.none(), help_text="Where the items are or will be.")
    file = forms.FileField()
    default_vendor = forms.ModelChoiceField(
        Vendor.objects.none(),
        required=False,
        to_field_name="slug",
        label="Vendor of the labelers",
        help_text="For labels: whose people all annotators are, unless the map below says otherwise.",
    )
    workers = forms.FileField(
        required=False,
        label="Map of annotators to vendors",
        help_text="For labels: a CSV file with the columns annotator_id and vendor (its short name).",
    )
    orders = forms.ModelMultipleChoiceField(
        WorkOrder.objects.none(),
        required=False,
        label="Delivered under",
        widget=forms.CheckboxSelectMultiple,
        help_text="For labels: the work order of each vendor. Without one the labels are measured and not paid.",
    )
    enrols_workers = forms.BooleanField(
        required=False,
        label="Enrol new workers",
        help_text="For labels: an annotator nobody knows becomes a worker of the vendor. Otherwise the row is faulty.",
    )
    takes_unissued = forms.BooleanField(
        required=False,
        label="Take batches that were not issued",
        help_text=(
            "For labels made before they were ordered here: a batch the order was not given comes under it, "
            "and is delivered once it is whole. Otherwise the row is faulty."
        ),
    )
    all_or_nothing = forms.BooleanField(
        required=False,
        initial=True,
        label="All or nothing",
        help_text="A faulty row stops the file and nothing is stored. Otherwise faulty rows are passed over.",
    )

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        limit = settings.IMPORT_UPLOAD_LIMIT // MEGABYTE
        self.fields["file"].help_text = f"CSV or JSON lines in UTF-8, plain or gzipped, up to {limit} MB."
        self.fields["dataset"].queryset = Dataset.objects.filter(program=project.program_id).order_by("name")
        orders = WorkOrder.objects.filter(program=project.program_id, state=OrderState.ACCEPTED)
        self.fields["orders"].queryset = orders.select_related("vendor__organisation").order_by("number")
        self.fields["orders"].label_from_instance = lambda order: f"{order.number}, {order.vendor.name}"
        self.fields["default_vendor"].queryset = Vendor.objects.select_related("organisation").order_by(
            "slug"
        )

    def clean_file(self):
        if self.cleaned_data["file"].size > settings.IMPORT_UPLOAD_LIMIT:
            raise forms.ValidationError(
                f"The file is larger than {settings.IMPORT_UPLOAD_LIMIT // MEGABYTE} MB."
            )
        return self.cleaned_data["file"]

    def clean_workers(self):
        file = self.cleaned_data["workers"]
        if file is None:
            return {}
        if file.size > MEGABYTE * 5:
            raise forms.ValidationError("The map is larger than 5 MB.")
        try:
            return worker_map(file.read())
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from None

    def clean_orders(self):
        orders = {}
        for order in self.cleaned_data["orders"]:
            if order.vendor.slug in orders:
                raise forms.ValidationError(f"Choose one order of {order.vendor.name}.")
            orders[order.vendor.slug] = order.number
        return orders

    def options(self):
        """What `start_import` is told beside the file."""
        chosen = self.cleaned_data["default_vendor"]
        return {
            **{name: self.cleaned_data[name] for name in SWITCHES},
            "workers": self.cleaned_data["workers"],
            "default_vendor": chosen.slug if chosen else "",
            "orders": self.cleaned_data["orders"],
        }


def worker_map(raw):
    """`annotator_id,vendor` as a dict; every fault is a ValueError with a sentence."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("The map is not UTF-8.") from None
    if "\x00" in text:
        raise ValueError("The map contains a NUL character.")
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if not {"annotator_id", "vendor"} <= set(reader.fieldnames or []):
            raise ValueError("The map needs the columns annotator_id and vendor.")
        return {(row["annotator_id"] or "").strip(): (row["vendor"] or "").strip() for row in reader}
    except csv.Error as fault:
        raise ValueError(f"The map is not proper CSV: {fault}.") from None


class AnswerForm(forms.Form):
    """What the workspace sends: the lease's token, the chosen answer, the seconds it took."""

    token = forms.UUIDField()
    code = forms.IntegerField(min_value=LEAST_CODE, max_value=MOST_CODE)
    seconds = forms.IntegerField(required=False, min_value=0, max_value=86_400)


class HeldForm(forms.Form):
    """A lease's token, and the answer chosen so far."""

    token = forms.UUIDField()
    draft = forms.IntegerField(required=False, min_value=LEAST_CODE, max_value=MOST_CODE)
