"""Sockets this app offers, plugs it inserts below."""

from dataops.accounts.choices import Role
from dataops.jobs.sockets import concerns
from dataops.work import home, needs, search
from dataops.work.targets import kinds
from labeling.models import ImportRun
from labeling.reports import found, measures
from labeling.reports import needs as labeling_needs
from labeling.reports.home import labeler_tiles
from labeling.reports.kinds import KINDS
from labeling.reports.overlap import overlap_of
from labeling.sockets import gold_keeper
from programs import extensions as programs
from programs import permissions

__all__ = ["gold_keeper"]

programs.measures.register("labeling", measures.program_measures)
programs.overlaps.register("labeling", overlap_of)
programs.closing_checks.register("labeling", measures.no_open_shares)
programs.panels.register(
    "labeling", programs.Panel("Labeling", "labeling:program-panel", permissions.SEE_LABELING)
)
needs.providers.register("labeling", labeling_needs.needs_of_labeling)
search.providers.register("labeling", found.find)
home.figures.register(Role.LABELER, labeler_tiles)
home.figures.register(Role.VENDOR_LABELER, labeler_tiles)
concerns.register("labeling", lambda user: ImportRun.objects.visible_to(user).values("job"))
for key, kind in KINDS.items():
    kinds.register(key, kind)
