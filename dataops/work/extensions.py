"""What this room itself plugs in: an action item has a page too."""

from __future__ import annotations

from django.urls import reverse

from dataops.work.models import ActionItem
from dataops.work.targets import Kind, kinds

kinds.register(
    "work.actionitem",
    Kind(
        noun="Action item",
        load=lambda user: ActionItem.objects.visible_to(user).select_related("owner", "target_type"),
        url=lambda item, user: reverse("work:action-detail", args=[item.pk]),
        owners=lambda item: [item.owner_id],
    ),
)
