"""What the headers of columns mean: attributes of the catalogue, or which record and who."""

import re
from enum import Enum

from files.cell import Cell, squeezed
from rules.catalogue import Attribute


class Role(Enum):
    """A column that is no attribute. The value is the header that our own templates write."""

    NUMBER = "编号"
    # What an export calls a record that has no number; it is taken as it stands.
    KEY = "自然编号"
    NAMES = "姓名"
    FIRST = "第一提案人"
    OTHERS = "联名人"
    # Lists of names whose header says how it was with them.
    ON_LEAVE = "请假人员"
    ABSENTEES = "缺席人员"
    SITTING_IN = "列席人员"
    # Free words about what became of a work.
    ADOPTED = "采用情况"
    INSTRUCTED = "批示情况"
    DAY = "日期"
    TITLE = "题目"
    PHONE = "电话"
    MEMBER = "委员编号"
    LINKS = "关联编号"
    REMARK = "备注"
    KIND = "种类"
    ATTRIBUTE = "属性"
    VALUE = "新值"
    SINCE = "生效日期"
    OUTCOME_DAY = "结果日期"
    ROW = "行号"
    NOTHING = ""

    # The rows of a file ask for their roles millions of times: the identity is quicker than the name.
    __hash__ = object.__hash__


Column = Attribute | Role

_ORNAMENT = re.compile(r"[*☆★:\"'“”‘’]")


def heading_text(raw: Cell) -> str:
    """A header as it is compared: half-width, without blanks, line breaks, stars and colons."""
    return _ORNAMENT.sub("", squeezed(raw)) if isinstance(raw, str) else ""
