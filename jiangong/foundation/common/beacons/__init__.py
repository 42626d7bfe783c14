"""Public randomness named beforehand 公共随机数: nobody could know it when it was named, anybody can check it afterwards.

Two kinds, both without tables and without Django:

- `drand`: a round of the League of Entropy's network "quicknet", one every three seconds. Its value is a signature that
  anybody can check, so it does not matter by which way it arrives: fetched, pasted, read out over the telephone.
- `ceremony`: for places that cannot reach drand. Named people commit to secrets, disclose them by a named time, and a
  public figure that is drawn after that time (a lottery, a closing index) is added. Whoever throws last cannot choose,
  not even by keeping silent: the public figure is not known yet.

What is drawn, and how the value becomes a choice, is the business of the room that asks (samples, draws). The order is
always the same: write down what will be drawn and which randomness will decide; let that be signed and witnessed; only
then may the randomness come into being.
"""

from jiangong.foundation.common.beacons import ceremony, drand
from jiangong.foundation.common.beacons.errors import BeaconError

__all__ = ["BeaconError", "ceremony", "drand"]
