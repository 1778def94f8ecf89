"""What the headers of columns mean: attributes of the catalogue, or which record and who."""

import re
from collections.abc import Iterable
from enum import Enum

from files.cell import Cell, squeezed
from rules.catalogue import Attribute, Catalogue, Kind


class Role(Enum):
    """A column that is no attribute. The value is the header that our own templates write."""

    NUMBER = "编号"
    # What an export calls a record that has no number; it is taken as it stands.
    KEY = "自然编号"
    NAMES = "姓名"
    FIRST = "第一提案人"
    OTHERS = "联名人"
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


Column = Attribute | Role
Vocabulary = dict[str, Column]

_HEADERS: dict[Role, str] = {
    Role.NUMBER: (
        "编号 提案号 提案编号 案号 信息编号 信息号 活动编号 会议编号 记录编号 作品编号 流水号 序次 文号"
    ),
    Role.KEY: "自然编号",
    Role.NAMES: (
        "姓名 委员姓名 委员 委员名单 名单 人员 人员名单 作者 提案人 提案者 提交人 反映人 报送人 撰稿人 "
        "发言人 获奖人 参加人员 参加委员 参会人员 参会委员 出席人员 出席委员 参训委员 参训人员"
    ),
    Role.FIRST: "第一提案人 第一提案者 第一作者 首位作者 领衔人 领衔提案人 领衔委员 主提人",
    Role.OTHERS: "联名人 联名委员 联名提案人 附议人 联署人 其他作者 其他提案人 合作者",
    Role.TITLE: (
        "题目 标题 名称 主题 案由 活动名称 会议名称 培训名称 活动主题 会议主题 提案名称 提案题目 信息标题 "
        "信息题目 文章标题 文章题目 报告题目 报告名称 发言题目 稿件标题 稿件题目 成果名称 资料名称 "
        "奖项 奖项名称"
    ),
    Role.PHONE: "电话 手机 手机号 手机号码 联系电话 电话号码 联系方式 移动电话",
    Role.MEMBER: "委员编号 委员证号 委员号 委员证编号 委员证",
    Role.LINKS: "关联编号 关联 相关编号 关联提案号 关联作品",
    Role.REMARK: "备注 说明 附注 注",
    Role.KIND: "种类 记录种类 履职种类",
    Role.ATTRIBUTE: "属性 变动项目 变动属性 项目",
    Role.VALUE: "新值 变动后 现值 变更为",
    Role.SINCE: "生效日期 变动日期 生效时间 变动时间 日期",
    Role.OUTCOME_DAY: "结果日期 结果时间 采用日期 采用时间 批示日期 批示时间 确定日期",
    Role.ROW: "行号 序号 顺序号 No No.",
    Role.NOTHING: (
        "组织者 组织单位 组织部门 主办单位 主办部门 录入部门 录入人 录入日期 承办单位 办理单位 地点 会议地点 "
        "活动地点 人数 参加人数 出席人数 签名 操作"
    ),
}
# On a sheet of proposals these say what a proposal is about; on a sheet of anything, the kind.
_LOOSE_KINDS = "类别 类型 活动类型 活动种类 会议类型 会议种类"
_DAYS = ("日期", "时间")
_OCCASION_DAYS = "会议日期 会议时间 活动日期 活动时间 举办日期 举办时间 召开日期 召开时间 培训日期 培训时间"
_WORK_DAYS = {
    "提交日期": "报送日期 报送时间 上报日期 上报时间 提案日期 提案时间",
    "发表日期": "刊发日期 刊发时间 刊登日期 刊登时间",
    "表彰日期": "获奖日期 获奖时间 授予日期",
}
_ANYWHERE = (Role.PHONE, Role.MEMBER, Role.REMARK, Role.KIND, Role.NOTHING)
_ORNAMENT = re.compile(r"[*☆★:\"'“”‘’]")
_UNIT = re.compile(r"(?<=.)(?:\([^()]*\)|\[[^\[\]]*\]|【[^】]*】)$")


def heading_text(raw: Cell) -> str:
    """A header as it is compared: half-width, without blanks, line breaks, stars and colons."""
    return _ORNAMENT.sub("", squeezed(raw)) if isinstance(raw, str) else ""


def column_of(heading: str, vocabulary: Vocabulary) -> Column | None:
    """What a header means, with or without a unit in parentheses behind it."""
    return vocabulary.get(heading) or vocabulary.get(_UNIT.sub("", heading))


