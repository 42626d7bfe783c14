"""Every write of convalescence."""

from jiangong.programmes.care.convalescence.actions.drawing import places_given

__all__ = ["places_given"]
