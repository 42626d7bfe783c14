"""A sheet 记分册: read from plain data, examined under its scheme, written back exactly."""

from typing import Any

from jiangong.selection.judging.formulas.faults import refuse
from jiangong.selection.judging.formulas.plain import plain, read
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.checking import examine_sheet
from jiangong.selection.judging.formulas.sheet.shapes import Sheet

__all__ = ["examine_sheet", "read_sheet", "write_sheet"]


def read_sheet(data: object, scheme: Scheme) -> Sheet:
    """The sheet that plain data describe, fit for the scheme. Raises Unfit with all faults."""
    sheet, faults = read(Sheet, data)
    refuse(faults)
    assert sheet is not None
    refuse(examine_sheet(scheme, sheet))
    return sheet


def write_sheet(sheet: Sheet) -> dict[str, Any]:
    data: dict[str, Any] = plain(sheet)
    return data
