"""The number of a document 发文字号, as GB/T 9704-2012 §7.2.5 has it: mark, year in 〔〕, serial without 第 or leading noughts."""

from jiangong.foundation.documents.states import MARKS, Kind


def number_of(mark: str, kind: str, year: int, serial: int) -> str:
    """`mark` is the union's own 机关代字, as 演工; the kind's letters follow it: 演工发〔2026〕3号."""
    return f"{mark}{MARKS[Kind(kind)]}〔{year}〕{serial}号"
