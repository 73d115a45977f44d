"""By which method the house ranks what waits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dataops.base.models import Stamped
from programs.choices import RankMethod

THE_ONE = 1


class Ranking(Stamped):
    """The one row of the setting: RICE or WSJF. Scores by the other method are kept."""

    method = models.CharField(max_length=4, choices=RankMethod, default=RankMethod.RICE)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "way of ranking"
        constraints = [models.CheckConstraint(condition=Q(pk=THE_ONE), name="one_way_of_ranking")]

    def __str__(self):
        return self.get_method_display()

    @classmethod
    def current(cls) -> Ranking:
        """The row, or what holds before anybody chose."""
        return cls.objects.filter(pk=THE_ONE).first() or cls(pk=THE_ONE, version=0)
