"""Judging one row after the other: normalise, validate, find doubles. Lean, because a file has 100,000 of them.

What costs is looked up instead of computed: wordings, days and the parts of identity numbers repeat in every real
file. An identity number is checked by three tables (area, birth date, serial) that hold partial check sums. Most
rows hold nothing but what was met before, and nothing to remark: they take the short way (`_plain`), which knows only
"all is well" and "look closely". The long way (`_judge`) judges everything; both give the same person.
"""
# not law in this file (3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 18, 80, 1900): columns of a spreadsheet and forms of numbers

import gc
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import NamedTuple

from jiangong.foundation.common.spreadsheets import Cell, as_day, as_text
from jiangong.foundation.people.formulas import Document, check_document, check_phone
from jiangong.foundation.people.formulas import Problem as DocumentProblem
from jiangong.foundation.people.roster.formulas.repeating import Group
from jiangong.foundation.people.roster.states import Problem
from jiangong.foundation.people.states import DocumentType, Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_IDENTITY_CARD = DocumentType.IDENTITY_CARD.value
_PLAIN_NAME = re.compile("[\u3400-\u9fff]{2,6}[0-9]*")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_BAD_NAME = re.compile("[?？□■◇◆〓*＊#=<>\\\\|_�\ue000-\uf8ff]|[\U000f0000-\U0010ffff]")
_DOTS = re.compile(r"\s*[·•・‧∙⋅．.]\s*")
# Columns whose cells repeat from row to row, in two groups, each looked up as one.
FIRST = ("ethnicity", "is_migrant_worker", "employment_form", "household")
SECOND = ("education", "political_status", "occupation", "skill_level")


class Person(NamedTuple):
    """A row that can be imported: the file's row number and the normal form of every cell; '' is not given."""

    number: int
    name: str
    type: str
    document: str
    sex: str
    born_on: date | None
    phone: str
    joined_on: date | None
    ethnicity: str
    is_migrant_worker: str
    employment_form: str
    household: str
    education: str
    political_status: str
    occupation: str
    skill_level: str


_make: Callable[[Iterable[object]], Person] = partial(
    tuple.__new__, Person
)  # without naming sixteen arguments

# The values and the faults of one combination of cells.


