"""What `jiangong check` looks at, one finding each."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from jiangong.foundation.common.messages import catalogues
from jiangong.foundation.people.sealing import keyring_path
from jiangong.operations.preparing import SERVERS, server_version, unapplied_migrations

GOOD, WARNING, WRONG = "✓", "!", "✗"
LEAST_FREE = 2 * 2**30  # bytes; below this a busy day may fill the disk
MOST_DRIFT = 2  # seconds between this machine's clock and the database's


@dataclass(frozen=True)
class Finding:
    """One line of the report: its mark, what was looked at, and what to do when it is not good."""

    mark: str
    what: str
    detail: str = ""


def findings() -> Iterator[Finding]:
    """Everything that is looked at, in order."""
    yield _server()
    yield _migrations()
    yield _catalogues()
    yield _static()
    yield from _secrets()
    yield _debug()
    yield from _hosts()
    yield _administrator()
    yield _keys()
    yield _witnesses()
    yield from _log()
    yield _calendar()
    yield _readings()
    yield _font()
    yield _clock()
    yield _disk()


def _judge(good: bool, what: str, otherwise: str, *, mark: str = WRONG) -> Finding:
    return Finding(GOOD, what) if good else Finding(mark, what, otherwise)


def _server() -> Finding:
    version = server_version()
    return _judge(version in SERVERS, f"PostgreSQL {version}", "支持 15 至 18 / supported are 15 to 18")


def _migrations() -> Finding:
    missing = unapplied_migrations()
    return _judge(
        not missing, "表结构 / tables", f"缺 {len(missing)} 步，请运行 jiangong setup / run jiangong setup"
    )


def _catalogues() -> Finding:
    old = [
        one for one in catalogues()
        if not one.with_suffix(".mo").exists() or one.with_suffix(".mo").stat().st_mtime < one.stat().st_mtime
    ]  # fmt: skip
    return _judge(not old, "译文 / catalogues", "请运行 jiangong setup / run jiangong setup")


def _static() -> Finding:
    there = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    return _judge(there, "静态文件 / static files", "请运行 jiangong setup / run jiangong setup")


def _secrets() -> Iterator[Finding]:
    for path in (settings.VAR / "secret-key", keyring_path()):
        if not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        yield _judge(
            mode & 0o077 == 0, f"{path.name} 权限 / mode", f"现为 {mode:o}，应为 600 / chmod 600 {path}"
        )


def _debug() -> Finding:
    return _judge(not settings.DEBUG, "调试关闭 / debug off", "请去掉 JIANGONG_DEBUG / unset JIANGONG_DEBUG")


def _hosts() -> Iterator[Finding]:
    if settings.DEMONSTRATION:
        yield Finding(
            WARNING, "演示模式 / demonstration", "任何人可选任何身份，不得放真实数据 / never with real data"
        )
        return
    yield _judge("*" not in settings.ALLOWED_HOSTS, "域名 / hosts", "JIANGONG_HOSTS 不应为 *")
    yield _judge(settings.SECURE, "HTTPS", "JIANGONG_SITE 应以 https:// 开头 / should begin with https://")
    from_ours = any(
        settings.SITE_ADDRESS.split("//")[-1].split("/")[0].split(":")[0] == host.lstrip(".")
        for host in settings.ALLOWED_HOSTS
    )
    yield _judge(from_ours, "网址与域名一致 / site is a host", "JIANGONG_SITE 的域名应在 JIANGONG_HOSTS 里")
    yield _judge(
        "console" not in settings.EMAIL_BACKEND, "邮件 / e-mail",
        "邮件只写日志，登录验证码发不出去 / set JIANGONG_EMAIL_BACKEND", mark=WARNING,
    )  # fmt: skip


def _administrator() -> Finding:
    from django.apps import apps

    there = apps.get_model("people", "Appointment").objects.filter(role="system_administrator").exists()
    return _judge(there, "系统管理员 / administrator", "请运行 jiangong create-administrator", mark=WARNING)


def _log() -> Iterator[Finding]:
    """A held log takes nothing in; an unreadable register cannot make a restored backup forget again."""
    from jiangong.foundation.ledger.queries import why_held
    from jiangong.foundation.people.erasure import register

    why = why_held()
    yield _judge(not why, "台账在记 / log not held", f"{why} jiangong settle")
    try:
        unreadable = register.read().unreadable
    except OSError:
        unreadable = -1
    yield _judge(
        not unreadable, "删除登记 / register of deletions",
        f"{register.register_path()} 读不出 / unreadable: {unreadable}", mark=WARNING,
    )  # fmt: skip


def _keys() -> Finding:
    """Values sealed under a key that is not in the ring can never be read again."""
    from jiangong.foundation.people.sealing import keyring

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT split_part(document_sealed, '.', 2) FROM people_person WHERE document_sealed <> '' LIMIT 50"
        )
        used = {kid for (kid,) in cursor.fetchall()}
    missing = used - set(keyring().keys)
    return _judge(
        not missing, "密钥环 / keyring",
        f"缺密钥 {'、'.join(sorted(missing))}，有些密文打不开，请放回备份 / restore the keyring's backup",
    )  # fmt: skip


def _witnesses() -> Finding:
    from django.core.exceptions import ImproperlyConfigured

    from jiangong.foundation.ledger.queries import witness_keys

    try:
        named = witness_keys()
    except ImproperlyConfigured as error:
        return Finding(WRONG, "见证人 / witnesses", str(error))
    return _judge(
        bool(named), "见证人 / witnesses",
        "还没有见证人，页面会写“尚无见证”，见 docs/witness.md / none named yet: pages say unwitnessed", mark=WARNING,
    )  # fmt: skip


def _calendar() -> Finding:
    from jiangong.foundation.clocks.queries import missing_years, published_years

    missing = missing_years()
    return _judge(
        not missing,
        f"工作日历到 {max(published_years())} 年 / working-day calendar",
        f"没有 {'、'.join(map(str, missing))} 年的放假安排，期限暂按周一至周五计算：升级 chinesecalendar，"
        "或者由市总工会在“工作日历”补录国务院办公厅的通知 / upgrade chinesecalendar or enter the notice",
        mark=WARNING,
    )


def _readings() -> Finding:
    from jiangong.foundation.people.readlog.queries import check

    found = check(newest=1000)
    return _judge(
        found.whole,
        f"查看记录 {found.total} 条 / reading log",
        "不完整，用 jiangong reading-log 全部验算 / not whole, run jiangong reading-log",
    )


def _font() -> Finding:
    from importlib.util import find_spec

    noto = any(Path("/usr/share/fonts").rglob("NotoS*CJK*")) if Path("/usr/share/fonts").exists() else False
    there = noto or find_spec("justmytype_intl_cjk") is not None
    return _judge(there, "证书字体 / font for certificates", "请安装 fonts-noto-cjk / install fonts-noto-cjk")


def _clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
    return _judge(
        drift < MOST_DRIFT, "时钟 / clock", f"与数据库相差 {drift:.1f} 秒，请对时 / synchronise clocks"
    )


def _disk() -> Finding:
    free = shutil.disk_usage(settings.VAR if os.path.exists(settings.VAR) else ".").free
    return _judge(free > LEAST_FREE, "磁盘 / disk", f"只剩 {free // 2**20} MB", mark=WARNING)
