"""`jiangong check`: is this deployment as it should be?"""

import click

from jiangong.operations.console import Code, leave, prepare, say


@click.command()
def check() -> None:
    """检查数据库版本、表结构、译文、静态文件、密钥文件权限、字体、域名、调试开关、时钟、磁盘。

    Check this deployment, one line each. Exit code 3 when something is wrong, 0 when all is well (warnings allowed).
    """
    prepare()
    from jiangong.operations.deployment import findings

    wrong = 0
    for finding in findings():
        say(f"  {finding.mark}  {finding.what}{'：' + finding.detail if finding.detail else ''}")
        wrong += finding.mark == "✗"
    if wrong:
        say(f"{wrong} 项需要处理，见 docs/operations.md。 / {wrong} things to mend.")
        leave(Code.MACHINE)
    say("检查完毕。 / All is well.")
