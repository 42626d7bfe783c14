"""Servers that speak the real protocols, with faults on order: Alibaba Cloud SMS, WeChat Work, official accounts, SMTP.

Each keeps what really reached a person (`delivered`: one line an arrival) apart from how often it was asked. A fault is
chosen for every request by `faults`, a function of the running number of the request.
"""

import hashlib
import hmac
import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

FINE = "fine"
BROKEN = "broken"  # 500 before anything is done
LOST = "lost"  # done, then 500
RESET = "reset"  # done, then the connection is reset without an answer
REFUSED = "refused"  # the connection is reset before the request is read
SILENT = "silent"  # done, then no answer within the client's patience
SLOW = "slow"  # done, with an answer that takes its time
TWICE = "twice"  # something on the way repeats the request word for word
LATER = "later"  # the provider says: not now
EVERYTHING = (FINE, BROKEN, LOST, RESET, REFUSED, SILENT, SLOW, TWICE, LATER)


def always(fault: str) -> Callable[[int], str]:
    return lambda number: fault


def in_order(*faults: str) -> Callable[[int], str]:
    """These, one after another, and fine from then on."""
    return lambda number: faults[number] if number < len(faults) else FINE


def by_chance(seed: int, share: float, kinds: tuple[str, ...] = EVERYTHING) -> Callable[[int], str]:
    """This share of the requests has a fault."""
    chance = random.Random(seed)
    lock = threading.Lock()

    def choose(number: int) -> str:
        with lock:
            return chance.choice(kinds) if chance.random() < share else FINE

    return choose


class Server:
    """A stand-in over HTTP; `act(method, path, query, headers, body)` does it and returns (status, JSON)."""

    def __init__(self, *, patience: float = 0.3, port: int = 0) -> None:
        self.faults: Callable[[int], str] = always(FINE)
        self.delivered: Counter[str] = Counter()
        self.asked = 0
        self.seen: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.patience = patience
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                owner.answer(self)

            do_POST = do_GET

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, client_address):
                pass

        self.http = Quiet(("127.0.0.1", port), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def is_sending(self, path: str, headers: dict[str, str]) -> bool:
        raise NotImplementedError

    def act(self, method, path, query, headers, body):
        raise NotImplementedError

    def not_now(self):
        raise NotImplementedError

    def answer(self, handler) -> None:
        parts = urlsplit(handler.path)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        body = handler.rfile.read(int(headers.get("content-length", 0)))
        fault = FINE
        if self.is_sending(parts.path, headers):
            with self.lock:
                number, self.asked = self.asked, self.asked + 1
            fault = self.faults(number)
            self.seen[fault] += 1
        if fault == REFUSED:
            return _reset(handler)
        if fault == BROKEN:
            return self._say(handler, 500, None)
        if fault == LATER:
            return self._say(handler, *self.not_now())
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        for _ in range(2 if fault == TWICE else 1):
            with self.lock:
                answered = self.act(handler.command, parts.path, query, headers, body)
        if fault == RESET:
            return _reset(handler)
        if fault == LOST:
            return self._say(handler, 500, None)
        if fault == SILENT:
            time.sleep(self.patience * 4)
            return _reset(handler)
        if fault == SLOW:
            time.sleep(self.patience * 0.5)
        return self._say(handler, *answered)

    def _say(self, handler, status, found) -> None:
        text = b"<html>bad gateway</html>" if found is None else json.dumps(found).encode()
        handler.close_connection = True
        try:
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(text)))
            handler.end_headers()
            handler.wfile.write(text)
        except OSError:
            pass


