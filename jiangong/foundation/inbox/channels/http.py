"""One request to a provider, and what its failing means: was it handed over or not?

Each request has a connection of its own: on a kept one that the provider closes meanwhile nobody could tell whether the
request had been read. urllib3 says precisely at which step it failed, and is asked never to try again by itself.
"""

import json
import os
import time
from collections.abc import Mapping
from typing import Any

import urllib3

from jiangong.foundation.inbox.channels import NotSent, Unsure

CONNECT, READ = 5.0, 10.0  # seconds
LONGEST = 256 * 1024  # bytes of an answer
_BEFORE = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
)


def exchange(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object of the answer, {} where it is none. Raises NotSent, Unsure.

    JIANGONG_CHANNEL_TIMEOUT: seconds an answer may take (10).
    """
    read = float(os.environ.get("JIANGONG_CHANNEL_TIMEOUT", READ))
    deadline = time.monotonic() + CONNECT + read
    with urllib3.PoolManager(num_pools=1, maxsize=1, retries=False) as pool:
        try:
            response = pool.request(
                method,
                url,
                headers={**(headers or {}), "Connection": "close"},
                body=body,
                timeout=urllib3.Timeout(connect=CONNECT, read=read),
                redirect=False,
                preload_content=False,
            )
            text = b""
            while chunk := response.read1(65_536):
                text += chunk
                if len(text) > LONGEST or time.monotonic() > deadline:
                    raise Unsure("the answer did not end")
        except _BEFORE as error:
            raise NotSent(type(error).__name__) from error
        except urllib3.exceptions.SSLError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):  # found out before anything was said
                raise NotSent(f"TLS: {error}"[:200]) from error
            raise Unsure(f"TLS: {error}"[:200]) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unsure(type(error).__name__) from error
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    return response.status, found if isinstance(found, dict) else {}
