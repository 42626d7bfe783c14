"""Refusals: the answer to whatever the rules do not allow.

Every refusal says what is wrong, which rule says so, and what to do now. A room lists its own in the class
`Reason` of its `states.py`; a page shows it as a message, the API as an RFC 9457 problem with status 409.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Refusal:
    """A named reason. The three texts may hold `%(name)s` placeholders that `Refused` fills with facts."""

    code: str
    what: Text
    rule: Text = ""
    remedy: Text = ""
    status: int = 409


class Refused(Exception):
    """An act that the rules do not allow; nothing was written."""

    def __init__(self, reason: Refusal, **facts: Any) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.facts = facts

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def what(self) -> str:
        return self._say(self.reason.what)

    @property
    def rule(self) -> str:
        return self._say(self.reason.rule)

    @property
    def remedy(self) -> str:
        return self._say(self.reason.remedy)

    def __str__(self) -> str:
        return "".join(part for part in (self.what, self.rule, self.remedy) if part)

    def _say(self, text: Text) -> str:
        return str(text) % self.facts if self.facts else str(text)
