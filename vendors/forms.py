from __future__ import annotations

from django import forms

from dataops.accounts.choices import OrganisationKind, Role
from dataops.accounts.models import User
from dataops.base.limits import one_line
from dataops.web.fields import DayField, NumberField, WholeField, WordsField
from programs.choices import Currency
from programs.forms.versions import VersionedForm
from programs.models import Program
from vendors.choices import VendorState
from vendors.models import RateLine, WorkOrder

KINDS = [
    (OrganisationKind.VENDOR.value, "A company under contract"),
    (OrganisationKind.TEAM.value, "A team of our own"),
]


class VendorForm(forms.Form):
    """Who comes to label for us."""

    name = forms.CharField(label="Name", max_length=120, validators=[one_line])
    kind = forms.ChoiceField(
        label="What is it?", choices=KINDS, initial=KINDS[0][0], widget=forms.RadioSelect
    )
    slug = forms.SlugField(
        label="Short name",
        max_length=50,
        help_text="Used in addresses and import files, such as kestrel.",
        error_messages={"invalid": "Use letters a to z, digits, hyphens and underscores, such as kestrel."},
    )
    countries = forms.CharField(
        label="Countries",
        max_length=200,
        required=False,
        help_text="Where its people work: it matters for the data.",
    )
    contact = forms.EmailField(label="Contact", required=False)


class VendorStateForm(forms.Form):
    state = forms.ChoiceField(
        label="State",
        choices=VendorState,
        help_text="Only an active vendor can be sent orders. What it already works on goes on.",
    )


class ContractForm(forms.Form):
    """What was agreed and until when."""

    number = forms.CharField(label="Contract number", max_length=40)
    starts_on = DayField(label="Starts on")
    ends_on = DayField(label="Ends on")
    currency = forms.ChoiceField(label="Currency", choices=Currency)
    cap = NumberField(
        label="At most",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="Orders past this sum are refused. Empty: no limit.",
    )
    notice_days = WholeField(label="Notice in days", min_value=0, max_value=730, initial=30)


class RateForm(forms.Form):
    """One price for one kind of work, and the days it holds."""

    task_type = forms.CharField(
        label="Kind of work",
        max_length=60,
        help_text="The same word for every vendor, such as classification.",
    )
    price = NumberField(label="Price per judgement", max_digits=10, decimal_places=4, min_value=0)
    valid_from = DayField(label="Valid from")
    valid_to = DayField(label="Valid to")


class RateChoice(forms.ModelChoiceField):
    def label_from_instance(self, line: RateLine) -> str:
        return (
            f"{line.task_type}, {line.price.normalize():f} {line.contract.currency} "
            f"per {line.get_unit_display().lower()} ({line.contract.number})"
        )


class OrderForm(forms.Form):
    """What to order. The price is taken from the contract, never typed."""

    program = forms.ModelChoiceField(Program.objects.none(), label="Program")
    rate_line = RateChoice(RateLine.objects.none(), label="Kind of work")
    units = WholeField(label="Units", min_value=1, max_value=100_000_000)
    due_on = DayField(label="Due on")

    def __init__(self, *args, vendor, user, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.visible_to(user).running().order_by("code")
        self.fields["rate_line"].queryset = (
            RateLine.objects.filter(vendor=vendor, valid_to__gte=on)
            .select_related("contract")
            .order_by("task_type", "valid_from", "pk")
        )


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return f"{person.name}, {person.email}"


class WorkerForm(forms.Form):
    external_id = forms.CharField(
        label="Pseudonym",
        max_length=80,
        help_text="How the vendor calls this person in its files. No real names.",
    )
    user = PersonChoice(
        User.objects.none(),
        required=False,
        label="Signs in as",
        help_text="Somebody of the vendor who joined as a labeler. Nobody, when the work comes as files.",
    )

    def __init__(self, *args, vendor, **kwargs):
        super().__init__(*args, **kwargs)
        labelers = User.objects.active().filter(
            organisation=vendor.organisation_id, role__in=[Role.LABELER, Role.VENDOR_LABELER]
        )
        self.fields["user"].queryset = labelers.filter(worker=None).order_by("name", "pk")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays beside the money.",
    )


class AnswerForm(forms.Form):
    """A vendor's yes or no to an order."""

    answer = forms.ChoiceField(
        label="Do you take it?",
        choices=[("accept", "We take this order"), ("decline", "We decline it")],
        widget=forms.RadioSelect,
    )
    reason = WordsField(label="Reason", when="needed to decline", max_length=1000)


class SettleForm(VersionedForm):
    """Our answer to a vendor's dispute."""

    answer = forms.ChoiceField(
        label="What follows?",
        choices=[
            ("stand", "The numbers stand: close the dispute"),
            ("correct", "Count the month anew and publish the corrected version"),
        ],
        widget=forms.RadioSelect,
    )
    reply = forms.CharField(
        label="Reply",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The vendor reads it beside its dispute: why the numbers stand, or what was corrected.",
    )


class ResponseForm(VersionedForm):
    """A vendor's word on its scorecard."""

    answer = forms.ChoiceField(
        label="Are the numbers right?",
        choices=[("agree", "Yes, we agree"), ("dispute", "No, a number is wrong")],
        widget=forms.RadioSelect,
    )
    response = WordsField(
        label="Response",
        when="needed to dispute",
        max_length=2000,
        rows=4,
        help_text="When you dispute: which number, and what it should be.",
    )


class InvoiceForm(forms.Form):
    """An invoice as the vendor wrote it: what it asks, and the period or the orders it bills."""

    number = forms.CharField(label="Invoice number", max_length=60, validators=[one_line])
    invoiced_on = DayField(label="Date of the invoice")
    amount = NumberField(label="Amount", max_digits=14, decimal_places=2, min_value=0)
    currency = forms.ChoiceField(label="Currency", choices=Currency)
    starts_on = DayField(label="Bills from", required=False)
    ends_on = DayField(label="Bills until", required=False)
    orders = forms.ModelMultipleChoiceField(
        label="Work orders it bills",
        queryset=WorkOrder.objects.none(),
        required=False,
        help_text="Choose none to match everything accepted in the period.",
    )

    def __init__(self, *args, vendor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["orders"].queryset = vendor.work_orders.filter(sent_at__isnull=False).order_by("number")
