from __future__ import annotations

from django.db import transaction

from dataops.accounts.models import User
from dataops.audit.recording import record
from dataops.base.database import one_at_a_time
from dataops.base.versions import check_version
from programs.choices import RankMethod
from programs.models import Ranking


@transaction.atomic
def rank_by(method: str, *, version: int | None = None, actor: User) -> Ranking:
    """Rank what waits by this method from now on; no score is lost. Choosing it twice changes nothing."""
    one_at_a_time("programs.ranking")
    ranking = Ranking.current()
    if ranking.version and ranking.method == method:
        return ranking
    check_version(ranking, version)
    before, ranking.method = ranking.method, RankMethod(method)
    ranking.version += 1
    ranking.save()
    if before != method:
        record("ranking.chosen", ranking, actor=actor, was=before, now=method)
    return ranking
