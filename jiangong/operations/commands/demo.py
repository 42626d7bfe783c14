"""`jiangong demo`: the whole platform on one machine, with an invented city."""

import os

import click

from jiangong.operations.console import Code, Stopped, leave, prepare, progress, say, step
from jiangong.operations.processes import (
    THREADS,
    WORKERS,
    Ready,
    require_free_port,
    run_together,
    signer_command,
    web_command,
    worker_command,
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 / port")
@click.option(
    "--scale",
    type=click.Choice(["small", "medium", "full"]),
    default="small",
    show_default=True,
    help="small：两万会员 20,000 members；medium：十二万会员，装得下整个赛季 120,000, enough for a whole season of contests；"
    "full：一百万会员、一千万条台账 a million members, 10 million entries",
)
@click.option(
    "--reset", is_flag=True, help="清空演示数据，从头再来 / throw the demonstration away and start over"
)
@click.option("--load-only", is_flag=True, help="只装入数据，不启动服务 / load the data, start nothing")
def demo(host: str, port: int, scale: str, reset: bool, load_only: bool) -> None:
    """启动内置数据库，建表，装入演示城市，启动网页和后台，打印地址和演示人员。再次启动保留数据。

    Start everything on this machine with an invented city; Ctrl-C stops it. A second start keeps the data.
    With DATABASE_URL set it uses that PostgreSQL (15 to 18), which must hold nothing but demonstration data.
    """
    os.environ["JIANGONG_DEMONSTRATION"] = "1"
    os.environ.setdefault("JIANGONG_SITE", f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}")  # noqa: S104
    if host not in ("127.0.0.1", "localhost"):
        os.environ.setdefault("JIANGONG_HOSTS", "*")
    if not load_only:
        require_free_port(host, port)
    say("建功演示 / Jiangong demonstration")
    with step("数据库 / database"):
        prepare()
    from jiangong.operations.demonstration import city, witnessing
    from jiangong.operations.preparing import prepare_everything, unapplied_migrations

    if reset or not unapplied_migrations():
        require_demonstration()
    if reset:
        with step("清空演示数据 / reset"):
            city.drop()
    prepare_everything()
    if city.is_empty():
        city.load(city.SCALES[scale], step=step, progress=progress)
    if load_only:
        leave(Code.DONE)
    witness = witnessing.ready(f"http://127.0.0.1:{port}")
    message = greeting(os.environ["JIANGONG_SITE"])
    code = run_together(
        {
            "web": web_command(host=host, port=port, workers=WORKERS, threads=THREADS),
            "worker": worker_command(jobs=2),
            "signer": signer_command(),
        },
        ready=Ready(host, port, message),
        afterwards={"witness": witnessing.command()} if witness else {},
    )
    say("已停止，数据保留在 var/。 / Stopped; the data stays in var/.")
    leave(Code(code))


def require_demonstration() -> None:
    """Refuse a database with real unions in it: everything in a demonstration may be thrown away."""
    from jiangong.operations.demonstration import city

    if city.holds_real_data():
        raise Stopped(
            "这个数据库里有非演示的组织，不能用作演示。请换一个 DATABASE_URL 或 JIANGONG_DATABASE。"
            " / This database holds real unions; choose another one for the demonstration.",
        )


def greeting(address: str) -> str:
    """The address and the people to sign in as."""
    from jiangong.operations.demonstration import city

    people = "\n".join(f"    {who}" for who in city.cast_lines())
    return (
        f"\n  打开 / open   {address}\n\n"
        f"  演示人员（在登录页选择） / people to sign in as, on the sign-in page:\n{people}\n\n"
        f"  按 Ctrl-C 停止，数据保留；make demo-reset 从头再来。 / Ctrl-C stops; the data stays.\n"
    )
