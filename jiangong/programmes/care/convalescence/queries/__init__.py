"""Every read of convalescence."""

from jiangong.programmes.care.convalescence.queries.drawing import draw_list, draw_plan

__all__ = ["draw_list", "draw_plan"]
