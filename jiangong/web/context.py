"""What every page's frame needs to know, found out only when the page asks for it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, workbench_organisation
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.web import navigation

THEME_COOKIE = "theme"
MODE_COOKIE = "mode"
KEYS_COOKIE = "keys"


class Shell:
    """The frame around one page: modes, navigation, who is signed in, which organisation the workbench shows."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def demonstration(self) -> bool:
        return settings.DEMONSTRATION

    @cached_property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @cached_property
    def theme(self) -> str:
        """`light`, `dark`, or nothing: follow the system."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in ("light", "dark") else ""

    @cached_property
    def mode(self) -> str:
        """`elder` for 长辈版: by this browser's cookie, or else by what the account keeps."""
        chosen = self.request.COOKIES.get(MODE_COOKIE)
        if chosen is None and self.signed_in:
            return "elder" if getattr(self.request.user, "elder_mode", False) else ""
        return "elder" if chosen == "elder" else ""

    @cached_property
    def keys(self) -> bool:
        """Whether single keys do something (WCAG 2.1.4 wants them to be switched off)."""
        return self.request.COOKIES.get(KEYS_COOKIE) != "off"

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def user_name(self) -> str:
        return str(self.request.user)

    @cached_property
    def is_officer(self) -> bool:
        return self.signed_in and any(one.role in OFFICERS for one in held(self.request.user))

    @cached_property
    def work(self) -> str:
        """Where the person's work is; empty for those who have none but their own."""
        return navigation.work(self.request) if self.signed_in else ""

    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation the workbench shows; None for those who have no work in it."""
        try:
            return workbench_organisation(self.request, also=navigation.READERS)
        except PermissionDenied:
            return None

    @cached_property
    def public_navigation(self) -> list[navigation.Link]:
        return navigation.links(navigation.PUBLIC, self.request)

    @cached_property
    def tabs(self) -> list[navigation.Link]:
        return navigation.links(navigation.WORKER, self.request)

    @cached_property
    def workbench_navigation(self) -> list[list[navigation.Link]]:
        groups = (navigation.links(group, self.request) for group in navigation.WORKBENCH)
        return [group for group in groups if group]

    @cached_property
    def footer(self) -> list[navigation.Link]:
        return navigation.links(navigation.FOOTER, self.request)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}
