"""Templates of letters as data: named fields, and the text they stand in. Checked whole when they are read.

    growth.session_notice:
      kind: notice
      title: 关于举办“{course}”培训班的通知
      explains: 开放报名之前，通知所属工会组织报名。
      about: growth.Session            # the row it is made from; without it a letter of its own
      permission: growth.manage_session   # over that row
      fields:
        course: {label: 课程名称, type: line}
        contact: {label: 联系人, type: line, optional: true, hint: 姓名和办公电话}
        roster: {label: 名单, type: table, columns: [姓名, 单位]}
      to: "{recipients}："
      body:
        - h1: 培训时间                 # numbered by itself: 一、 then （一） 1. （1） for h1 to h4
        - p: 自{starts_on}至{ends_on}。
        - {p: "联系人：{contact}。", when: contact}
        - table: roster
        - text: words                  # a field of several paragraphs, with whatever levels its lines say
      attachments: annexes             # a field of lines
      note: "联系人：{contact}"
      copies: "{copies}"
      signatory: "{signatory}"         # 签发人, of letters that go up

A placeholder is a name in braces, nothing more: no expressions, and what a field holds is never read as a template.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from jiangong.foundation.documents.states import Kind

TYPES = ("line", "text", "day", "number", "lines", "table")
INLINE = frozenset({"line", "day", "number"})  # what may stand within a sentence
PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_TEXTS = ("to", "note", "copies", "signatory")
_NEEDED = {"kind", "title", "explains", "fields", "body"}
_ALLOWED = _NEEDED | {"about", "permission", "attachments", *_TEXTS}
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "table", "text"}


class TemplateError(Exception):
    """A file of templates is not in order; the message is one sentence that names file, template and what is wrong."""


@dataclass(frozen=True)
class Field:
    """One thing a letter must be told. `columns` are a table's headings."""

    name: str
    label: str
    type: str
    optional: bool = False
    hint: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """One piece of the body: `kind` is p, h1 to h4 (then `words` is text with placeholders), table or text (a field's name).

    It is left out while the optional field `when` is empty.
    """

    kind: str
    words: str
    when: str = ""


@dataclass(frozen=True)
class Template:
    """A letter's shape. Of `to`, `note`, `copies`, `signatory` the empty ones do not appear."""

    code: str
    kind: Kind
    title: str
    explains: str
    fields: Mapping[str, Field]
    body: Sequence[Piece]
    about: str = ""
    permission: str = ""
    attachments: str = ""
    to: str = ""
    note: str = ""
    copies: str = ""
    signatory: str = ""

    @property
    def name(self) -> str:
        """What people choose it by."""
        return PLACEHOLDER.sub(lambda m: f"〔{self.fields[m[1]].label}〕", self.title)


def read_templates(file: Path, *, room: str) -> dict[str, Template]:
    """The templates of one file by code; raises TemplateError at the first that is not in order."""
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise TemplateError(
            f"{file.name}：{f'第 {mark.line + 1} 行' if mark else '内容'}不是合法的 YAML。"
        ) from error
    if not isinstance(entries, dict):
        raise TemplateError(f"{file.name}：最外层应当是“模板名: 内容”。")
    return {str(code): _read(file.name, room, code, entry) for code, entry in entries.items()}


def _read(file: str, room: str, code: Any, entry: Any) -> Template:
    where = f"{file}：“{code}”"
    if not isinstance(code, str) or not code.startswith(f"{room}."):
        raise TemplateError(f"{where}的名称应当以“{room}.”开头。")
    if not isinstance(entry, dict):
        raise TemplateError(f"{where}应当写成若干“项: 内容”。")
    if missing := sorted(_NEEDED - set(entry)):
        raise TemplateError(f"{where}缺少 {'、'.join(missing)}。")
    if strange := sorted(str(one) for one in set(entry) - _ALLOWED):
        raise TemplateError(f"{where}多了不认识的 {'、'.join(strange)}。")
    if entry["kind"] not in Kind.values:
        raise TemplateError(f"{where}的 kind 只能是 {'、'.join(Kind.values)}。")
    if not isinstance(entry["body"], list) or not entry["body"]:
        raise TemplateError(f"{where}的 body 应当至少有一段。")
    template = Template(
        code=code,
        kind=Kind(entry["kind"]),
        title=_text(where, "title", entry["title"]),
        explains=_text(where, "explains", entry["explains"]),
        fields=dict(_fields(where, entry["fields"])),
        body=tuple(_piece(where, one) for one in entry["body"]),
        **{
            name: _text(where, name, entry[name])
            for name in ("about", "permission", "attachments", *_TEXTS)
            if name in entry
        },
    )
    _check(where, template)
    return template


