"""Every write of corrections: ask, withdraw, confirm, refuse; follow a person to another union; forget."""

from jiangong.foundation.people.corrections.actions.asking import ask, opened, sealed_for, withdraw
from jiangong.foundation.people.corrections.actions.deciding import confirm, refuse
from jiangong.foundation.people.corrections.actions.following import follow_people, forget

__all__ = ["ask", "confirm", "follow_people", "forget", "opened", "refuse", "sealed_for", "withdraw"]
