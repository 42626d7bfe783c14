"""Help in every corner, exit codes that mean something, one plain sentence instead of a traceback."""

import re
import socket
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from jiangong.operations.cli import COMMANDS, cli
from jiangong.operations.console import Code, sentence_for


def every_command() -> Iterator[tuple[str, ...]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        yield (name,)
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                yield (name, inner)


@pytest.mark.parametrize("words", list(every_command()), ids=" ".join)
def test_help_speaks_chinese_and_english(words):
    answer = CliRunner().invoke(cli, [*words, "--help"])
    assert answer.exit_code == Code.DONE
    body = answer.output.split("Options:")[0].split("\n", 1)[1]
    assert re.search("[一-鿿]{4}", body)
    assert re.search("[A-Za-z]{4,} [a-z]{2,}", body)


def test_help_lists_every_command():
    output = CliRunner().invoke(cli, ["--help"]).output
    for name in COMMANDS:
        assert f"  {name} " in output


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["demo", "--port", "0"],
        ["backup"],
        ["import-roster", "missing.xlsx"],
        ["plan", "nonsense"],
    ],
)
def test_wrong_words_are_usage(jiangong, words):
    done = jiangong("postgresql:///never-asked", *words)
    assert done.returncode == Code.USAGE
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer(jiangong):
    done = jiangong("postgresql://127.0.0.1:1/none?connect_timeout=2", "ledger", "verify")
    assert done.returncode == Code.MACHINE
    assert len(done.stderr.strip().splitlines()) == 1
    assert "DATABASE_URL" in done.stderr


def test_a_taken_port(jiangong):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = str(taken.getsockname()[1])
        for command in ("demo", "serve"):
            done = jiangong("postgresql:///never-asked", command, "--port", port)
            assert done.returncode == Code.MACHINE
            assert len(done.stderr.strip().splitlines()) == 1
            assert port in done.stderr


def test_unknown_union_is_refused(jiangong, tiny, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("姓名,证件号码\n")
    done = jiangong(
        tiny, "import-roster", str(file), "--organisation", "NONE", "--report", str(tmp_path / "r.xlsx")
    )
    assert done.returncode == Code.REFUSED
    assert "NONE" in done.stderr


def test_a_full_disk_is_one_sentence():
    import errno

    text, code = sentence_for(OSError(errno.ENOSPC, "No space left on device"))
    assert code == Code.MACHINE
    assert "磁盘已满" in text


def test_a_defect_keeps_its_traceback():
    assert sentence_for(KeyError("defect")) is None