def _text(where: str, name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TemplateError(f"{where}的 {name} 应当是文字，不能为空。")
    return value.strip()


def _fields(where: str, entries: Any) -> Iterator[tuple[str, Field]]:
    if not isinstance(entries, dict):
        raise TemplateError(f"{where}的 fields 应当写成“字段名: 内容”。")
    for name, one in entries.items():
        if not isinstance(name, str) or not _NAME.match(name):
            raise TemplateError(f"{where}的字段名“{name}”只能用小写字母、数字和下划线。")
        if not isinstance(one, dict) or set(one) - {"label", "type", "optional", "hint", "columns"}:
            raise TemplateError(f"{where}的字段“{name}”只能有 label、type、optional、hint、columns。")
        if one.get("type") not in TYPES:
            raise TemplateError(f"{where}的字段“{name}”的 type 只能是 {'、'.join(TYPES)}。")
        columns = one.get("columns") or []
        if (one["type"] == "table") != bool(columns) or not all(isinstance(c, str) for c in columns):
            raise TemplateError(f"{where}的字段“{name}”：表格要有 columns，别的没有。")
        yield (
            name,
            Field(
                name,
                _text(where, f"字段“{name}”的 label", one.get("label")),
                one["type"],
                bool(one.get("optional")),
                str(one.get("hint", "")),
                tuple(columns),
            ),
        )


def _piece(where: str, one: Any) -> Piece:
    kinds = set(one) & _BLOCKS if isinstance(one, dict) else set()
    if len(kinds) != 1 or set(one) - kinds - {"when"}:
        raise TemplateError(f"{where}的 body 每一段写成 {'、'.join(sorted(_BLOCKS))} 之一，可以加 when。")
    [kind] = kinds
    return Piece(kind, _text(where, kind, one[kind]), str(one.get("when", "")))


def _check(where: str, template: Template) -> None:
    """Every placeholder has its field, every field its place; nothing optional stands where a blank could show."""
    used: set[str] = set()
    for words, when in _sentences(template):
        for name in PLACEHOLDER.findall(words):
            field = template.fields.get(name)
            if field is None:
                raise TemplateError(f"{where}用到了没有登记的字段“{name}”。")
            if field.type not in INLINE:
                raise TemplateError(f"{where}的字段“{name}”是 {field.type}，不能写在句子里。")
            if field.optional and name != when:
                raise TemplateError(f"{where}的字段“{name}”可以不填，所在的段落要写 when: {name}。")
            used.add(name)
        if "{" in PLACEHOLDER.sub("", words) or "}" in PLACEHOLDER.sub("", words):
            raise TemplateError(f"{where}有一处花括号里不是字段名：{words}")
    for name, needed in _whole(template):
        field = template.fields.get(name)
        if field is None or field.type != needed:
            raise TemplateError(f"{where}的 {needed} 应当指向一个 {needed} 字段，“{name}”不是。")
        used.add(name)
    for piece in template.body:
        if piece.when and not (piece.when in template.fields and template.fields[piece.when].optional):
            raise TemplateError(f"{where}的 when 应当指向一个可以不填的字段，“{piece.when}”不是。")
    if unused := sorted(set(template.fields) - used):
        raise TemplateError(f"{where}登记了却没有用到字段 {'、'.join(unused)}。")


def _sentences(template: Template) -> Iterator[tuple[str, str]]:
    """Every text with placeholders, with the optional field on which it depends.

    A line beside the body (`to`, `note`, …) is left out by itself while the optional field in it is empty.
    """
    yield template.title, ""
    for piece in template.body:
        if piece.kind not in ("table", "text"):
            yield piece.words, piece.when
    for name in _TEXTS:
        words = getattr(template, name)
        optional = [
            one
            for one in PLACEHOLDER.findall(words)
            if one in template.fields and template.fields[one].optional
        ]
        yield words, optional[0] if len(set(optional)) == 1 else ""


def _whole(template: Template) -> Iterator[tuple[str, str]]:
    """Fields that stand as a whole: their name and the type they must have."""
    for piece in template.body:
        if piece.kind in ("table", "text"):
            yield piece.words, piece.kind
    if template.attachments:
        yield template.attachments, "lines"
