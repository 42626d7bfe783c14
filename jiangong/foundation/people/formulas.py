"""Pure rules about documents, phones and names: no Django models, no database.

Documents: GB 11643 identity numbers (GB 11643-1999 check digit; area codes are never checked, because cards still
carry abolished ones), passports, the permits of residents of Hong Kong, Macau and Taiwan, permanent residence of
foreigners (15 characters, and 18 digits since 2023).
"""
# not law in this file (3, 4, 6, 7, 9, 10, 11, 13, 14, 15, 18, 1900): forms of documents and numbers (GB 11643, member numbers), and how much is masked

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.cn.ric import calc_check_digit

from jiangong.foundation.people.states import DocumentType, Sex
from jiangong.foundation.rulebook.explain import Compare, Datum, Kind, Term

# What every rule about members asks, and who can put it right.
HOME = _("所在单位工会")
MEMBER = Datum(
    "member",
    _("有在册的会籍"),
    kind=Kind.FLAG,
    owner=HOME,
    remedy=_("会籍由所在单位工会登记和更正；还没有入会的，可以申请入会。"),
)


def within_time(
    opens_at: datetime,
    closes_at: datetime,
    *,
    announced: Promise,
    organiser: Promise,
    begun: str,
    not_over: str,
) -> tuple[Compare, Compare]:
    """What every rule about applying asks first, of the fact `now`: it has opened, and it is not closed.

    `announced` is where the two moments are written, `organiser` who sets them; the other two name the clauses.
    """
    now = Datum(
        "now",
        _("现在的时间"),
        kind=Kind.MOMENT,
        owner=organiser,
        remedy=format_lazy(_("起止时间由{organiser}公布。"), organiser=organiser),
        fixed=True,
    )
    return (
        Compare(now, ">=", Term(opens_at, _("报名开始"), announced), begun, _("报名已经开始")),
        Compare(now, "<", Term(closes_at, _("报名截止"), announced), not_over, _("报名没有截止")),
    )


