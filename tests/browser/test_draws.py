"""The reader's own browser makes a draw again, byte for byte."""

from hashlib import sha256
from random import Random

from tests.foreign import draws


def test_the_browser_makes_the_same_draws(visit):
    page, chance = visit(None), Random(2)
    page.goto("about:blank")
    page.add_script_tag(path=draws.SCRIPT)
    for applications in (0, 1, 2, 3, 5, 8, 13, 40, 200, 1_000):
        published, made = draws.ours(*draws.random_draw(chance, applications))
        assert draws.in_browser(page, published) == made


def test_the_browsers_hash_is_sha256(visit):
    page, chance = visit(None), Random(3)
    page.goto("about:blank")
    page.add_script_tag(path=draws.SCRIPT)
    for length in (*range(130), 1_000):
        data = chance.randbytes(length)
        found = page.evaluate(
            "(bytes) => Array.from(jiangong.draws.sha256(Uint8Array.from(bytes)))", list(data)
        )
        assert bytes(found) == sha256(data).digest()
