"""Server-rendered charts: plain functions that return accessible SVG, coloured by CSS classes.

No library, no script, no style attributes: dark mode, print and the content security policy all hold. Every chart
names itself and its numbers for screen readers; the page carries the same numbers as words or a table.
"""

from jiangong.web.charts.frame import percent
from jiangong.web.charts.map import Cell, hexmap, step_of
from jiangong.web.charts.progress import bullet, meter, ring, spark
from jiangong.web.charts.skyline import skyline
from jiangong.web.charts.trajectory import Course, trajectory

__all__ = [
    "Cell",
    "Course",
    "bullet",
    "hexmap",
    "meter",
    "percent",
    "ring",
    "skyline",
    "spark",
    "step_of",
    "trajectory",
]