def _reset(handler) -> None:
    """End the connection by RST: the client cannot tell what was read."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


class AliyunSms(Server):
    """Dysmsapi: the signature is checked, a nonce counts once, OutId does not tell doublets."""

    key, secret = "演示钥匙号".encode().hex(), "demonstration-secret"

    def __init__(self, **more) -> None:
        super().__init__(**more)
        self.nonces: set[str] = set()
        self.details: list[dict[str, object]] = []
        self.requests: list[dict[str, str]] = []

    def is_sending(self, path, headers):
        return headers.get("x-acs-action") == "SendSms"

    def not_now(self):
        return 400, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发分钟级流控"}

    def act(self, method, path, query, headers, body):
        if headers["authorization"] != self.expected(method, query, headers):
            return 403, {"Code": "SignatureDoesNotMatch"}
        if headers["x-acs-signature-nonce"] in self.nonces:
            return 400, {"Code": "SignatureNonceUsed"}
        self.nonces.add(headers["x-acs-signature-nonce"])
        if headers["x-acs-action"] == "QuerySendDetails":
            found = [one for one in self.details if one["PhoneNum"] == query["PhoneNumber"]]
            start = (int(query["CurrentPage"]) - 1) * int(query["PageSize"])
            page = found[start : start + int(query["PageSize"])]
            return 200, {
                "Code": "OK",
                "TotalCount": len(found),
                "SmsSendDetailDTOs": {"SmsSendDetailDTO": page},
            }
        if not query["PhoneNumbers"].startswith("1"):
            return 400, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "非法手机号"}
        words = json.loads(query["TemplateParam"])
        assert words.get("title") or words.get("code")
        self.requests.append(query)
        self.delivered[query["OutId"]] += 1
        self.details.append({"PhoneNum": query["PhoneNumbers"], "OutId": query["OutId"], "SendStatus": 3})
        return 200, {"Code": "OK", "Message": "OK", "BizId": f"{len(self.details)}^0", "RequestId": "R"}

    def expected(self, method, query, headers) -> str:
        """Reckoned apart from our own code, as the provider's text says."""
        signed = sorted(name for name in headers if name.startswith("x-acs-") or name == "host")
        parameters = "&".join(
            f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items())
        )
        request = "\n".join(
            [
                method,
                "/",
                parameters,
                *[f"{name}:{headers[name]}" for name in signed],
                "",
                ";".join(signed),
                hashlib.sha256(b"").hexdigest(),
            ]
        )
        text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
        signature = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return (
            f"ACS3-HMAC-SHA256 Credential={self.key},SignedHeaders={';'.join(signed)},Signature={signature}"
        )


class Wecom(Server):
    """WeChat Work: the same request within the interval is delivered once; a token lasts until it is revoked."""

    corp, secret, agent = "demo-corp", "demo-secret", "1000002"

    def __init__(self, **more) -> None:
        super().__init__(**more)
        self.tokens = ["first"]
        self.requests: dict[bytes, str] = {}
        self.members = {"19900000001": "demo-worker"}
        self.gone: set[str] = set()

    def is_sending(self, path, headers):
        return path == "/cgi-bin/message/send"

    def not_now(self):
        return 200, {"errcode": 45009, "errmsg": "reach max api daily quota limit"}

    def act(self, method, path, query, headers, body):
        if path == "/cgi-bin/gettoken":
            if (query["corpid"], query["corpsecret"]) != (self.corp, self.secret):
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            return 200, {"errcode": 0, "errmsg": "ok", "access_token": self.tokens[-1], "expires_in": 7200}
        if query.get("access_token") != self.tokens[-1]:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        asked = json.loads(body)
        if path == "/cgi-bin/user/getuserid":
            found = self.members.get(asked["mobile"])
            return 200, {"errcode": 0, "userid": found} if found else {
                "errcode": 46004,
                "errmsg": "user not found",
            }
        assert asked["msgtype"] == "textcard"
        assert asked["agentid"] == int(self.agent)
        assert set(asked["textcard"]) == {"title", "description", "url"}
        assert asked["enable_duplicate_check"] == 1
        assert asked["duplicate_check_interval"] <= 4 * 3600
        if asked["touser"] in self.gone:
            return 200, {"errcode": 81013, "errmsg": "all user invalid", "invaliduser": asked["touser"]}
        if body not in self.requests:
            self.requests[body] = f"msg{len(self.requests)}"
            self.delivered[asked["textcard"]["url"].partition("d=")[2]] += 1
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": self.requests[body]}


class Official(Server):
    """A service account: openid and client_msg_id together count once."""

    app, secret, template = "demo-app", "demo-secret", "demo-template"

    def __init__(self, **more) -> None:
        super().__init__(**more)
        self.token = "first"
        self.known: set[tuple[str, str]] = set()
        self.codes: dict[str, str] = {}
        self.gone: set[str] = set()

    def is_sending(self, path, headers):
        return path == "/cgi-bin/message/template/send"

    def not_now(self):
        return 200, {"errcode": 45009, "errmsg": "reach max api daily quota limit"}

    def act(self, method, path, query, headers, body):
        asked = json.loads(body or b"{}")
        if path == "/cgi-bin/stable_token":
            if (asked["appid"], asked["secret"]) != (self.app, self.secret):
                return 200, {"errcode": 40125, "errmsg": "invalid appsecret"}
            return 200, {"access_token": self.token, "expires_in": 7200}
        if path == "/sns/oauth2/access_token":
            if (query["appid"], query["secret"], query["grant_type"]) != (
                self.app,
                self.secret,
                "authorization_code",
            ):
                return 200, {"errcode": 40125, "errmsg": "invalid appsecret"}
            openid = self.codes.pop(query["code"], None)
            return 200, {"openid": openid} if openid else {"errcode": 40029, "errmsg": "invalid code"}
        if query.get("access_token") != self.token:
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}
        assert asked["template_id"] == self.template
        assert all(len(one["value"]) <= 20 for one in asked["data"].values())
        if asked["touser"] in self.gone:
            return 200, {"errcode": 43004, "errmsg": "require subscribe"}
        if (asked["touser"], asked["client_msg_id"]) not in self.known:
            self.known.add((asked["touser"], asked["client_msg_id"]))
            self.delivered[asked["client_msg_id"]] += 1
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": len(self.known)}


