"""What is written in one cell: numbers, yes and no, labels, identifiers; a value each, or `Refused`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache

from files.problem import Refused
from files.suggestion import suggestion
from rules.catalogue import Attribute
from rules.folding import folded, one_dot, unified
from rules.number import decimal, exact
from rules.record import Value
from rules.when import QUANTITY_SCALE


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that is not blank, of which the file holds no value: `shown` stands there, the rest says why."""

    shown: str
    message: str
    suggestion: str

    def __str__(self) -> str:
        return self.shown

    @property
    def refused(self) -> Refused:
        return Refused(self.message, self.suggestion)


Cell = str | float | int | date | datetime | time | timedelta | Unreadable
Reader = Callable[[Cell], Value | Refused]

_EXACT = 10**15
# 3.30902E+17 is how a spreadsheet shows such a number, and how it saves it as CSV.
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+\d\d", re.ASCII)
SHORTENED = Refused(
    "表格软件把长编号当作数字，至多保留 15 位，后面的已经丢失，不同的编号会变成相同的",
    "把这一列设成“文本”格式后重新填；或从原来的系统导出 csv",
)
# What people write where there is nothing to write.
_NOTHING = frozenset(("", "/", "\\", "-", "--", "—", "——", "－", "无此项", "N/A"))
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BLANK = re.compile(r"\s+")
# Most cells by far: nothing in them has another spelling.
_FOLDED = re.compile("[\u4e00-\u9fff0-9A-Za-z、。]*")
# Longer texts hardly ever come twice; to keep them would only take memory.
_LONG = 100
# Units that do not change the number. Days are none of them: three days are six half-days.
_UNIT = re.compile(r"(?:个|次|件|人|条|位|篇|届)?(?:半天)?")
_MEASURED = re.compile(r"([-+]?[\d,./]+)(\D*)", re.ASCII)
# Written to take a value away: a cell that is merely empty looks like one that was never filled.
EMPTIED = "清空"
# In lists of those present people tick who came; a cross leaves open why somebody did not.
STATE = "状态"
_AWAY = ("请假", "缺席")
_YES = frozenset(("是", "√", "✓", "✔", "☑", "有", "y", "yes", "1", "true", "对", "v"))
_NO = frozenset(("否", "×", "✗", "✘", "x", "无", "n", "no", "0", "false", "没有", "不是", "错"))


def clean(raw: Cell) -> str:
    """The cell as one line of text: half-width letters and digits, single blanks, nothing invisible."""
    if raw.__class__ is str:
        if _FOLDED.fullmatch(raw):
            return raw
        return _cleaned(raw) if len(raw) <= _LONG else _cleaned.__wrapped__(raw)
    return _float_text(raw) if isinstance(raw, float) else _cleaned.__wrapped__(str(raw))


@lru_cache(maxsize=1 << 15)
def _cleaned(text: str) -> str:
    """The text on one line. A title is asked for as one of a row, of a line and of a record."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", folded(text))).strip()


def squeezed(raw: Cell) -> str:
    """`clean` without any blanks: the form in which words are compared."""
    return clean(raw).replace(" ", "")


def words(raw: Cell) -> str:
    """A title or remark as written, on one line: punctuation stays full-width."""
    if isinstance(raw, float):
        return _float_text(raw)
    if raw.__class__ is str and _FOLDED.fullmatch(raw):
        return raw
    return _BLANK.sub(" ", _INVISIBLE.sub("", unified(str(raw)))).strip()


def name_text(raw: Cell) -> str:
    """A person's name in the form in which names are compared: the middle dots of all keyboards are one."""
    return one_dot(squeezed(raw))


def is_nothing(raw: Cell) -> bool:
    """Whether the cell says that there is nothing: empty, blank, or a dash."""
    return isinstance(raw, str) and (not raw or raw.strip() in _NOTHING)


def identifier(raw: Cell) -> str:
    """An external number in the form in which numbers are compared: `第012号` and 12 are the same.

    A spreadsheet drops leading zeros as soon as a cell counts as a number, so they distinguish nothing.
    """
    text = squeezed(raw).upper()
    if ordinal := re.fullmatch(r"(?:第|NO\.?|#)?(.+?)号?", text):
        text = ordinal[1]
    return text.lstrip("0") or "0" if text.isascii() and text.isdigit() else text


def _float_text(raw: float) -> str:
    if raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return repr(raw)


