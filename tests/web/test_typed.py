"""Numbers are taken as our own pages write them, and never guessed."""

from decimal import Decimal

import pytest
from django import forms

from dataops.web.fields import NumberField, ShareField, WholeField
from dataops.web.typed import TypedOtherwise, as_typed


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2,000", "2000"),
        ("1,234,567.50", "1234567.50"),
        ("2 000", "2000"),
        ("2\N{NARROW NO-BREAK SPACE}000", "2000"),
        ("$1.50", "1.50"),
        ("€ 1,500.25", "1500.25"),
        ("USD 12", "12"),
        ("\N{MINUS SIGN}4", "-4"),
        (" 300 ", "300"),
        ("", ""),
        ("many", "many"),
        ("1e5", "1e5"),
    ],
)
def test_a_number_is_read_as_we_write_it(text, plain):
    assert as_typed(text) == plain


@pytest.mark.parametrize("text", ["1,50", "0,500", "1.500,00", "1,2,3", "12,34"])
def test_a_comma_that_may_be_a_decimal_one_is_asked_about(text):
    with pytest.raises(TypedOtherwise, match="Write decimals with a point"):
        as_typed(text)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (WholeField(), "2,000", 2000),
        (NumberField(), "$1.50", Decimal("1.50")),
        (ShareField(), "80%", Decimal("0.8")),
        (ShareField(), "80 %", Decimal("0.8")),
        (ShareField(), ".8", Decimal("0.8")),
        (WholeField(percent_of=100), "80%", 80),
    ],
)
def test_a_field_takes_what_its_reader_sees_elsewhere(field, text, value):
    assert field.clean(text) == value


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        (WholeField(example="80"), "eighty", "Enter a whole number, such as 80."),
        (NumberField(), "80%", "Enter a number, such as 1.50."),
        (NumberField(example="0.84 or 84%", max_value=9), "NaN", "Enter a number, such as 0.84 or 84%."),
        (NumberField(example="84%"), "-Infinity", "Enter a number, such as 84%."),
        (WholeField(), "", "Fill this in."),
        (forms.ChoiceField(choices=[("a", "A")]), "", "Choose one."),
    ],
)
def test_what_is_none_is_refused_in_our_words(field, text, said):
    with pytest.raises(forms.ValidationError, match=said.replace(".", "[.]")):
        field.clean(text)


@pytest.mark.parametrize(
    ("kept", "shown"), [("0.9000", "0.90"), ("1.2208", "1.2208"), ("5.0000", "5.00"), ("7", "7")]
)
def test_what_is_kept_with_four_places_is_shown_without_the_empty_ones(kept, shown):
    assert str(NumberField().prepare_value(Decimal(kept))) == shown
