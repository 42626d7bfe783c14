"""E-mail by SMTP through Django's mail. The letter's code is its Message-ID, by which mail programs fold doublets.

A server that goes silent once the text is under way may have taken it: that is Unsure, and it is not sent again.
"""

import smtplib
from datetime import timedelta
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from jiangong.foundation.inbox.channels import Letter, NotSent, Refused, Unsure, needed


class _Watched:
    """Notes when the text itself begins to be handed over."""

    begun = False

    def data(self, msg: Any) -> Any:
        self.begun = True
        return super().data(msg)  # type: ignore[misc]


class _Plain(_Watched, smtplib.SMTP):
    pass


class _Tls(_Watched, smtplib.SMTP_SSL):
    pass


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Tls if self.use_ssl else _Plain


class Mail:
    """Django's settings of the server, from JIANGONG_EMAIL_HOST, …_PORT, …_USER, …_PASSWORD, …_SECURITY, …_FROM."""

    name = "smtp"
    real = True
    safe_for = timedelta(0)
    reach = "mail"

    def __init__(self, channel: str) -> None:
        needed("JIANGONG_EMAIL_HOST")
        self.domain = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"

    def send(self, letter: Letter) -> str:
        number = f"<{letter.code}@{self.domain}>"
        message = EmailMessage(
            letter.title,
            f"{letter.text}\n\n{letter.url}\n",
            to=[letter.address],
            headers={
                "Message-ID": number,
                "Date": formatdate(letter.written_at.timestamp()),
                "Auto-Submitted": "auto-generated",
            },
        )
        backend = _Backend(fail_silently=False)
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(_said(error)) from error
        connection: Any = backend.connection
        try:
            backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _by_code(code, said) from error
        except (
            smtplib.SMTPResponseException
        ) as error:  # sender refused, data refused: an answer, so it was not taken
            raise _by_code(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            if connection.begun:
                raise Unsure(_said(error)) from error
            raise NotSent(_said(error)) from error
        finally:
            _closed(backend)
        return number

    def ask(self, letter: Letter) -> str | None:
        return None

    def find(self, phone: str) -> str:
        return ""


def _closed(backend: EmailBackend) -> None:
    """End the session; that a server does not say good-bye changes nothing about what it took."""
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        backend.connection = None


def _by_code(code: int, said: bytes | str) -> Exception:
    why = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:200]
    return Refused(why) if code >= 500 else NotSent(why)


def _said(error: Exception) -> str:
    return f"{type(error).__name__} {error}"[:200]
