"""What may be shown: names masked, free words looked through; receipt codes. Pure: no Django models, no database."""
# not law in this file (4, 11, 13, 14, 16): forms of numbers that must not be published, and of receipt codes

import re
import secrets
import unicodedata
from collections.abc import Collection
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Crockford's alphabet: no signs that look alike; 16 of them are 80 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
LOOKALIKES = str.maketrans("OILU", "011V")

_GAP = r"[\s\-‐-―_.,·•()*/|]{0,3}"  # how people break long numbers up
_RUN = re.compile(rf"\d(?:{_GAP}\d){{10,}}")  # eleven digits or more
_DAY = r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:[0-2]?\d|3[01])"
_DAYS = re.compile(rf"{_DAY}(?:{_GAP}{_DAY})*")
_LETTERED = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{{1,2}}{_GAP}\d(?:{_GAP}\d){{6,9}}(?![0-9])")
_FIXED_LINE = range(11, 13)  # digits of 0535-6688666 and its like
_SHORTEST_CARD = 14
# Diagnoses and treatments: what is said of one person on a list never holds any.
_ILLNESS = re.compile(
    "癌|肿瘤|白血病|尿毒症|透析|化疗|放疗|艾滋|HIV|梅毒|乙肝|肝炎|肺结核|精神分裂|抑郁|残疾|伤残|瘫痪|糖尿病|高血压|"
    "心脏病|冠心病|脑梗|中风|肾衰|病史|患病|患有|确诊|住院|手术|流产|怀孕|妊娠|尘肺|职业病",
    re.IGNORECASE,
)


def shown_name(name: str, *, is_person: bool = True) -> str:
    """王** for a person, whatever the name's length; an organisation's name is shown whole."""
    name = " ".join(name.split())
    return f"{name[:1]}**" if name and is_person else name


def private_in(
    text: str, names: Collection[str] = (), *, public: Collection[str] | None = None, of_one: bool = False
) -> Promise | None:
    """What of a text that everybody will read is private, in words; None when nothing is.

    Numbers of documents, mobiles and bank cards, however they are broken up or in whatever digits; a full name of
    `names`; in what an officer typed, which is said by `public`, also a given name of two signs or more, unless it is
    part of one of these `public` texts (a course called 建设…); where the text is about one person (`of_one`), illness.
    """
    plain = _plain(text)
    for run in _RUN.finditer(plain):
        digits = re.sub(r"\D", "", run[0])
        if _DAYS.fullmatch(run[0]) or (digits[0] == "0" and len(digits) in _FIXED_LINE):
            continue
        return _("证件或者银行卡号码") if len(digits) >= _SHORTEST_CARD else _("手机号码")
    if _LETTERED.search(plain):
        return _("证件号码")
    squeezed = _squeezed(text)
    bare = [_squeezed(one) for one in names]
    if any(len(one) > 1 and one in squeezed for one in bare):
        return _("名单上的人的姓名")
    if public is not None:
        rest = squeezed
        for known in sorted((_squeezed(one) for one in public), key=len, reverse=True):
            rest = rest.replace(known, "\0") if known else rest
        if any(len(one) > 2 and one[1:] in rest for one in bare):  # surname and two signs more
            return _("名单上的人的名字")
    return _("病情") if of_one and _ILLNESS.search(squeezed) else None


def _plain(text: str) -> str:
    """Half-width, digits of every script as 0–9, nothing invisible in between."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in folded
        if unicodedata.category(sign) != "Cf"
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", _plain(text)).casefold()


def new_code() -> str:
    """A receipt code nobody can guess (80 bits), in groups of four: 7K3M-…"""
    signs = "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))
    return "-".join(signs[n : n + 4] for n in range(0, CODE_LENGTH, 4))


def receipt_of(code: str) -> str:
    """What is kept of a code: its hash. However it is typed: small letters, without dashes, O for 0, I or L for 1."""
    signs = re.sub(r"[\s\-‐-―]", "", _plain(code)).upper().translate(LOOKALIKES)
    return sha256(f"jiangong notices receipt {signs}".encode()).hexdigest()
