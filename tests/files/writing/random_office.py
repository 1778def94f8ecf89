"""Members and records as the readers make them, with every difficulty that a committee's may have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from files.cell import identifier, is_nothing, squeezed, words
from files.reading.attributes import Carried, carried, defaults
from files.writing.people import People
from rules.catalogue import Attribute, Catalogue
from rules.record import Change, Member, Outcome, Part, Record, Value

NAMES = ("张三", "李四", "张伟", "欧阳娜娜", "阿依古丽·买买提", "A&B", "李|四", "无", "王五")
NUMBERS = ("W1", "W2", "W0012", "2022/01", "张伟(民建)", "A,B;C", "主讲", "第七届(W3)", "w-3", "7", "外1")
KINDS = ("调研", "全会", "学习培训", "外出集中培训", "界别活动组", "提案", "集体提案", "社情民意", "发言")
MORE_KINDS = ("调研视察报告", "理论成果", "宣传稿件", "文史资料", "表彰")
KEYS = (
    "12",
    "7",
    "A-7",
    "Z/1",
    "建1、2",
    "012",
    "第3号",
    "ab",
    "提案 2022-02-01 庚 W1",
    "-5",
    "（一）",
    "提案12",
)
TITLES = (
    "",
    "合计",
    "=SUM(A1)",
    "注：x",
    "编号",
    "审核：李四",
    "2022-01-01",
    "12",
    "_x000D_",
    "a  b",
    "３",
    "题 目",
)
DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31))


def worded(text: str) -> bool:
    """Whether a reader gives the text back as it is."""
    return words(text) == text and not is_nothing(text) and text.isprintable()


TEXTS = (
    (st.sampled_from(TITLES) | st.text(max_size=8)).map(words).filter(lambda text: not text or worded(text))
)


def value(attribute: Attribute) -> st.SearchStrategy[Value]:
    """Any value of an attribute, as a reader gives it."""
    if attribute.type == "yesno":
        return st.booleans()
    if attribute.type == "choice":
        return st.sampled_from(list(attribute.values))
    if attribute.type == "date":
        return DAYS
    if attribute.type == "integer":
        return st.integers(0, attribute.most or 1000)
    if attribute.type == "number":
        return st.sampled_from([0, 1, Fraction(3, 2), Fraction(1, 4), 2])
    if attribute.type == "label":
        return st.sampled_from(["经济", "民建", "主讲", "九三学社", "请假", "12"])
    return TEXTS.filter(bool)


def values(draw: st.DrawFn, attributes: Sequence[Attribute], most: int = 4) -> dict[str, Value]:
    """Some of the attributes with any values, and all those that have a default."""
    asked = [attribute for attribute in attributes if not attribute.derived]
    chosen = (
        draw(st.lists(st.sampled_from(asked), max_size=most, unique_by=lambda a: a.name)) if asked else []
    )
    return defaults(asked) | {attribute.name: draw(value(attribute)) for attribute in chosen}


@st.composite
def rosters(draw: st.DrawFn, catalogue: Catalogue) -> list[Member]:
    """Members in the order of their keys; names are shared, numbers are not."""
    keys = draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=7, unique_by=identifier))
    own = catalogue.member_attributes()
    dated = [attribute for attribute in own if attribute.type in ("label", "choice", "yesno", "text")]
    members = []
    for key in sorted(keys):
        attributes = values(draw, own)
        if "任职起" in attributes and "任职止" in attributes:
            del attributes["任职止"]
        changes = draw(
            st.lists(
                st.tuples(DAYS, st.sampled_from(dated)),
                max_size=3,
                unique_by=lambda one: (one[0], one[1].name),
            )
        )
        history = [Change(day, each.name, draw(value(each))) for day, each in changes]
        history.sort(key=lambda change: (change.since, change.attribute))
        phone = draw(st.none() | st.sampled_from(["13900001111", "05802020202"]))
        members.append(Member(key, draw(st.sampled_from(NAMES)), attributes, history, phone))
    return members


@st.composite
def offices(draw: st.DrawFn, catalogue: Catalogue) -> tuple[list[Member], list[Record]]:
    """A roster, and records of it in the order in which the reader gives them."""
    members = draw(rosters(catalogue))
    kinds = carried(catalogue)
    people = People(members, catalogue)
    roster = {member.key: not people.named(member.key).number for member in members}
    named = st.tuples(st.sampled_from((*KINDS, *MORE_KINDS)), st.sampled_from(KEYS))
    records = []
    for kind, key in draw(st.lists(named, max_size=6, unique=True)):
        records.append(_record(draw, catalogue, kinds[kind], key, roster))
    works = [record for record in records if catalogue.kinds[record.kind].form == "work"]
    _tie(draw, works)
    return members, sorted(records, key=lambda record: (record.key, record.kind))


def _record(
    draw: st.DrawFn, catalogue: Catalogue, kind: Carried, key: str, roster: dict[str, bool]
) -> Record:
    own = [catalogue.attributes[name] for name in kind.of("record")]
    part = [catalogue.attributes[name] for name in kind.of("part")]
    record = Record(key, kind.kind.name, draw(DAYS), draw(TEXTS), values(draw, own))
    people = draw(st.lists(st.sampled_from(sorted(roster)), min_size=1, max_size=4, unique=True))
    if kind.kind.form == "occasion":
        said = [_half_days(values(draw, part)) for _ in range(2)]
        record.parts = [Part(member, draw(st.sampled_from(said))) for member in sorted(people)]
        return record
    record.outsiders = draw(st.integers(0, 2))
    said = [values(draw, part), values(draw, part)] if draw(st.booleans()) else [values(draw, part)]
    parts = [(member, draw(st.sampled_from(said))) for member in people]
    record.parts = _signed(draw, kind, record, parts, all(roster[member] for member in people))
    if kind.joint is not None:
        record.attributes[kind.joint.name] = draw(st.booleans())
    if kind.of("outcome"):
        record.outcomes = _outcomes(draw, catalogue, kind, record.day)
    return record


def _half_days(said: dict[str, Value]) -> dict[str, Value]:
    """No more half-days than there were, and it is known how many there were."""
    if "应到半天" in said:
        said["应到半天"] = 10
    else:
        said.pop("出席半天", None)
    return said


def _signed(
    draw: st.DrawFn,
    kind: Carried,
    record: Record,
    parts: list[tuple[str, dict[str, Value]]],
    plain: bool,
) -> list[Part]:
    """Authors with their places, in the forms in which a reader gives them.

    Several authors of whom none is the first stand in one cell; only `plain` names can.
    """
    if not kind.ranked:
        return [Part(member, said) for member, said in sorted(parts)]
    first, other = kind.ranks
    assert kind.position
    assert kind.rank
    form = draw(st.sampled_from(["all", "led", "others", "late"]))
    if form == "others" and len(parts) + record.outsiders > 1 and not plain:
        form = "all"
    if form == "others":
        said = parts[0][1]
        return [Part(member, {**said, kind.rank.name: str(other)}) for member, _ in parts]
    if form == "led":
        record.outsiders = 0
        head = Part(parts[0][0], {**parts[0][1], kind.position.name: 1, kind.rank.name: str(first)})
        rest = [
            Part(member, {**said, kind.rank.name: str(other)}) for member, said in sorted(parts[1:], key=_key)
        ]
        return [head, *rest]
    places = range(1, len(parts) + record.outsiders + 1)
    taken = sorted(draw(st.permutations(places))[: len(parts)])
    if form == "late" and len(parts) == 1 and not record.outsiders:
        taken = [3]
    found = []
    for at, (member, said) in zip(taken, parts, strict=True):
        rank = first if at == 1 else other
        found.append(Part(member, {**said, kind.position.name: at, kind.rank.name: str(rank)}))
    return found


def _key(part: tuple[str, dict[str, Value]]) -> str:
    return part[0]


def _outcomes(draw: st.DrawFn, catalogue: Catalogue, kind: Carried, day: date) -> list[Outcome]:
    """Dated events, several on a day told apart by what the remark says."""
    own = [catalogue.attributes[name] for name in kind.of("outcome")]
    found: dict[tuple[object, ...], Outcome] = {}
    for _ in range(draw(st.integers(0, 3))):
        attributes = {own[0].name: draw(value(own[0])), **values(draw, own[1:], 2)}
        when = day + timedelta(days=draw(st.sampled_from([0, 0, 30, 300])))
        says = [(name, attributes[name]) for name in kind.of("outcome") if attributes.get(name)]
        words_of = [each if isinstance(each, str) else name for name, each in says]
        for remark in draw(st.sampled_from([("",), ("甲",), ("甲", "乙(2)")])):
            key = (when, *sorted(attributes.items(), key=str))
            if any(known[:-1] == key and known[-1] != remark for known in found) and "" in (
                remark,
                *(known[-1] for known in found if known[:-1] == key),
            ):
                continue
            found[(*key, remark)] = Outcome(when, attributes, " ".join([*words_of, squeezed(remark)]).strip())
    return sorted(found.values(), key=lambda outcome: (outcome.day, outcome.key))


def _tie(draw: st.DrawFn, works: list[Record]) -> None:
    """Puts some works into matters, named as the reader names them; one of each has a plain number."""
    group = draw(st.lists(st.sampled_from(works), max_size=4, unique_by=id)) if works else []
    if len(group) > 1 and any(work.key in ("12", "7", "A-7") for work in group):
        for work in group:
            work.matter = min(f"{each.kind} {each.key}" for each in group)
