"""Word-size SVG marks. One grammar: dot is measured, whisker is uncertainty, tick is target or commitment."""

from dataops.web.marks.bars import bars, pips
from dataops.web.marks.curves import Cone, Curve, curves
from dataops.web.marks.dates import date_axis, date_strip
from dataops.web.marks.distribution import DayBar, distribution
from dataops.web.marks.gantt import GanttRow, gantt
from dataops.web.marks.interval import interval
from dataops.web.marks.lot import lot, score
from dataops.web.marks.meter import meter, progress
from dataops.web.marks.scatter import Axis, Spot, scatter
from dataops.web.marks.shapes import SHAPES, WORDS, shape
from dataops.web.marks.spark import spark
from dataops.web.marks.svg import NO_DATA

__all__ = [
    "NO_DATA",
    "SHAPES",
    "WORDS",
    "Axis",
    "Cone",
    "Curve",
    "DayBar",
    "GanttRow",
    "Spot",
    "bars",
    "curves",
    "date_axis",
    "date_strip",
    "distribution",
    "gantt",
    "interval",
    "lot",
    "meter",
    "pips",
    "progress",
    "scatter",
    "score",
    "shape",
    "spark",
]
