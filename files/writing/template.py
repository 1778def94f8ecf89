"""Empty workbooks made from the catalogue, with drop-downs: what they ask for is what the readers read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from files.cells.kinds import EXPECTED, OUTCOMES
from files.reading.members import CHANGES, SHEET
from files.sheets.fit import cut, letters, sheet_title, writable
from files.sheets.workbook import whole_file
from rules.catalogue import Attribute, Catalogue, Kind

_ROWS = 5_000
_OPTIONS = "选项"
_NOTES = "说明"
_DATE = "日期，如 2022-03-15"


@dataclass(frozen=True, slots=True)
class _Column:
    header: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    date: bool = False
    text: bool = False


_NUMBER = _Column("编号", "本单位的编号，每条记录一个；没有可以不填", text=True)
_TITLE = _Column("题目")
_NAMES = _Column("姓名", "一格可写几人，用顿号隔开；同名的写成 张三（界别）")
_AUTHORS = _Column("姓名", "第一作者在前，用顿号隔开；不是委员的写成 王五（外）")
_REMARK = _Column("备注")
# The derived attributes that rows of one work may have to give, with header and hint.
_PLACES = {
    "position": ("署名序号", "一件作品分几行、每人一行时填：第一作者填 1"),
    "rank": ("", "一件作品分几行时填：哪一行是第一作者，哪一行是联名"),
}

MEMBER_NOTES = (
    "“委员”表一行一名委员，“姓名”必填；“委员编号”全届不变，最好都填。",
    "同名的委员要有委员编号，或界别不同。",
    "“变动”表写年中的变化：从生效日期起，某委员的某项（如 界别、专委会、身份）变为新值。",
    "日期写成 2022-03-15、2022.3.15 或 2022年3月15日。下拉框里的选项以外，目录里的同义词也认识。",
)
RECORD_NOTES = (
    "每种记录一张工作表，不用的可以删去。列的次序可以改，标题行可以加在表头上面。",
    "“编号”相同的几行是同一条记录。没有编号的，按种类、日期、题目（作品再加第一作者）认定。",
    "“姓名”一格可写几人，用顿号隔开；作品的第一作者在前，不是委员的作者写成 王五（外）。",
    "同名的委员写成 张三（民建）或 张三（W0012）。各人不同的写在括号里：张三（执笔）、李四（请假）。",
    "一件作品最好写一行；分几行的，填“署名序号”或“位次”，说明谁是第一作者。",
    "“采用与批示”写作品后来的结果，用编号对应；“应到未到”写请假、缺席的委员。",
    "日期写成 2022-03-15、2022.3.15 或 2022年3月15日。详见 docs/files.md。",
)


def write_member_template(path: Path, catalogue: Catalogue) -> None:
    """Writes an empty members' workbook: 委员, 变动, 说明."""
    own = [attribute for attribute in catalogue.member_attributes() if not attribute.derived]
    columns = [
        _Column("委员编号", text=True),
        _Column("姓名"),
        _Column("电话", "只用来分辨同名的委员", text=True),
    ]
    changes = [
        _Column("委员编号", "或只写姓名", text=True),
        _Column("姓名"),
        _Column("属性", choices=tuple(attribute.name for attribute in own)),
        _Column("新值"),
        _Column("生效日期", _DATE, date=True),
    ]
    sheets = {SHEET: [*columns, *map(_column, own), _REMARK], CHANGES: changes}
    _write(path, sheets, MEMBER_NOTES)


def write_record_template(path: Path, catalogue: Catalogue) -> None:
    """Writes an empty records' workbook: a sheet per kind, 采用与批示, 应到未到, 说明."""
    sheets = {kind.name: _of_kind(catalogue, kind) for kind in catalogue.kinds.values()}
    works = tuple(kind.name for kind in catalogue.kinds.values() if kind.form == "work")
    occasions = tuple(kind.name for kind in catalogue.kinds.values() if kind.form == "occasion")
    outcomes = [a for a in catalogue.attributes.values() if "outcome" in a.of]
    states = [a for a in catalogue.attributes.values() if "participation" in a.of]
    day = _Column("日期", _DATE, date=True)
    which = [_Column("编号", "作品的编号；没有编号的写题目", text=True), _TITLE]
    sheets[OUTCOMES] = [_Column("种类", choices=works), *which, day, *map(_column, outcomes), _REMARK]
    which = [_Column("编号", "会议活动的编号；没有编号的写日期和题目", text=True), day, _TITLE, _NAMES]
    sheets[EXPECTED] = [_Column("种类", choices=occasions), *which, *map(_column, states), _REMARK]
    _write(path, sheets, RECORD_NOTES)


