"""`jiangong serve`: the web server, in production and in the demonstration."""

import click

from jiangong.operations.console import Code, leave, prepare
from jiangong.operations.processes import THREADS, WORKERS, require_free_port, run_together, web_command


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口 / port")
@click.option(
    "--workers",
    default=WORKERS,
    show_default=True,
    type=click.IntRange(1, 64),
    help="进程数，约等于核数 / processes, about one a core",
)
@click.option(
    "--threads",
    default=THREADS,
    show_default=True,
    type=click.IntRange(1, 256),
    help="每个进程的线程数，每线程一条数据库连接 / threads a process, each with a database connection",
)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """网页和接口服务（granian，WSGI），收到 SIGTERM 时处理完手头的请求再停。

    Serve the pages and the API; finishes what it has begun on SIGTERM. Put nginx before it (deploy/nginx.conf).
    """
    require_free_port(host, port)
    prepare()
    from django.db import connection

    from jiangong.operations.settling import require_settled

    require_settled()
    connection.close()  # the children have their own
    code = run_together({"web": web_command(host=host, port=port, workers=workers, threads=threads)})
    leave(Code(code))
