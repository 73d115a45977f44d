from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.errors import Refused
from labeling.models import Dataset
from programs.choices import Modality
from programs.models import Program


class CannotAdd(Refused):
    pass


@transaction.atomic
def add_dataset(
    program: Program, *, name: str, modality: str = Modality.TEXT, purpose: str = "", actor: User | None
) -> Dataset:
    """An empty dataset that imports fill. Adding the same name twice is adding it once."""
    if not name.strip():
        raise CannotAdd("A dataset needs a name.")
    dataset, is_new = Dataset.objects.get_or_create(
        program=program, name=name.strip(), defaults={"modality": modality, "purpose": purpose}
    )
    if is_new:
        record("dataset.added", dataset, actor=actor)
    return dataset
