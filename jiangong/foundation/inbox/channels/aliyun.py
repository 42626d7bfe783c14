"""Text messages by Alibaba Cloud's SMS service: SendSms and QuerySendDetails of Dysmsapi 2017-05-25, signed by ACS3-HMAC-SHA256.

The service has no number by which it tells doublets. So after Unsure nothing is sent again; QuerySendDetails is asked,
which knows the letter's code as OutId.
"""

import hashlib
import hmac
import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from jiangong.foundation.inbox.channels import Letter, NotSent, Refused, Unsure, needed
from jiangong.foundation.inbox.channels.http import exchange

ALGORITHM, VERSION = "ACS3-HMAC-SHA256", "2017-05-25"
LONGEST = 35  # characters of a variable in a template
# Codes that say: not now, but later. Everything else that is not OK is for good.
LATER = ("Throttling", "ServiceUnavailable", "isp.SYSTEM_ERROR", "isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH",
         "isv.OUT_OF_SERVICE", "isv.ACCOUNT_ABNORMAL", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden",
         "isp.RAM_PERMISSION_DENY", "InvalidTimeStamp", "SignatureNonceUsed")  # fmt: skip
WAITING, FAILED, DELIVERED = 1, 2, 3  # SendStatus


class Aliyun:
    """JIANGONG_SMS_KEY, …_SECRET, …_SIGN, …_TEMPLATE (with the one variable `title`); …_ENDPOINT if not the public one.

    …_CODE_TEMPLATE (with the one variable `code`) is for codes to sign in with; without it they go as a title.
    """

    name = "aliyun"
    real = True
    safe_for = timedelta(0)
    reach = "phone"

    def __init__(self, channel: str) -> None:
        self.key, self.secret = needed("JIANGONG_SMS_KEY"), needed("JIANGONG_SMS_SECRET")
        self.sign, self.template = needed("JIANGONG_SMS_SIGN"), needed("JIANGONG_SMS_TEMPLATE")
        self.code_template = os.environ.get("JIANGONG_SMS_CODE_TEMPLATE", "")
        self.endpoint = os.environ.get("JIANGONG_SMS_ENDPOINT", "https://dysmsapi.aliyuncs.com").rstrip("/")

    def send(self, letter: Letter) -> str:
        template, words = self.template, {"title": _short(letter.title)}
        if letter.sign_in_code and self.code_template:
            template, words = self.code_template, {"code": letter.sign_in_code}
        status, answer = self._call(
            "SendSms",
            PhoneNumbers=letter.address,
            SignName=self.sign,
            TemplateCode=template,
            TemplateParam=json.dumps(words, ensure_ascii=False),
            OutId=letter.code,
        )
        code = str(answer.get("Code", ""))
        if code == "OK":
            return str(answer.get("BizId", ""))
        if code == "SignatureNonceUsed":
            raise Unsure(code)  # something on the way repeated the request: the first one counted
        if code.startswith(LATER):
            raise NotSent(f"{code} {answer.get('Message', '')}"[:200])
        if code and status < 500:
            raise Refused(f"{code} {answer.get('Message', '')}"[:200])
        raise Unsure(f"HTTP {status} {code}")

    def ask(self, letter: Letter) -> str | None:
        day = letter.written_at.astimezone(ZoneInfo("Asia/Shanghai"))
        for page in range(1, 11):
            status, answer = self._call(
                "QuerySendDetails",
                PhoneNumber=letter.address,
                SendDate=day.strftime("%Y%m%d"),
                PageSize="50",
                CurrentPage=str(page),
            )
            if answer.get("Code") != "OK":
                raise NotSent(f"HTTP {status} {answer.get('Code', '')}")
            details = (answer.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or []
            for one in details:
                if one.get("OutId") == letter.code:
                    if int(one.get("SendStatus", 0)) == FAILED:
                        raise Refused(str(one.get("ErrCode", "")))
                    return str(one.get("BizId", "") or "queried")
            if len(details) < 50:
                return None
        return None

    def find(self, phone: str) -> str:
        return ""

    def _call(self, action: str, **parameters: str) -> tuple[int, dict[str, Any]]:
        query = canonical_query(parameters)
        headers = {
            "host": urlsplit(self.endpoint).netloc,
            "x-acs-action": action,
            "x-acs-version": VERSION,
            "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        headers["Authorization"] = authorization("POST", query, headers, key=self.key, secret=self.secret)
        try:
            return exchange("POST", f"{self.endpoint}/?{query}", headers=headers)
        except Unsure as error:
            if action == "QuerySendDetails":  # a question that was not answered changes nothing
                raise NotSent(str(error)) from error
            raise


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"


def canonical_query(parameters: dict[str, str]) -> str:
    """The parameters in order, percent-encoded as RFC 3986 says."""
    return "&".join(
        f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(parameters.items())
    )


def authorization(method: str, query: str, headers: dict[str, str], *, key: str, secret: str) -> str:
    """The Authorization header of a request to "/" without a body."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{value.strip()}\n" for name, value in sorted(headers.items()))
    request = f"{method}\n/\n{query}\n{lines}\n{names}\n{headers['x-acs-content-sha256']}"
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key},SignedHeaders={names},Signature={signature}"