def member_words(catalogue: Catalogue) -> Vocabulary:
    words: Vocabulary = {}
    _attributes(words, catalogue.member_attributes())
    _put(words, Role.MEMBER, (*_HEADERS[Role.MEMBER].split(), "编号"))
    _put(words, Role.NAMES, ("姓名", "委员姓名", "委员", "名字"))
    _roles(words, Role.PHONE, Role.REMARK, Role.ROW, Role.NOTHING)
    return words


def change_words() -> Vocabulary:
    words: Vocabulary = {}
    _put(words, Role.MEMBER, (*_HEADERS[Role.MEMBER].split(), "编号"))
    _put(words, Role.NAMES, ("姓名", "委员姓名", "委员"))
    _roles(words, Role.ATTRIBUTE, Role.VALUE, Role.SINCE, Role.PHONE, Role.REMARK, Role.ROW, Role.NOTHING)
    return words


def kind_words(catalogue: Catalogue, kind: Kind) -> Vocabulary:
    """For a sheet of `kind`: its attributes first; members' attributes tell two of one name apart."""
    words: Vocabulary = {}
    owners = ("occasion", "participation") if kind.form == "occasion" else ("work", "authorship", "outcome")
    _attributes(words, catalogue.attributes_of(kind, *owners))
    _put(words, Role.DAY, (kind.date, kind.date.replace("日期", "时间"), *_DAYS))
    _put(
        words,
        Role.TITLE,
        (each + end for each in (kind.name, kind.group) for end in ("名称", "题目", "标题", "主题")),
    )
    _roles(words, Role.NUMBER, Role.KEY, Role.NAMES, Role.TITLE, Role.LINKS)
    if kind.form == "occasion":
        _put(words, Role.DAY, _OCCASION_DAYS.split())
    else:
        _put(words, Role.DAY, _WORK_DAYS.get(kind.date, "").split())
        _roles(words, Role.OUTCOME_DAY, Role.FIRST, Role.OTHERS)
    return _finished(words, catalogue)


def outcome_words(catalogue: Catalogue) -> Vocabulary:
    """For the sheet of dated outcomes."""
    words: Vocabulary = {}
    _attributes(words, (a for a in catalogue.attributes.values() if "outcome" in a.of))
    _put(words, Role.OUTCOME_DAY, _DAYS)
    _roles(words, Role.OUTCOME_DAY)
    _roles(words, Role.NUMBER, Role.KEY, Role.TITLE, Role.NAMES, Role.FIRST, Role.OTHERS)
    return _finished(words, catalogue)


def expected_words(catalogue: Catalogue) -> Vocabulary:
    """For the sheet of those expected who did not come."""
    words: Vocabulary = {}
    _attributes(words, (a for a in catalogue.attributes.values() if "participation" in a.of))
    _put(words, Role.DAY, (*_DAYS, *_OCCASION_DAYS.split()))
    _put(words, Role.NAMES, ("未到人员", "未到委员", "应到委员", "请假人员", "缺席人员"))
    _roles(words, Role.NUMBER, Role.NAMES, Role.TITLE)
    return _finished(words, catalogue)


def kind_column_words(loose: bool) -> Vocabulary:
    """For the column that names each row's kind; `loose` where the sheet's name does not."""
    words: Vocabulary = {}
    _roles(words, Role.KIND)
    if loose:
        _put(words, Role.KIND, _LOOSE_KINDS.split())
    return words


def all_words(catalogue: Catalogue) -> Vocabulary:
    """Every header that any sheet of records may have: by these the header row is found."""
    words = {**outcome_words(catalogue), **expected_words(catalogue)}
    for kind in catalogue.kinds.values():
        words.update(kind_words(catalogue, kind))
    return words


def _finished(words: Vocabulary, catalogue: Catalogue) -> Vocabulary:
    _roles(words, *_ANYWHERE, Role.ROW)
    _put(words, Role.NOTHING, _LOOSE_KINDS.split())
    _attributes(words, catalogue.attributes.values())
    return words


def _roles(words: Vocabulary, *roles: Role) -> None:
    for role in roles:
        _put(words, role, _HEADERS[role].split())


def _attributes(words: Vocabulary, attributes: Iterable[Attribute]) -> None:
    for attribute in list(attributes):
        _put(words, attribute, (attribute.name, *attribute.synonyms))


def _put(words: Vocabulary, column: Column, headers: Iterable[str]) -> None:
    """The first to claim a header keeps it."""
    for header in headers:
        words.setdefault(heading_text(header), column)