class Smtp:
    """A mail server; what it took twice with one Message-ID is two arrivals."""

    def __init__(self, *, patience: float = 0.3, port: int = 0) -> None:
        self.faults: Callable[[int], str] = always(FINE)
        self.delivered: Counter[str] = Counter()
        self.letters: list[object] = []
        self.seen: Counter[str] = Counter()
        self.asked = 0
        self.patience = patience
        self.port = port or _free_port()
        owner = self

        class Faulty(SMTP):
            async def smtp_MAIL(self, arg):
                number, owner.asked = owner.asked, owner.asked + 1
                self.fault = owner.faults(number)
                owner.seen[self.fault] += 1
                if self.fault == REFUSED:
                    _abort(self.transport)
                    return
                if self.fault == LATER:
                    await self.push("451 4.7.1 greylisted, try again")
                    return
                await super().smtp_MAIL(arg)

            async def push(self, status):
                # What the server says about a text it has taken is where the faults sit.
                text = status if isinstance(status, str) else status.decode()
                fault = getattr(self, "fault", FINE)
                if getattr(self, "taken", False) and text.startswith("250"):
                    self.taken = False
                    if fault in (RESET, LOST):
                        _abort(self.transport)
                        return None
                    if fault == SILENT:
                        import asyncio

                        await asyncio.sleep(owner.patience * 4)
                        _abort(self.transport)
                        return None
                    if fault == SLOW:
                        import asyncio

                        await asyncio.sleep(owner.patience * 0.5)
                return await super().push(status)

        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("gone"):
                    return "550 5.1.1 no such user"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                if server.fault == BROKEN:
                    return "451 4.3.0 local error"
                from email import message_from_bytes, policy

                letter = message_from_bytes(envelope.content, policy=policy.default)
                owner.letters.append(letter)
                owner.delivered[letter["Message-ID"].strip("<>").partition("@")[0]] += 1
                server.taken = True
                return "250 OK"

        class Door(Controller):
            def factory(self):
                return Faulty(self.handler)

        self.door = Door(Handler(), hostname="127.0.0.1", port=self.port)
        self.door.start()

    def stop(self) -> None:
        self.door.stop()


def _abort(transport) -> None:
    raw = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment(sms=None, wecom=None, official=None, smtp=None, *, patience: float = 0.3) -> dict[str, str]:
    """What points the adapters at the stand-ins; channels without one are off."""
    found = {
        "JIANGONG_CHANNEL_TIMEOUT": str(patience),
        "JIANGONG_CHANNEL_SMS": "off",
        "JIANGONG_CHANNEL_MAIL": "off",
        "JIANGONG_CHANNEL_WORK_WECHAT": "off",
        "JIANGONG_CHANNEL_OFFICIAL_ACCOUNT": "off",
    }
    if sms:
        found |= {
            "JIANGONG_CHANNEL_SMS": "aliyun",
            "JIANGONG_SMS_KEY": sms.key,
            "JIANGONG_SMS_SECRET": sms.secret,
            "JIANGONG_SMS_SIGN": "演示市总工会",
            "JIANGONG_SMS_TEMPLATE": "SMS_000000001",
            "JIANGONG_SMS_ENDPOINT": sms.address,
        }
    if wecom:
        found |= {
            "JIANGONG_CHANNEL_WORK_WECHAT": "wecom",
            "JIANGONG_WECOM_CORP": wecom.corp,
            "JIANGONG_WECOM_SECRET": wecom.secret,
            "JIANGONG_WECOM_AGENT": wecom.agent,
            "JIANGONG_WECOM_ENDPOINT": wecom.address,
        }
    if official:
        found |= {
            "JIANGONG_CHANNEL_OFFICIAL_ACCOUNT": "template",
            "JIANGONG_MP_APP": official.app,
            "JIANGONG_MP_SECRET": official.secret,
            "JIANGONG_MP_TEMPLATE": official.template,
            "JIANGONG_MP_ENDPOINT": official.address,
        }
    if smtp:
        found |= {
            "JIANGONG_CHANNEL_MAIL": "smtp",
            "JIANGONG_EMAIL_HOST": "127.0.0.1",
            "JIANGONG_EMAIL_PORT": str(smtp.port),
            "JIANGONG_EMAIL_FROM": "jiangong@example.org",
        }
    return found
