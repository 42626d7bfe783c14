"""Every write of erasure: ask, withdraw, refuse, erase; do again what a restored or a killed database does not know."""

from jiangong.foundation.people.erasure.actions.again import catch_up
from jiangong.foundation.people.erasure.actions.asking import ask, refuse, withdraw
from jiangong.foundation.people.erasure.actions.erasing import erase_person

__all__ = ["ask", "catch_up", "erase_person", "refuse", "withdraw"]
