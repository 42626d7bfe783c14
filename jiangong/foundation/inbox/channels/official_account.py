"""Template messages of a WeChat official account 服务号: stable_token, message/template/send.

`client_msg_id`: for ten minutes the same openid and id get one message only, so that a letter may be repeated so long.
"""

import json
import os
from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jiangong.foundation.inbox.channels import Letter, NotSent, Unsure, needed
from jiangong.foundation.inbox.channels.http import exchange
from jiangong.foundation.inbox.channels.wechat import Token, call, judge

BUSY, TOO_MANY = -1, frozenset({45009, 45011, 45033})
GONE = frozenset({40003, 43004, 43101})  # no such openid; has left the account, or does not want it
LONGEST = 20  # characters of a `thing` field


class OfficialAccount:
    """JIANGONG_MP_APP, …_SECRET, …_TEMPLATE, …_FIELDS ("thing1=title,time2=time"); …_ENDPOINT if not the public one."""

    name = "template"
    real = True
    safe_for = timedelta(minutes=9)
    reach = "own"

    def __init__(self, channel: str) -> None:
        self.app, self.secret = needed("JIANGONG_MP_APP"), needed("JIANGONG_MP_SECRET")
        self.template = needed("JIANGONG_MP_TEMPLATE")
        self.fields = dict(
            one.split("=", 1)
            for one in os.environ.get("JIANGONG_MP_FIELDS", "thing1=title,time2=time").split(",")
        )
        self.endpoint = os.environ.get("JIANGONG_MP_ENDPOINT", "https://api.weixin.qq.com").rstrip("/")
        self.authorisation = os.environ.get("JIANGONG_MP_AUTHORISATION", "https://open.weixin.qq.com").rstrip(
            "/"
        )
        asked = {"grant_type": "client_credential", "appid": self.app, "secret": self.secret}
        self.token = Token(
            lambda: exchange(
                "POST",
                f"{self.endpoint}/cgi-bin/stable_token",
                headers={"Content-Type": "application/json"},
                body=json.dumps(asked).encode(),
            )
        )

    def send(self, letter: Letter) -> str:
        written = letter.written_at.astimezone(ZoneInfo("Asia/Shanghai"))
        title = letter.title if len(letter.title) <= LONGEST else letter.title[: LONGEST - 1] + "…"
        values = {
            "title": title,
            "text": letter.text[:LONGEST],
            "time": written.strftime("%Y年%m月%d日 %H:%M"),
        }
        answer = call(
            self.token,
            f"{self.endpoint}/cgi-bin/message/template/send",
            {
                "touser": letter.address,
                "template_id": self.template,
                "url": letter.url,
                "client_msg_id": letter.code,
                "data": {field: {"value": values[what]} for field, what in self.fields.items()},
            },
        )
        if answer["errcode"] == BUSY:
            raise Unsure("-1 busy")
        judge(answer, later=TOO_MANY, never=GONE)
        return str(answer.get("msgid", ""))

    def where_to_bind(self, back: str, state: str) -> str:
        """The address in WeChat that tells us, at `back`, who opened it (snsapi_base: nothing but the openid)."""
        asked = {
            "appid": self.app,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self.authorisation}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    def who(self, code: str) -> str:
        """The openid that a code stands for; codes count once. Raises NotSent where there is none."""
        asked = {"appid": self.app, "secret": self.secret, "code": code, "grant_type": "authorization_code"}
        try:
            _status, answer = exchange("GET", f"{self.endpoint}/sns/oauth2/access_token?{urlencode(asked)}")
        except Unsure as error:
            raise NotSent(str(error)) from error
        if not answer.get("openid"):
            raise NotSent(f"{answer.get('errcode', '')} {answer.get('errmsg', '')}"[:200])
        return str(answer["openid"])

    def ask(self, letter: Letter) -> str | None:
        return None

    def find(self, phone: str) -> str:
        return ""
