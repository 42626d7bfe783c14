"""The geometry of GB/T 9704-2012, once for docx and PDF. Lengths in millimetres unless a name says points."""
# not law in this file (0.25, 0.35, 0.5, 0.98, 1.5, 4, 4.0, 7.0, 14.0, 16.0, 20.0, 22, 22.0, 25.4, 28.0, 28, 30.0, 35.0, 37.0, 42.0, 72, 156.0, 170.0, 210.0, 225.0, 297.0, 11904): the geometry of GB/T 9704-2012, which the rulebook cites under documents

from jiangong.foundation.documents.states import Kind

PAGE = (210.0, 297.0)  # A4, §5.1
TOP, LEFT = 37.0, 28.0  # 天头 and 订口, §5.2.1
TYPE_AREA = (156.0, 225.0)  # 版心, §5.2.1
LINES, CHARACTERS = 22, 28  # a full page, §5.2.3
RIGHT = PAGE[0] - LEFT - TYPE_AREA[0]
BOTTOM = PAGE[1] - TOP - TYPE_AREA[1]

POINT = 25.4 / 72
BODY_POINTS = 16.0  # 三号, §5.2.2
TITLE_POINTS = 22.0  # 二号, §7.3.1
SMALL_POINTS = 14.0  # 四号, §7.4 and §7.5
LINE_POINTS = TYPE_AREA[1] / LINES / POINT  # 28.99
CHARACTER_POINTS = TYPE_AREA[0] / CHARACTERS / POINT  # 15.79

MARK_BELOW_TYPE_AREA = 35.0  # top of the red head below the top of the type area, §7.2.4
RULE_BELOW_NUMBER = 4.0  # the red rule, §7.2.7
PAGE_NUMBER_BELOW = 7.0  # the page number's dashes below the type area, §7.5
LETTER_MARK_TOP = 30.0  # of a letter in 信函格式 the head below the edge of the paper, §10.1
LETTER_RULE = 170.0  # its red double rules, §10.1
LETTER_FOOT = 20.0  # the lower one above the edge of the paper, §10.1
THICK_POINTS, THIN_POINTS = 0.35 / POINT, 0.25 / POINT  # rules of the imprint 版记, §7.4.1
DATE_INDENT = 4  # characters right of the date under a seal, §7.3.5.1

MARK_MOST_POINTS = (
    42.0  # the red head is no larger than that; long names are set smaller so that they fit one line
)


def mark_of(organisation: str, kind: Kind) -> str:
    """What stands in the red head 发文机关标志: name and 文件; of a letter the name alone; of minutes the name and 会议纪要."""
    if kind == Kind.LETTER:
        return organisation
    return organisation + ("会议纪要" if kind == Kind.MINUTES else "文件")


def mark_points(mark: str) -> float:
    """The size at which a red head fits its line, in points, to the half."""
    fits = TYPE_AREA[0] / POINT / max(len(mark), 1) * 0.98
    return min(MARK_MOST_POINTS, int(fits * 2) / 2)


def width(words: str) -> float:
    """How many characters wide a text is set: Chinese ones 1, others a half."""
    return sum(0.5 if ord(one) < 0x2E80 else 1.0 for one in words)


def signer_indent(signer: str, day: str) -> tuple[float, float]:
    """How far, in characters, signer and day stand from the right edge: the day four, the signer centred over it (§7.3.5.1).

    A signer so long that it would stand over the edge moves both to the left.
    """
    over = (width(signer) - width(day)) / 2
    indent = max(float(DATE_INDENT), over)
    return indent - over, indent


def title_width(title: str) -> float:
    """How many characters of 二号 a line of the title holds, so that its lines are of about one length (§7.3.1)."""
    most = int(TYPE_AREA[0] / POINT / TITLE_POINTS) - 2
    wide = width(title)
    lines = max(1, -(-int(wide * 2) // (most * 2)))
    return min(float(most + 2), wide / lines + 1.5)
