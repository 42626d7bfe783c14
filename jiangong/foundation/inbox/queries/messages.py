"""What somebody was told: their own list, and how many they have not opened."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from jiangong.foundation.common.paging import Page, page_after
from jiangong.foundation.inbox.models import Delivery, Message
from jiangong.foundation.inbox.queries.kinds import matter_kinds, message_kinds
from jiangong.foundation.inbox.queries.wording import filled
from jiangong.foundation.inbox.states import MessageKind


@dataclass(frozen=True)
class Told:
    """A message as it is shown; the texts are in the reader's language."""

    message: Message
    kind: MessageKind

    @cached_property
    def title(self) -> str:
        return filled(self.kind.title, self._words)

    @cached_property
    def text(self) -> str:
        return filled(self.kind.text, self._words)

    @property
    def deliveries(self) -> "list[Delivery]":
        """How it went out, in order; for lists that read it with the message."""
        return [one.delivery for one in self.message.carried.all()]

    @cached_property
    def _words(self) -> dict[str, Any]:
        """The words; of a message about a matter with what the matter's kind says, in the language of now."""
        words: dict[str, Any] = self.message.words
        kind = matter_kinds().get(words.get("matter", ""))
        if kind is None:
            return words
        of = words.get("of", {})
        return {**words, "title": filled(kind.title, of), "otherwise": filled(kind.otherwise, of)}

    @cached_property
    def url(self) -> str:
        """The page it is about; empty if there is none."""
        if not self.kind.page:
            return ""
        for numbers in ([self.message.subject_id], []):  # a page about the subject, or one without a number
            with suppress(NoReverseMatch):
                return reverse(self.kind.page, args=numbers)
        return ""


def messages_of(
    user: Any, *, only_unread: bool = False, after: str | int | None = None, size: int = 20
) -> Page[Message]:
    """What the user was told, the newest first."""
    found = Message.objects.filter(
        person=getattr(user, "person_id", None) or 0, kind__in=list(message_kinds())
    )
    if only_unread:
        found = found.filter(unread=True)
    return page_after(found.select_related("organisation"), after, size=size, newest_first=True)


def told(messages: list[Message]) -> list[Told]:
    """The messages with their kinds, ready to be shown."""
    return [Told(message, message_kinds()[message.kind]) for message in messages]


def unread(user: Any, *, upto: int = 100) -> int:
    """How many messages the user has not opened; counted only up to `upto`."""
    person = getattr(user, "person_id", None)
    return Message.objects.filter(person=person, unread=True)[:upto].count() if person else 0
