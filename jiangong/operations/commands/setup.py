"""`jiangong setup`: everything between installing the software and starting it; safe to repeat."""

import click

from jiangong.operations.console import prepare, say
from jiangong.operations.preparing import prepare_everything


@click.command()
def setup() -> None:
    """建表（含后台任务表）、编译语言、收集静态文件。可以反复运行；升级之后运行一次。

    Migrate the database, compile the catalogues, collect static files. Repeat after every upgrade.
    """
    prepare()
    prepare_everything()
    say("准备完毕。 / Ready.")