def age_on(born_on: date, day: date) -> int:
    """Whole years on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


_DROPPED = re.compile(r"[\s\-‐-―－_'‘’`·.,，。:：;；()（）\u200b-\u200f\ufeff]+")
_PERMIT_PREFIX = {"81": "HK", "82": "MO", "83": "TW"}


class Problem(Enum):
    """What is wrong with a document or phone; the value is a stable code, `text` a sentence for people."""

    MISSING = "missing"
    ROUNDED = "rounded"
    LENGTH = "length"
    CHARACTERS = "characters"
    CHECK_DIGIT = "check_digit"
    BIRTH_DATE = "birth_date"
    PATTERN = "pattern"
    PHONE = "phone"

    @property
    def text(self) -> Promise:
        return _PROBLEM_TEXTS[self]


_PROBLEM_TEXTS = {
    Problem.MISSING: _("没有填写。"),
    Problem.ROUNDED: _("号码被表格软件改成了科学计数，末几位已经丢失，请按证件重新填写。"),
    Problem.LENGTH: _("居民身份证号应为 18 位（旧号 15 位）。"),
    Problem.CHARACTERS: _("居民身份证号只能是数字，最后一位可以是 X。"),
    Problem.CHECK_DIGIT: _("校验位不符，请对照证件检查是否有一位抄错。"),
    Problem.BIRTH_DATE: _("号码里的出生日期不存在或者不合理。"),
    Problem.PATTERN: _("号码的样式与所选证件类型不符。"),
    Problem.PHONE: _("手机号应为 11 位，以 1 开头；境外号码请带国家或地区代码，如 +852。"),
}


@dataclass(frozen=True)
class Document:
    """A checked document: the number in its one normal form, and what the number itself tells."""

    type: str
    number: str
    born_on: date | None = None
    sex: str = ""
    upgraded: bool = False


def normalise_document(text: str) -> str:
    """One form for every way of writing a number: half-width, no spaces or dashes, capital letters."""
    if text.isascii() and text.isalnum() and text == text.upper():
        return text
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).replace("×", "X").upper()


def normalise_phone(text: str) -> str:
    """A mainland mobile as 11 digits; a number from elsewhere as +country and digits."""
    if len(text) == 11 and text.isascii() and text.isdigit():
        return text
    text = unicodedata.normalize("NFKC", text).strip()
    abroad = text.startswith(("+", "00"))
    digits = "".join(sign for sign in text if sign.isdigit())
    if text.startswith("00"):
        digits = digits[2:]
    if digits.startswith("86") and len(digits) == 13:
        return digits[2:]
    return f"+{digits}" if abroad and digits else digits


def check_phone(text: str) -> str | Problem:
    """The phone in normal form, or what is wrong with it. Fixed lines are not accepted: codes go to phones."""
    phone = normalise_phone(text)
    if not phone:
        return Problem.MISSING
    if re.fullmatch(r"1[3-9]\d{9}", phone) or re.fullmatch(r"\+[1-9]\d{6,14}", phone):
        return phone
    return Problem.PHONE


def check_document(type: str, text: str, *, today: date | None = None) -> Document | Problem:
    """The document in normal form, or what is wrong with it.

    With an empty `type` the type is told from the number where that is possible without guessing.
    """
    if re.fullmatch(r"\s*\d(\.\d+)?[eE][+]?\d+\s*", text):
        return Problem.ROUNDED
    number = normalise_document(text)
    if not number:
        return Problem.MISSING
    match type or guess_type(number):
        case DocumentType.IDENTITY_CARD:
            return _check_identity(number, today or date.today())
        case DocumentType.PASSPORT:
            fits = re.fullmatch(r"(?=.*\d)[A-Z0-9]{5,17}", number)
            return Document(DocumentType.PASSPORT, number) if fits else Problem.PATTERN
        case DocumentType.HONG_KONG_MACAU:
            if number[:2] in ("81", "82") and len(number) == 18:
                return _check_resident(DocumentType.HONG_KONG_MACAU, number, today or date.today())
            # 来往内地通行证: H or M and 8 digits, formerly with 2 digits of renewals behind them
            fits = re.fullmatch(r"[HM]\d{8}(\d{2})?", number)
            return Document(DocumentType.HONG_KONG_MACAU, number[:9]) if fits else Problem.PATTERN
        case DocumentType.TAIWAN:
            if number[:2] == "83" and len(number) == 18:
                return _check_resident(DocumentType.TAIWAN, number, today or date.today())
            # 来往大陆通行证: 8 digits; older booklets 10 digits and a letter
            fits = re.fullmatch(r"\d{8}|\d{10}[A-Z]?", number)
            return Document(DocumentType.TAIWAN, number) if fits else Problem.PATTERN
        case DocumentType.PERMANENT_RESIDENCE:
            if number.startswith("9") and len(number) == 18:
                return _check_resident(DocumentType.PERMANENT_RESIDENCE, number, today or date.today())
            fits = re.fullmatch(r"[A-Z]{3}\d{12}", number)
            return Document(DocumentType.PERMANENT_RESIDENCE, number) if fits else Problem.PATTERN
        case _:
            return Problem.PATTERN


def guess_type(number: str) -> str:
    """The type a normalised number can only be of, or an identity card when it may be one, or ''."""
    if len(number) == 18 and number[:2] in _PERMIT_PREFIX:
        return DocumentType.TAIWAN if number[:2] == "83" else DocumentType.HONG_KONG_MACAU
    if len(number) == 18 and number.startswith("9"):
        return DocumentType.PERMANENT_RESIDENCE
    if number[:-1].isdigit() and len(number) >= 14:
        return DocumentType.IDENTITY_CARD
    if re.fullmatch(r"[A-Z]{3}\d{12}", number):
        return DocumentType.PERMANENT_RESIDENCE
    if re.fullmatch(r"[HM]\d{8}(\d{2})?", number):
        return DocumentType.HONG_KONG_MACAU
    if re.fullmatch(r"[A-Z]{1,2}\d{6,9}", number):
        return DocumentType.PASSPORT
    return ""


def upgrade_identity(number: str) -> str:
    """The 18-digit form of a 15-digit identity number: century 19, check digit appended."""
    long = f"{number[:6]}19{number[6:]}"
    return long + calc_check_digit(long + "0")


def _check_identity(number: str, today: date) -> Document | Problem:
    upgraded = len(number) == 15
    if len(number) not in (15, 18):
        return Problem.LENGTH
    if not re.fullmatch(r"\d{15}|\d{17}[\dX]", number, re.ASCII):
        return Problem.CHARACTERS
    if upgraded:
        number = upgrade_identity(number)
    document = _check_resident(DocumentType.IDENTITY_CARD, number, today)
    if isinstance(document, Document) and upgraded:
        return Document(document.type, document.number, document.born_on, document.sex, upgraded=True)
    return document


def _check_resident(type: str, number: str, today: date) -> Document | Problem:
    """Any number built like GB 11643: birth date in places 7–14, sex in place 17, check digit in place 18."""
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return Problem.CHARACTERS
    if calc_check_digit(number) != number[-1]:
        return Problem.CHECK_DIGIT
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Problem.BIRTH_DATE
    if born_on.year < 1900 or born_on > today:
        return Problem.BIRTH_DATE
    return Document(type, number, born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def mask_name(name: str) -> str:
    """王** for 王小明, 欧**** for a longer one: the first sign and a star for each of the rest."""
    name = name.strip()
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_document(number: str) -> str:
    """The first 4 and the last 2 signs of a long number (no birth date, no serial); fewer of a short one."""
    if len(number) >= 15:
        return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}"
    return f"{number[:1]}{'*' * max(len(number) - 3, 3)}{number[-2:]}" if len(number) > 4 else "****"


def mask_phone(phone: str) -> str:
    """138****5678: the first three and the last four digits."""
    return f"{phone[:3]}{'*' * max(len(phone) - 7, 2)}{phone[-4:]}" if len(phone) >= 9 else "****"


def member_number(serial: int) -> str:
    """M and ten digits, the last a check digit (Luhn), so that a mistyped number is noticed: 1 → M0000000018."""
    digits = f"{serial:09d}"
    total = 0
    for place, sign in enumerate(reversed(digits)):
        doubled = int(sign) * 2 if place % 2 == 0 else int(sign)
        total += doubled - 9 if doubled > 9 else doubled
    return f"M{digits}{(10 - total % 10) % 10}"
