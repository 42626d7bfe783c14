"""A scheme 评分方案: read from plain data with every fault named, examined, and written back exactly."""

from collections.abc import Sequence
from typing import Any

from jiangong.selection.judging.formulas.faults import Fault, refuse
from jiangong.selection.judging.formulas.plain import plain, read
from jiangong.selection.judging.formulas.scheme.checking import examine
from jiangong.selection.judging.formulas.scheme.shapes import Limit, Scheme

__all__ = ["examine", "faults_of_scheme", "read_scheme", "write_scheme"]


def read_scheme(data: object, limits: Sequence[Limit] = ()) -> Scheme:
    """The scheme that plain data describe. Raises Unfit with all faults, of form first; advice alone does not stop it."""
    scheme, faults = read(Scheme, data)
    refuse(faults)
    assert scheme is not None
    refuse(examine(scheme, limits))
    return scheme


def faults_of_scheme(data: object, limits: Sequence[Limit] = ()) -> list[Fault]:
    """All that is wrong with plain data as a scheme, advice included; empty when there is nothing to say."""
    scheme, faults = read(Scheme, data)
    return faults if scheme is None else examine(scheme, limits)


def write_scheme(scheme: Scheme) -> dict[str, Any]:
    """The scheme as plain data, which `read_scheme` turns into the same scheme again."""
    data: dict[str, Any] = plain(scheme)
    return data
