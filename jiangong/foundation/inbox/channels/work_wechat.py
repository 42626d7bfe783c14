"""WeChat Work 企业微信: gettoken, message/send of a text card, user/getuserid by phone.

`enable_duplicate_check`: within `duplicate_check_interval` (four hours at most) the same request is delivered once. The
request holds the letter's code in its address and is the same at every attempt, so that it may be repeated so long.
"""

import os
from datetime import timedelta
from html import escape

from jiangong.foundation.inbox.channels import Letter, NotSent, Refused, Unsure, needed
from jiangong.foundation.inbox.channels.http import exchange
from jiangong.foundation.inbox.channels.wechat import Token, call, judge

INTERVAL = 4 * 3600  # seconds, the most there is
BUSY, TOO_MANY = -1, frozenset({45009, 45033})
GONE = frozenset({40003, 60111, 60121, 81013, 82001})  # no such member, or none that this application may see
NO_SUCH_PHONE = frozenset({46004, 60103, 60104, 60111})


class WorkWechat:
    """JIANGONG_WECOM_CORP, …_SECRET, …_AGENT; …_ENDPOINT if not the public one."""

    name = "wecom"
    real = True
    safe_for = timedelta(seconds=INTERVAL - 600)
    reach = "own"

    def __init__(self, channel: str) -> None:
        self.corp, self.secret = needed("JIANGONG_WECOM_CORP"), needed("JIANGONG_WECOM_SECRET")
        self.agent = int(needed("JIANGONG_WECOM_AGENT"))
        self.endpoint = os.environ.get("JIANGONG_WECOM_ENDPOINT", "https://qyapi.weixin.qq.com").rstrip("/")
        self.token = Token(
            lambda: exchange(
                "GET", f"{self.endpoint}/cgi-bin/gettoken?corpid={self.corp}&corpsecret={self.secret}"
            )
        )

    def send(self, letter: Letter) -> str:
        answer = call(
            self.token,
            f"{self.endpoint}/cgi-bin/message/send",
            {
                "touser": letter.address,
                "msgtype": "textcard",
                "agentid": self.agent,
                "textcard": {
                    "title": letter.title[:64],
                    "description": escape(letter.text[:240], quote=False),
                    "url": f"{letter.url}{'&' if '?' in letter.url else '?'}d={letter.code}",
                },
                "enable_duplicate_check": 1,
                "duplicate_check_interval": INTERVAL,
            },
        )
        if answer["errcode"] == BUSY:
            raise Unsure("-1 busy")
        judge(answer, later=TOO_MANY, never=GONE)
        if answer.get("invaliduser") or answer.get("unlicenseduser"):
            raise Refused(f"invaliduser {answer.get('errmsg', '')}"[:200])
        return str(answer.get("msgid", ""))

    def ask(self, letter: Letter) -> str | None:
        return None

    def find(self, phone: str) -> str:
        try:
            answer = call(self.token, f"{self.endpoint}/cgi-bin/user/getuserid", {"mobile": phone})
        except Unsure as error:
            raise NotSent(str(error)) from error
        if answer["errcode"] in NO_SUCH_PHONE:
            return ""
        judge(answer, later=TOO_MANY, never=frozenset())
        return str(answer.get("userid", ""))
