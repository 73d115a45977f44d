"""Fill every text of every row with an attack, past all forms and rules, as a flaw elsewhere might."""

from __future__ import annotations

import re

from django.apps import apps
from django.conf import settings
from django.db import connection, models

# What addresses, lookups and figures are made of.
KEPT = re.compile(
    r"^(slug|code|number|email|password|digest|public_id|key|route|request_id|sha256|lease_token|token|metric|currency"
    r"|verb|kind|modality|unit|countries|body_hash|url|file|method|tbl|model|app_label|codename|version|split|category)$"
)


def poison(attack: str) -> int:
    """How many columns were filled. Each text also names its row, where it is wide enough to."""
    filled = 0
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if apps.get_app_config(model._meta.app_label).name not in settings.OUR_APPS:
                continue
            for field in model._meta.local_concrete_fields:
                if _is_prose(field):
                    width = field.max_length or 2000
                    table, column, key = model._meta.db_table, field.column, model._meta.pk.column
                    cursor.execute(
                        f'update "{table}" set "{column}" = left(%s || "{key}", {width}) where "{column}" <> \'\'',
                        [attack],
                    )
                    filled += 1
    return filled


def _is_prose(field: models.Field) -> bool:
    is_text = isinstance(field, (models.CharField, models.TextField)) and not isinstance(
        field, models.SlugField
    )
    return is_text and not field.choices and not KEPT.match(field.name) and (field.max_length or 999) >= 60
