"""Random members and records: few days, few labels and few members, so that rules meet them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from rules import catalogue as catalogues
from rules.catalogue import Attribute
from rules.record import Change, Member, Outcome, Part, Record, Value
from tests.scoring.chooser import Chooser

CATALOGUE = catalogues.load()
OCCASIONS = ("调研", "全会", "学习培训")
WORKS = ("提案", "社情民意", "发言")
# Days of one year, some in one month or quarter, then days at the ends of periods and windows.
INSIDE = [
    *(date(2022, 4, 3), date(2022, 3, 5), date(2022, 3, 20), date(2022, 6, 30), date(2022, 7, 1)),
    *(date(2022, 11, 30), date(2022, 1, 1), date(2022, 12, 31)),
]
OUTSIDE = [date(2021, 12, 1), date(2021, 12, 31), date(2023, 1, 1), date(2023, 1, 15)]
DAYS = [*INSIDE, *OUTSIDE]
SECTORS = ["工会", "妇联", "科协"]
AMOUNTS = [Fraction(1), Fraction(2), Fraction(3), Fraction(1, 2), Fraction(7), Fraction(0)]
KEYS = [f"{prefix}{at}" for at in (9, 10, 2, 11, 1, 100, 3) for prefix in ("", "第")]


def value_of(choose: Chooser, attribute: Attribute) -> Value:
    if attribute.type == "yesno":
        return not choose.below(2)
    if attribute.type == "date":
        return choose.of(DAYS)
    if attribute.type == "integer":
        return choose.between(1, 4)
    if attribute.type == "number":
        return choose.of(AMOUNTS)
    return choose.of(list(attribute.values)[:4] or SECTORS)


def attributes(choose: Chooser, kind: str, *owners: str) -> dict[str, Value]:
    """Some of what a kind of record carries for `owners`; what is derived from the record is rarely given."""
    found: dict[str, Value] = {}
    for attribute in CATALOGUE.attributes_of(CATALOGUE.kinds[kind], *owners):
        if attribute.derived in ("joint", "authors"):
            continue
        missing = 15 if attribute.derived else 2 if attribute.of == ("outcome",) else 4
        if choose.below(16) >= missing:
            found[attribute.name] = value_of(choose, attribute)
    return found


def member(choose: Chooser, key: str) -> Member:
    found = Member(key, f"委员{key}")
    if choose.one_in(2):
        found.attributes["身份"] = choose.of(["委员", "常委"])
    if choose.below(4):
        found.attributes["界别"] = choose.of(SECTORS)
    if choose.one_in(4):
        found.attributes["处分"] = not choose.below(2)
    if choose.one_in(4):
        found.attributes["任职起"] = choose.of(
            [date(2022, 3, 17), date(2022, 3, 18), date(2022, 8, 1), date(2022, 12, 25)]
        )
    if choose.one_in(5):
        found.attributes["任职止"] = choose.of([date(2022, 9, 14), date(2022, 9, 15), date(2022, 12, 1)])
    if choose.one_in(2):
        found.attributes["上年总分"] = choose.of([Fraction(0), Fraction(2), Fraction("60.125")])
    for day in choose.some(INSIDE, 0, 2):
        name, labels = choose.of([("身份", ["委员", "常委"]), ("界别", SECTORS)])
        found.changes.append(Change(day, name, choose.of(labels)))
    return found


def record(choose: Chooser, key: str, members: list[Member]) -> Record:
    occasion = choose.below(2) == 0
    kind = choose.of(OCCASIONS if occasion else WORKS)
    own, theirs = ("occasion", "participation") if occasion else ("work", "authorship")
    # Most of what happens, happens within the year.
    found = Record(key, kind, choose.of(INSIDE if choose.below(5) else OUTSIDE))
    found.attributes = attributes(choose, kind, own)
    found.parts = [
        Part(one.key, attributes(choose, kind, theirs)) for one in choose.some(members, 1, len(members))
    ]
    if not occasion:
        found.title = choose.of(["", "渔港", "养老"])
        found.matter = choose.of([None, None, "停车", "渔港"])
        found.outsiders = choose.of([0, 0, 0, 1, 2])
        for at in range(choose.below(4)):
            day = choose.of(INSIDE if choose.below(4) else OUTSIDE)
            outcome = Outcome(day, attributes(choose, kind, "outcome"), f"{at:03}")
            found.outcomes = [*found.outcomes, outcome]
    return found


@st.composite
def committees(draw: st.DrawFn) -> tuple[list[Member], list[Record]]:
    """A few members and their year."""
    choose = Chooser(draw)
    members = [member(choose, f"M{at}") for at in range(choose.between(1, 4))]
    records = [record(choose, key, members) for key in KEYS[: choose.of([3, 8, 14, 1, 11, 6, 0])]]
    return members, records
