"""Places in proportion to numbers, with whole places that add up: the method of the largest remainder (Hare/Hamilton)."""

from collections.abc import Mapping
from dataclasses import dataclass

from jiangong.selection.draws.formulas.rules import DrawError


@dataclass(frozen=True)
class Quota:
    """`whole` places by the plain share, the `remainder` of it in parts of `of` (the sum of all numbers), and one `more` if
    that remainder was among the largest."""

    whole: int
    remainder: int
    of: int
    more: bool

    @property
    def places(self) -> int:
        return self.whole + self.more


def largest_remainder(numbers: Mapping[str, int], places: int) -> dict[str, Quota]:
    """`places` shared in proportion to `numbers` (members of each district, say); the quotas' places sum to `places`.

    Equal remainders: the larger number first, then the earlier code. Raises DrawError("proportion") unless there is a
    number above 0 and none below, and places are not negative.
    """
    total = sum(numbers.values())
    if total < 1 or min(numbers.values()) < 0 or places < 0:
        raise DrawError(
            "proportion", "Places can only be shared in proportion to numbers of which one is above 0."
        )
    shares = {code: divmod(number * places, total) for code, number in numbers.items()}
    left = places - sum(whole for whole, _ in shares.values())
    order = sorted(numbers, key=lambda code: (-shares[code][1], -numbers[code], code))
    lucky = set(order[:left])
    return {code: Quota(*shares[code], total, code in lucky) for code in numbers}
