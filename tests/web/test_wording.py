"""The trail in words."""

import pytest

from dataops.web.templatetags.wording import name_words, value_words, verb_words


def test_a_verb_is_said_in_words():
    assert verb_words("request.information_asked") == "Request information asked"
    assert name_words("ends_on") == "ends"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["kind", "title"], "kind, title"),
        (16666.666666666668, "16,666.6667"),
        ("1478.3999999999999", "1,478.4"),
        ("2020-03-01", "1 Mar 2020"),
        ("off_track", "off track"),
        ("reset_link_Ä", "reset_link_Ä"),
        (True, "yes"),
        (None, "none"),
        ({"units": 3, "gold": None}, "units 3, gold none"),
    ],
)
def test_a_detail_is_written_as_a_person_writes_it(value, words):
    assert value_words(value) == words