def reader(attribute: Attribute) -> Reader:
    """How cells of `attribute` are read, except dates, which need the year that applies."""
    if attribute.type == "yesno":
        return readable(_yesno_reader(attribute))
    if attribute.type == "choice":
        return readable(_choice_reader(attribute))
    if attribute.quantity:
        return readable(_quantity_reader(attribute))
    return readable(words if attribute.type == "text" else squeezed)


def readable(read: Reader) -> Reader:
    """`read`, refusing for its own reason a cell that could not be read."""
    return lambda raw: raw.refused if isinstance(raw, Unreadable) else read(raw)


def unshortened(read: Reader) -> Reader:
    """`read` for a column of numbers that name something: refuses those of which digits were lost."""
    return readable(lambda raw: SHORTENED if is_shortened(raw) else read(raw))


def is_shortened(raw: Cell) -> bool:
    """Whether this is a number past 15 digits, which a spreadsheet rounds as soon as it is no text."""
    if isinstance(raw, float | int):
        return abs(raw) >= _EXACT
    return isinstance(raw, str) and ("+" in raw or "＋" in raw) and bool(_ROUNDED.fullmatch(squeezed(raw)))


def _yesno_reader(attribute: Attribute) -> Reader:
    names = [squeezed(name) for name in (attribute.name, *attribute.synonyms)]
    yes = _YES | {lead + name for name in names for lead in ("", "已")}
    no = _NO | {lead + name for name in names for lead in ("未", "不", "不予", "没有", "没", "否")}

    def read(raw: Cell) -> Value | Refused:
        text = squeezed(raw).casefold()
        if text in yes or text in no:
            return text in yes
        return Refused(f"“{attribute.name}”应填是或否", "填“是”或“否”；√ × 有 无 Y N 1 0 也可以")

    return read


def _choice_reader(attribute: Attribute) -> Reader:
    labels = {squeezed(word): label for label, others in attribute.values.items() for word in others}
    labels.update({squeezed(label): label for label in attribute.values})
    ticked = attribute.name == STATE and attribute.default in attribute.values
    away = [label for label in attribute.values if label in _AWAY]

    def read(raw: Cell) -> Value | Refused:
        text = squeezed(raw)
        if text in labels:
            return labels[text]
        if ticked and text.casefold() in _YES:
            return str(attribute.default)
        if ticked and away and text.casefold() in _NO:
            return Refused(
                f"“{words(raw)[:40]}”看不出是{'还是'.join(away)}", f"写明{'或'.join(away)}", "question"
            )
        cure = f"{suggestion(text, labels) or ''}可以填：{'、'.join(list(attribute.values)[:20])}"
        return Refused(f"“{attribute.name}”里没有“{words(raw)[:40]}”这一项", cure)

    return read


def _quantity_reader(attribute: Attribute) -> Reader:
    def read(raw: Cell) -> Value | Refused:
        value = number(raw)
        if value is None:
            return _not_a_number(attribute, squeezed(raw))
        if value < 0:
            return Refused(f"“{attribute.name}”不能是负数", "填 0 或正数")
        if attribute.most is not None and value > attribute.most:
            return Refused(f"“{attribute.name}”不能超过 {attribute.most}", "检查是否多打了一位")
        if value.denominator == 1:
            return int(value)
        if attribute.type == "integer":
            return Refused(f"“{attribute.name}”应是整数，不能是 {decimal(value)}", "填整数")
        if (value * QUANTITY_SCALE).denominator != 1:
            return Refused(f"“{attribute.name}”至多三位小数，不能是 {decimal(value)}", "四舍五入后再填")
        return value

    return read


def _not_a_number(attribute: Attribute, text: str) -> Refused:
    if text in ("半天", "半个", "半", "半日"):
        return Refused(f"“{attribute.name}”应是数字", "一个半天填 1，半个填 0.5")
    if text.endswith("天"):
        return Refused(f"“{attribute.name}”应是数字", "一天是两个半天：一天填 2")
    return Refused(f"“{attribute.name}”应是数字", "填数字，如 3 或 2.5，至多三位小数")


def number(raw: Cell) -> Fraction | None:
    """The exact number in a cell, with or without a counting word behind it; None where it is none."""
    if isinstance(raw, float | int):
        if not -_EXACT < raw < _EXACT:
            return None
        # A formula leaves 0.30000000000000004 where the office sees 0.3.
        rounded = round(raw, 4)
        return exact(f"{rounded:.4f}") if abs(rounded - raw) < 1e-9 else None
    measured = _MEASURED.fullmatch(squeezed(raw)) if isinstance(raw, str) else None
    if not measured or not _UNIT.fullmatch(measured[2]):
        return None
    digits = measured[1].removeprefix("+")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    return exact(digits)
