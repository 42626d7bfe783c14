"""What every kind of public randomness may say."""


class BeaconError(ValueError):
    """The value is not the randomness that was named; `args[0]` is a code that the room turns into words."""