class Judge:
    """Judges rows of one table. `problems` holds what was found by row number; rows that stop are not returned."""

    def __init__(self, places: dict[str, int], today: date) -> None:
        self.problems: dict[int, list[Problem]] = {}
        self._today = today
        self._places = places
        # Document (with its type, if that is no identity card) → number and name of the first row that has it.
        self._seen: dict[str | tuple[str, str], tuple[int, str] | Person] = {}
        self._areas: dict[str, int] = {}
        self._births: dict[str, tuple[int, date] | None] = {}
        self._serials: dict[str, tuple[int, str]] = {}
        self._days: dict[Cell, date | None] = {}
        self._first = Group(("type", "sex", *FIRST), places)
        self._second = Group(SECOND, places)
        self.cells: dict[int, list[Cell]] = {}  # rows in which something was found, as the file has them

    def judge(self, rows: Iterable[tuple[int, list[Cell]]]) -> list[Person]:
        """The rows without a stopping problem. Of two rows with one document the first counts."""
        good: list[Person] = []
        plain, judge, add = self._plain(), self._judge, good.append
        collecting = gc.isenabled()
        gc.disable()  # hundreds of thousands of tuples without a cycle among them
        try:
            for number, row in rows:
                person = plain(number, row) or judge(number, row)
                if person is not None:
                    add(person)
        finally:
            if collecting:
                gc.enable()
        stopped = {
            number for number, found in self.problems.items() if any(problem.stops for problem in found)
        }
        return [one for one in good if one.number not in stopped] if stopped else good

    def _plain(self) -> Callable[[int, list[Cell]], Person | None]:
        """The short way: the person of a row in which all is well and known; None means look closely.

        One function over local names, because each call and each attribute counts a hundred thousand times.
        """
        places = self._places
        name_at, document_at = places["name"], places["document"]
        born_at, phone_at, joined_at = places.get("born_on"), places.get("phone"), places.get("joined_on")
        first_of, second_of = self._first.cells, self._second.cells
        first_known, second_known = self._first.plain.get, self._second.plain.get
        area_of, births, serial_of = self._areas.get, self._births, self._serials.get
        learn_birth, days, learn_day = self._birth, self._days, self._day
        earliest, is_name, make = self._seen.setdefault, _PLAIN_NAME.fullmatch, _make
        today, check, card = self._today, _CHECK, _IDENTITY_CARD

        def plain(number: int, row: list[Cell]) -> Person | None:
            document, name = row[document_at], row[name_at]
            if not isinstance(document, str) or len(document) != 18:
                return None
            area, serial, digits = area_of(document[:6]), serial_of(document[14:17]), document[6:14]
            try:
                birth = births[digits]
            except KeyError:
                birth = births[digits] = learn_birth(digits)
            if area is None or birth is None or serial is None:
                return None
            total, born = birth
            part, sex = serial
            if check[(area + total + part) % 11] != document[17]:
                return None
            first, second = first_known(first_of(row)), second_known(second_of(row))
            if first is None or second is None or first[0] not in ("", card) or first[1] not in ("", sex):
                return None
            if not isinstance(name, str) or not is_name(name):
                return None
            if born_at is not None and (cell := row[born_at]) != "":
                try:
                    day = days[cell]
                except KeyError:
                    day = learn_day(cell)
                if day != born:
                    return None
            phone: Cell = ""
            if phone_at is not None and (phone := row[phone_at]) != "" and not _is_mobile(phone):
                return None
            joined = None
            if joined_at is not None and (cell := row[joined_at]) != "":
                try:
                    joined = days[cell]
                except KeyError:
                    joined = learn_day(cell)
                if joined is None or joined > today:
                    return None
            person = make((number, name, card, document, sex, born, phone, joined, *first[2:], *second))
            return person if earliest(document, person) is person else None

        return plain

    def _judge(self, number: int, row: list[Cell]) -> Person | None:
        places = self._places
        found: list[Problem] = []

        cell = row[places["name"]]
        name = cell if isinstance(cell, str) and _PLAIN_NAME.fullmatch(cell) else self._name(cell, found)

        (kind, given_sex, *first), faults = self._first.read(row)
        if faults:
            found.extend(faults)
        second, faults = self._second.read(row)
        if faults:
            found.extend(faults)

        cell = row[places["document"]]
        document, born, sex = "", None, ""
        if isinstance(cell, str) and len(cell) == 18 and kind in ("", _IDENTITY_CARD):
            document, born, sex = self._identity(cell)
        if document:
            kind = _IDENTITY_CARD
        elif not any(problem.code == "document_type" for problem in found):
            kind, document, born, sex = self._document(kind, cell, found)

        sex, born = self._sex_and_birth(row, given_sex, sex, born, found)
        phone = self._phone(row, found)
        joined = self._joined(row, found)

        if document:
            self._double(number, kind, document, name, found)
        if found:
            self.problems.setdefault(number, []).extend(found)
            self.cells[number] = row
            if any(problem.stops for problem in found):
                return None
        return Person(number, name, kind, document, sex, born, phone, joined, *first, *second)

    def _name(self, cell: Cell, found: list[Problem]) -> str:
        name = as_text(cell)
        if _HAN.search(name):
            name = _DOTS.sub("·", name).replace(" ", "")
        if not name:
            found.append(Problem("name", "name_missing"))
        elif len(name) > 80:
            found.append(Problem("name", "name_long"))
        elif _BAD_NAME.search(name) or not any(sign.isalpha() for sign in name):
            found.append(Problem("name", "name_signs"))
        return name

    def _identity(self, text: str) -> tuple[str, date | None, str]:
        """Number, birth date and sex of a faultless 18-sign number; ('', None, '') for any other."""
        try:
            total = self._areas[text[:6]]
        except KeyError:
            if (
                not (text[:6].isascii() and text[:6].isdigit())
                or text[:2] in ("81", "82", "83")
                or text[0] == "9"
            ):
                return "", None, ""
            total = self._areas[text[:6]] = _sum(text[:6], 0)
        try:
            birth = self._births[text[6:14]]
        except KeyError:
            birth = self._births[text[6:14]] = self._birth(text[6:14])
        serial = self._serials.get(text[14:17])
        if serial is None:
            if not (text[14:17].isascii() and text[14:17].isdigit()):
                return "", None, ""
            serial = (_sum(text[14:17], 14), Sex.MALE.value if int(text[16]) % 2 else Sex.FEMALE.value)
            self._serials[text[14:17]] = serial
        if birth is None or _CHECK[(total + birth[0] + serial[0]) % 11] != text[17]:
            return "", None, ""
        return text, birth[1], serial[1]

    def _birth(self, text: str) -> tuple[int, date] | None:
        if not (text.isascii() and text.isdigit()):
            return None
        try:
            born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            return None
        return (_sum(text, 6), born) if born.year >= 1900 and born <= self._today else None

    def _document(self, kind: str, cell: Cell, found: list[Problem]) -> tuple[str, str, date | None, str]:
        """The slow and thorough way, for whatever is not a plain faultless identity number."""
        text = as_text(cell)
        result = check_document(kind, text, today=self._today)
        if isinstance(result, Document):
            if result.upgraded:
                found.append(Problem("document", "upgraded"))
            return str(result.type), result.number, result.born_on, str(result.sex)
        if result is DocumentProblem.PATTERN and not kind:  # most likely an identity number, miswritten
            result = check_document(_IDENTITY_CARD, text, today=self._today)
        if result is DocumentProblem.CHECK_DIGIT and text.endswith("000"):
            result = DocumentProblem.ROUNDED  # 15 digits and three noughts: what spreadsheet programs leave
        if isinstance(result, DocumentProblem):
            found.append(Problem("document", f"document_{result.value}"))
        return kind, "", None, ""

    def _sex_and_birth(
        self, row: list[Cell], given: str, sex: str, born: date | None, found: list[Problem]
    ) -> tuple[str, date | None]:
        """The document wins over the row. One contradiction is told; two mean it is another person's number."""
        wrong: list[Problem] = []
        if given and given != sex:
            if sex:
                wrong.append(Problem("sex", "sex_contradicts"))
            else:
                sex = given
        place = self._places.get("born_on")
        if place is not None and (cell := row[place]) != "":
            day = self._day(cell)
            if day is None:
                if born is None:
                    found.append(Problem("born_on", "day"))
            elif born is None:
                if day > self._today:
                    found.append(Problem("born_on", "future"))
                else:
                    born = day
            elif day != born and not _same_as_far_as_given(day, born):
                wrong.append(Problem("born_on", "born_contradicts"))
        if not wrong:
            return sex, born
        if len(wrong) == 2:
            found.append(Problem("document", "both_contradict"))
        else:
            found.extend(wrong)
        return sex, born

    def _phone(self, row: list[Cell], found: list[Problem]) -> str:
        place = self._places.get("phone")
        if place is None or (cell := row[place]) == "":
            return ""
        if isinstance(cell, str) and _is_mobile(cell):
            return cell
        text = as_text(cell)
        phone = check_phone(text)
        if isinstance(phone, DocumentProblem):
            if text.strip("无-/— "):
                found.append(Problem("phone", "phone"))
            return ""
        return phone

    def _joined(self, row: list[Cell], found: list[Problem]) -> date | None:
        place = self._places.get("joined_on")
        if place is None or (cell := row[place]) == "":
            return None
        day = self._day(cell)
        if day is None:
            found.append(Problem("joined_on", "day"))
        elif day > self._today:
            found.append(Problem("joined_on", "future"))
            day = None
        return day

    def _day(self, cell: Cell) -> date | None:
        try:
            return self._days[cell]
        except KeyError:
            day = self._days[cell] = as_day(cell)
            return day

    def _double(self, number: int, kind: str, document: str, name: str, found: list[Problem]) -> None:
        key = document if kind == _IDENTITY_CARD else (kind, document)
        earlier = self._seen.setdefault(key, (number, name))
        if earlier[0] == number:
            return
        if earlier[1] == name:
            found.append(Problem("document", "twice", (("row", earlier[0]),)))
            return
        found.append(Problem("document", "two_names", (("row", earlier[0]),)))
        others = self.problems.setdefault(earlier[0], [])
        if not any(problem.code == "two_names" for problem in others):
            others.append(Problem("document", "two_names", (("row", number),)))


def _is_mobile(cell: Cell) -> bool:
    """Whether the cell is a mainland mobile number as it should be."""
    return (
        isinstance(cell, str)
        and len(cell) == 11
        and cell[0] == "1"
        and cell[1] > "2"
        and cell.isascii()
        and cell.isdigit()
    )


def _sum(digits: str, start: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS[start:], strict=False))


def _same_as_far_as_given(given: date, known: date) -> bool:
    """1985.3 is read as 1 March, 1985 as 1 January: that contradicts no day of the month or year."""
    if given.day != 1 or given.year != known.year:
        return False
    return given.month in (known.month, 1)
