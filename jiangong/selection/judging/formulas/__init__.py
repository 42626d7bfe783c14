"""The arithmetic of judging, without Django. docs/judging.md says it in words; shadow.py is a second computation.

Everything is exact until a rule says to round. Faults are collected and named (faults.py); their words are in states.py.
"""

from jiangong.selection.judging.formulas.computing import compute
from jiangong.selection.judging.formulas.faults import Fault, Unfit, Wrong
from jiangong.selection.judging.formulas.scheme import (
    examine,
    faults_of_scheme,
    read_scheme,
    write_scheme,
)
from jiangong.selection.judging.formulas.sheet import examine_sheet, read_sheet, write_sheet

__all__ = [
    "Fault",
    "Unfit",
    "Wrong",
    "compute",
    "examine",
    "examine_sheet",
    "faults_of_scheme",
    "read_scheme",
    "read_sheet",
    "write_scheme",
    "write_sheet",
]
