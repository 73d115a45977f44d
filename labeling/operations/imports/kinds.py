from __future__ import annotations

from labeling.choices import ImportKind
from labeling.operations.imports.gold import Gold
from labeling.operations.imports.items import Items
from labeling.operations.imports.labels import Labels
from labeling.operations.imports.loader import Loader

LOADERS: dict[str, type[Loader]] = {
    ImportKind.ITEMS: Items,
    ImportKind.LABELS: Labels,
    ImportKind.GOLD: Gold,
}