def _of_kind(catalogue: Catalogue, kind: Kind) -> list[_Column]:
    occasion = kind.form == "occasion"
    owners = ("occasion", "participation") if occasion else ("work", "authorship")
    carried = catalogue.attributes_of(kind, *owners)
    own = [_column(a) for a in carried if not a.derived or a.derived in _PLACES]
    day = _Column(kind.date, _DATE, date=True)
    if occasion:
        return [_NUMBER, day, _TITLE, _NAMES, *own, _REMARK]
    return [
        _NUMBER,
        day,
        _TITLE,
        _AUTHORS,
        *own,
        _Column("关联编号", "同一件事的另一件作品的编号", text=True),
        _REMARK,
    ]


def _column(attribute: Attribute) -> _Column:
    if attribute.type == "date":
        return _Column(attribute.name, _DATE, date=True)
    if attribute.type == "yesno":
        choices: tuple[str, ...] = ("是", "否")
    else:
        choices = tuple(attribute.values)
    if attribute.derived in _PLACES:
        header, hint = _PLACES[attribute.derived]
        return _Column(header or attribute.name, hint, choices)
    hint = f"不填按“{attribute.default}”" if attribute.default else ""
    if attribute.quantity:
        hint = "整数" if attribute.type == "integer" else "数字，如 3 或 2.5"
    return _Column(attribute.name, hint, choices)


def _write(path: Path, sheets: dict[str, list[_Column]], notes: Sequence[str]) -> None:
    with whole_file(path) as stream, xlsxwriter.Workbook(stream) as book:
        book.set_properties({"created": datetime(2022, 1, 1)})
        writer = _Writer(book)
        for title, columns in sheets.items():
            writer.sheet(title, columns)
        writer.notes(notes)
        writer.options()


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.taken: set[str] = {_NOTES, _OPTIONS}
        self.bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EFEFEF"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"num_format": "@"})
        # Each list of choices once; a list typed into a validation must not exceed 255 characters.
        self.lists: dict[tuple[str, ...], int] = {}

    def sheet(self, title: str, columns: Sequence[_Column]) -> None:
        sheet = self.book.add_worksheet(sheet_title(title, self.taken))
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            style = self.day if column.date else self.text if column.text else None
            sheet.set_column(at, at, 30 if column.header in ("题目", "姓名") else 14, style)
            sheet.write_string(0, at, writable(column.header), self.bold)
            if column.choices or column.hint:
                sheet.data_validation(1, at, _ROWS, at, self._validation(column))

    def _validation(self, column: _Column) -> dict[str, Any]:
        """A drop-down that also lets synonyms pass, or only a hint."""
        found: dict[str, Any] = {"validate": "any"}
        if column.hint:
            found |= {"input_title": cut(column.header, 32), "input_message": cut(column.hint, 255)}
        if column.choices:
            at = self.lists.setdefault(column.choices, len(self.lists))
            source = f"={_OPTIONS}!{_cells(at, len(column.choices))}"
            found |= {"validate": "list", "source": source, "error_type": "information"}
            found |= {"error_title": "不在选项里", "error_message": "目录里的同义词也可以。"}
        return found

    def notes(self, notes: Sequence[str]) -> None:
        sheet = self.book.add_worksheet(_NOTES)
        sheet.set_column(0, 0, 100)
        for number, line in enumerate(notes):
            sheet.write_string(number, 0, writable(line))

    def options(self) -> None:
        sheet = self.book.add_worksheet(_OPTIONS)
        for choices, at in self.lists.items():
            for number, choice in enumerate(choices):
                sheet.write_string(number, at, writable(choice))
        sheet.hide()


def _cells(column: int, rows: int) -> str:
    letter = letters(column)
    return f"${letter}$1:${letter}${rows}"
