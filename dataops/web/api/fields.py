from __future__ import annotations

from django.db import models
from rest_framework import serializers

from dataops.base.limits import plausible_day


class Visible(serializers.SlugRelatedField):
    """A reference that is looked up among what its sender may see: a rival's row and none at all read the same."""

    def __init__(self, model: type[models.Model], slug_field: str = "id", **kwargs) -> None:
        self.model = model
        super().__init__(slug_field=slug_field, queryset=model.objects.none(), **kwargs)

    def get_queryset(self):
        request = self.context.get("request")
        return self.model.objects.visible_to(request.user) if request else self.model.objects.none()


class DayField(serializers.DateField):
    """A day of our work, with the bounds that the forms have."""

    default_validators = [plausible_day]
