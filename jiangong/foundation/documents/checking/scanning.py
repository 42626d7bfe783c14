"""Asking clamd whether a file is infected, over its socket (INSTREAM of clamd(8)); only where JIANGONG_CLAMD names one.

`/run/clamav/clamd.ctl` or `host:port`. The protocol is three lines; the one library for it has not been kept up.
"""

import socket
import struct

from django.conf import settings

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking.reasons import Checked
from jiangong.foundation.documents.states import Scan

_CHUNK = 64 * 1024
_PATIENCE = 30.0  # seconds for a connection, and for each answer
_LONGEST_ANSWER = 4096


def scanned(data: bytes) -> Scan:
    """CLEAN, or NOT_SCANNED where no scanner is configured.

    Raises Refused(INFECTED) with what was found, Refused(SCANNER_DOWN) where the configured one does not answer.
    """
    if not settings.CLAMD:
        return Scan.NOT_SCANNED
    try:
        answer = _asked(settings.CLAMD, data)
    except (OSError, ValueError) as error:
        raise Refused(Checked.SCANNER_DOWN) from error
    if answer.endswith("FOUND"):
        raise Refused(Checked.INFECTED, found=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer != "stream: OK":
        raise Refused(Checked.SCANNER_DOWN)
    return Scan.CLEAN


def _asked(address: str, data: bytes) -> str:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            part = data[start : start + _CHUNK]
            line.sendall(struct.pack(">I", len(part)) + part)
        line.sendall(struct.pack(">I", 0))
        said = b""
        while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_PATIENCE)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), _PATIENCE)
