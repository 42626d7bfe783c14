"""Pure rules of training: on which days a session meets, who completes, the codes on the teacher's screen."""

import base64
import hashlib
import hmac
from collections.abc import Collection
from datetime import date, timedelta

CODE_SECONDS = (
    30  # not law: how long the code on the teacher's screen stays; the one before it is still accepted
)
MOST_WRONG_CODES = 10  # not law: of a million, with two accepted: a guesser's chance stays below 1 in 50,000


def meeting_days(starts_on: date, ends_on: date, meetings: int) -> list[date]:
    """`meetings` days spread evenly from the first to the last day, both included."""
    span = (ends_on - starts_on).days
    return [starts_on + timedelta(days=round(span * n / max(meetings - 1, 1))) for n in range(meetings)]


def meetings_needed(meetings: int, attendance_needed: int) -> int:
    """How many of the meetings one must have attended; the percentage is rounded up, as a minimum is."""
    return -(-meetings * attendance_needed // 100)


def completes(attended: int, meetings: int, attendance_needed: int) -> bool:
    """Whether the course's rule is met: attended at least `attendance_needed` per cent of the meetings."""
    return attended >= meetings_needed(meetings, attendance_needed)


def lessons_done(hours_learned: float, hours: int, meetings: int) -> int:
    """Lessons of an online course that `hours_learned` of its `hours` amount to, never more than there are."""
    if hours <= 0 or hours_learned <= 0:
        return 0
    return min(meetings, int(hours_learned * meetings / hours + 1e-9))  # not law: room for rounding


def window(seconds: float) -> int:
    """The number of the 30-second window that a moment (seconds since 1970) lies in."""
    return int(seconds) // CODE_SECONDS


def screen_code(secret: str, session_id: int, meeting: int, at: int) -> str:
    """The code of one window, as the QR carries it: session, meeting, window, and a MAC over the three."""
    return f"{session_id}-{meeting}-{at}-{_mac(secret, session_id, meeting, at, 12)}"  # not law: signs of a check code


def spoken_code(secret: str, session_id: int, meeting: int, at: int) -> str:
    """The same window's code as six digits, for those who cannot scan."""
    digest = hmac.new(
        secret.encode(), f"spoken:{session_id}:{meeting}:{at}".encode(), hashlib.sha256
    ).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"  # not law: six digits


def read_screen_code(secret: str, code: str, now: int) -> tuple[int, int] | None:
    """(session, meeting) of a code that is of this window or the one before; None if forged or malformed.

    Raises TimeoutError for a genuine code of an older window.
    """
    try:
        session_id, meeting, at = (int(part) for part in code.split("-")[:3])
        mac = code.split("-")[3]
    except (ValueError, IndexError):
        return None
    if len(code) > 80 or not hmac.compare_digest(  # not law: longer than any genuine code
        mac.encode(), _mac(secret, session_id, meeting, at, 12).encode()
    ):
        return None
    if not 0 <= now - at <= 1:
        raise TimeoutError
    return session_id, meeting


def is_spoken_code(secret: str, session_id: int, meeting: int, now: int, digits: str) -> bool:
    """Whether the six digits are those of this window or the one before."""
    return any(
        hmac.compare_digest(digits.encode(), spoken_code(secret, session_id, meeting, now - back).encode())
        for back in (0, 1)
    )


def masked_name(name: str) -> str:
    """A holder's name as strangers see it: 王** whatever its length."""
    return f"{name[:1]}**" if name else ""


def certificate_number(year: int, sequence: int) -> str:
    """The number of the `sequence`-th certificate of a year: PX2026000001."""
    return f"PX{year}{sequence:06d}"


def characters_without(text: str, coverage: Collection[int]) -> str:
    """The characters of `text` that no font of `coverage` (code points) can print, each once."""
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in coverage))


def _mac(secret: str, session_id: int, meeting: int, at: int, size: int) -> str:
    message = f"screen:{session_id}:{meeting}:{at}".encode()
    return base64.b32encode(hmac.new(secret.encode(), message, hashlib.sha256).digest())[:size].decode()
