"""The ceremony of the demonstration: a city without a route to drand, whose throwers are of its cast.

Everybody can read these secrets here, so a draw by them is worth nothing; forms of a demonstration are filled with them, so
that one person can walk the whole path. In a real ceremony each thrower writes a secret that nobody else knows.
"""

from jiangong.foundation.common.beacons.ceremony import Ceremony, commitment

SECRETS = {
    "演示职工代表": "3 1 6 6 2 5 4 1 2 3 6 5 5 1 4 2 6 3 1 5 2 2 4 6",
    "演示公证员": "演示仪式里公证员写下的一句话，只有自己知道",
    "演示审计员": "1 4 4 2 6 3 5 1 6 6 2 3 1 5 4 4 2 6 5 3 1 2 6 4",
}
PUBLIC = "演示彩票第 001 期开奖号码（虚构）"
FIGURE = "02 09 11 17 23 30 + 05"
CEREMONY = Ceremony(tuple(SECRETS), tuple(commitment(one) for one in SECRETS.values()), (PUBLIC,))
