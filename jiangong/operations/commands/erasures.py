"""`jiangong erasures`: the register of deletions, doing them again, clearing what PostgreSQL keeps of deleted rows."""

import click

from jiangong.operations.console import Code, leave, prepare, say, step


@click.group()
def erasures() -> None:
    """依法删除：查看登记、补做、清除残留。 / Deletions of personal data: show, catch up, clear what is left."""


@erasures.command()
def show() -> None:
    """删除登记里的每一次删除，只有编号。 / Every deletion of the register, numbers only."""
    prepare()
    from django.utils import timezone

    from jiangong.foundation.people.erasure import register

    found = register.read()
    say(f"{register.register_path()}")
    for line in found.lines:
        when = timezone.localtime(line.at)
        people = " ".join(str(number) for number in line.people)
        say(f"  {when:%Y-%m-%d %H:%M}  人 / people {people}  记录 / entries {len(line.entries)}")
    say(f"{len(found.lines)} 次 / deletions，读不出的行 / unreadable lines {found.unreadable}")


@erasures.command("catch-up")
def catch_up() -> None:
    """登记里有、库里没做的删除再做一遍；库里做了、登记里没有的补记。worker 每小时自动做。

    Do again what the register knows and the database does not; the worker does this every hour.
    """
    prepare()
    from jiangong.foundation.people.erasure import actions

    found = actions.catch_up()
    say(
        f"{found.known} 次登记 / in the register，补做 / done again {found.done}，补记 / lines added {found.added}，"
        f"读不出的行 / unreadable lines {found.unreadable}"
    )
    if found.unreadable:
        leave(Code.PARTLY)


@erasures.command()
@click.confirmation_option(
    prompt="每张表重写时会锁住一会儿，继续吗？ / Each table is locked while it is rewritten. Go on?"
)
def scrub() -> None:
    """重写存有个人信息的表和统计信息，清除已删除行在数据文件里的残留（VACUUM FULL）；预写日志的清除见《运行手册》。

    Rewrite the tables that held personal data, and the planner's statistics, so that nothing of deleted rows is left
    in the data files.
    """
    prepare()
    from django.db import DatabaseError, connection

    from jiangong.foundation.people.erasure.queries import tables

    left_out = 0
    with connection.cursor() as cursor:
        for table in tables():
            with step(f"重写 / rewrite {table}"):
                cursor.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
        # The planner's samples of values, then the log that recovery and replicas read.
        for statement in (
            "VACUUM FULL pg_catalog.pg_statistic",
            "VACUUM FULL pg_catalog.pg_statistic_ext_data",
            "CHECKPOINT",
            "SELECT pg_switch_wal()",
        ):
            try:
                cursor.execute(statement)
            except DatabaseError as error:
                left_out += 1
                say(f"  没有做 / not done: {statement}（{str(error).splitlines()[0]}）")
    if left_out:
        say(
            "请由数据库超级用户执行上面没有做的语句。 / Let a superuser of the database run these statements."
        )
        leave(Code.PARTLY)
