"""Another language, written from docs/draws.md, makes the same draw."""

import shutil
from random import Random

import pytest

from tests.foreign import draws, go


@pytest.mark.skipif(shutil.which("go") is None, reason="no Go on this machine: apt install golang-go")
def test_go_makes_the_same_draws(tmp_path):
    program, chance = go.compile_program(tmp_path, "draw"), Random(1)
    for number, applications in enumerate((0, 1, 2, 3, 5, 8, 13, 40, 200, 1_000)):
        published, made = draws.ours(*draws.random_draw(chance, applications))
        assert draws.in_go(program, tmp_path / str(number), published) == made.hashes
