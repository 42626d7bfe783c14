"""`jiangong`: the one entry point of whoever runs the machine. Each command is in a file of its own in commands/."""

import importlib
import sys

import click

from jiangong.operations.console import Code, Stopped, sentence_for

# name → (module in commands/, help line). A command's module is loaded only when it runs.
COMMANDS = {
    "demo": ("demo", "启动演示 / start the demonstration on this machine"),
    "demo-season": (
        "demo_season",
        "演示：办一整个竞赛赛季 / the demonstration: hold a whole season of contests",
    ),
    "setup": ("setup", "建表、编译语言、收集静态文件 / prepare database and files"),
    "serve": ("serve", "网页服务 / serve the pages and the API"),
    "worker": ("worker", "后台任务与规划进度 / background jobs and plan figures"),
    "signer": ("signer", "给台账签检查点 / sign the ledger's checkpoints"),
    "distrust-credentials-key": (
        "credentials",
        "凭证签发密钥泄露：不再可信，重新签名 / a key for credentials is in other hands",
    ),
    "create-administrator": ("administrator", "建立系统管理员 / create the system administrator"),
    "import-organisations": ("organisations", "从表格导入工会组织 / import unions from a spreadsheet"),
    "import-roster": ("roster", "从表格导入会员花名册 / import a union's members"),
    "plan": ("plan", "规划：查看、重算、核对 / the plan's figures: show, rebuild, check"),
    "ledger": ("ledger", "台账：查看、校验 / the ledger: show, verify"),
    "reading-log": ("reading_log", "查看记录：全部验算 / check the log of who saw personal data"),
    "calendar": (
        "calendar",
        "工作日历：年份、缺的年份、要变的期限 / working-day calendar and clocks that would move",
    ),
    "erasures": ("erasures", "依法删除：登记、补做、清除残留 / deletions of personal data"),
    "rotate-keys": ("keys", "更换加密密钥 / re-seal personal data under a new key"),
    "backup": ("archive", "备份 / back up the database"),
    "restore": ("archive", "恢复到空数据库，再核对 / restore into an empty database, then settle"),
    "settle": ("archive", "恢复之后核对，台账才继续 / compare after a restore, so that the ledger may go on"),
    "witness": (
        "witness",
        "见证人：跟踪日志、联署、保存证据 / a witness: follow a log, cosign, keep evidence",
    ),
    "check": ("check", "部署检查 / check this deployment"),
}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"jiangong.operations.commands.{COMMANDS[name][0]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 / Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="jiangong")
def cli() -> None:
    """建功：城市工会五年规划平台的管理命令。 / Jiangong: commands for whoever runs the machine.

    退出码 / exit codes: 0 完成 done · 1 被规则拒绝 refused · 2 用法不对 usage · 3 机器未就绪 machine not ready ·
    4 部分完成 partly done · 5 核对不符 verification differs · 130 中断 interrupted.
    """


def main() -> None:
    try:
        cli(prog_name="jiangong", standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。 / Interrupted.", err=True)
        sys.exit(Code.INTERRUPTED)
    except Stopped as error:
        error.show()
        sys.exit(error.code)
    except click.ClickException as error:
        error.show()
        sys.exit(Code.USAGE)
    except BrokenPipeError:
        sys.exit(Code.DONE)
    except Exception as error:
        told = sentence_for(error)
        if told is None:
            raise
        click.echo(told[0], err=True)
        sys.exit(told[1])
