import re
from decimal import Decimal

from django.db import migrations

WHOLE = ("modality", "source", "sensitivity", "question", "classes", "volume", "judgements_per_item", "split")
LABELS = ("question", "classes", "smallest_class", "judgements_per_item", "agreement_wanted", "accuracy_wanted")
GAIN = ("model_name", "model_slice", "metric_name", "metric_now", "metric_wanted")
ABOUT = "The release and its version, or the code of its program, such as PRG-022."

# kind, name, what it is for, required, not asked, help where it differs
TYPES = [
    ("new_dataset", "A new dataset", "Labels for items that nobody has labeled for you yet.", WHOLE, ("about", "access_until"), {}),
    ("more_data", "More of an existing dataset", "The same question and classes, on more items.", ("about", *WHOLE), ("access_until",), {"about": ABOUT}),
    ("relabel", "Labels again, by a better rule", "Items that have labels, judged again because the rule has changed.", ("about", *WHOLE), ("access_until",), {"about": ABOUT, "question": "As the better rule asks it; say under “What will get better?” what the old one got wrong."}),
    ("evaluation_set", "An evaluation set", "Items to measure a model on; nobody trains on them.", (*WHOLE, "model_name"), ("about", "access_until"), {"split": "Test, unless your team tunes on it too.", "source": "Also say how these items are kept apart from what the model was trained on."}),
    ("model_gap", "Data for a gap of a model", "A slice where a model fails, and the metric that the data has to move.", (*WHOLE, *GAIN), ("about", "access_until"), {"source": "Where items of the failing slice come from, and how they are found."}),
    ("fix", "A fix in an existing dataset", "Something delivered is wrong: what, where, and how it shows.", ("about", "sensitivity"), ("access_until", "smallest_class"), {"about": ABOUT, "purpose": "What is wrong, since when, how many items you think it concerns, and how you found it."}),
    ("access", "Access to a dataset", "To use data that exists, for a purpose and until a day.", ("about", "sensitivity", "access_until"), ("model_slice", *GAIN[2:], "metric_said", "modality", "source", "volume", "split", *LABELS), {"about": ABOUT, "purpose": "What you will do with the data, and why this needs it.", "needed_by": "The day from which you need it."}),
]  # fmt: skip
NUMBER = re.compile(r"(?:(?P<name>[A-Za-zα-ω][\w@ -]{0,40}?)[ :=]+)?(?P<value>-?(?:\d+(?:\.\d+)?|\.\d+)) ?(?P<percent>%?)")
NO_NAMES = {"under", "over", "about", "below", "above", "at least", "at most", "less than", "more than"}
# An owner whom the walls stop must hear of it: without this it would fill nothing and say nothing.
PAST_THE_WALLS = "set local row_security = off"


def seed(apps, schema_editor):
    """The types a company begins with; an administrator changes them on a page."""
    RequestType = apps.get_model("programs", "RequestType")
    for place, (kind, name, description, required, not_asked, hints) in enumerate(TYPES, start=1):
        asked = {"name": name, "description": description, "required": list(required)}
        asked |= {"not_asked": list(not_asked), "hints": hints, "place": place}
        RequestType.objects.get_or_create(kind=kind, defaults=asked)


def read_metrics(apps, schema_editor):
    """Where both texts are one metric and a number each, the numbers; in any case the words stay."""
    DataRequest = apps.get_model("programs", "DataRequest")
    for request in DataRequest.objects.exclude(metric_now_text="", metric_wanted_text=""):
        now, wanted = request.metric_now_text, request.metric_wanted_text
        request.metric_said = " to ".join(filter(None, [now, wanted]))
        if read := _read(now, wanted):
            request.metric_name, request.metric_now, request.metric_wanted = read
        request.save(update_fields=["metric_said", "metric_name", "metric_now", "metric_wanted"])


def _read(now, wanted):
    found = [NUMBER.fullmatch(text.strip()) for text in (now, wanted)]
    if not all(found):
        return None
    names = {one["name"].strip() for one in found if one["name"]}
    if len(names) != 1 or names & NO_NAMES:
        return None
    return (*names, *(Decimal(one["value"]) / (100 if one["percent"] else 1) for one in found))


class Migration(migrations.Migration):
    """The seven types of request, and metrics as numbers where that is what was written."""

    dependencies = [("programs", "0015_request_types")]

    operations = [
        migrations.RunSQL(PAST_THE_WALLS, migrations.RunSQL.noop, elidable=True),
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.RunPython(read_metrics, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL("set local row_security = on", migrations.RunSQL.noop, elidable=True),
    ]
