"""Made-up facts as columns, in the proportions of a real committee, for as many members as wanted."""

from datetime import date

import numpy as np

from rules import catalogue
from rules.record import Member
from scoring.facts import MISSING, TAKE, Column, Facts, Integers, Labelled, Numeric, canonical
from scoring.roster import YES_NO, Roster, enrol

PERIOD = (date(2022, 1, 1), date(2022, 12, 31))
PER_MEMBER = 60
# What is drawn from the values of the catalogue, each as often.
CHOSEN = "必须参加 报名 签到 参训 立案 确认 联名 报送 采用 场合 形式 层级 采用层级 领导级别 合并 角色"
_CATALOGUE = catalogue.load()
_OCCASIONS = [at for at, kind in enumerate(_CATALOGUE.kinds.values(), 1) if kind.form == "occasion"]
_WORKS = [at for at, kind in enumerate(_CATALOGUE.kinds.values(), 1) if kind.form == "work"]


def roster(members: int) -> Roster:
    """A roster in which one in six is 常委."""
    people = [
        Member(f"{at:06}", f"委员{at}", {"身份": "常委" if at % 6 == 0 else "委员", "界别": f"界别{at % 24}"})
        for at in range(members)
    ]
    return enrol(people, _CATALOGUE, *PERIOD)


def facts(members: int, seed: int = 1) -> Facts:
    """`members` × 60 facts: four in five participations, the rest authorships and their outcomes."""
    random = np.random.default_rng(seed)
    n = members * PER_MEMBER
    taken, authored = n * 8 // 10, n * 14 // 100
    outcomes = n - taken - authored
    occasions, works = max(taken // 22, 1), max(authored * 2 // 3, 1)
    kind_of = np.concatenate([random.choice(_OCCASIONS, occasions), random.choice(_WORKS, works)]).astype(
        np.uint8
    )
    day_of = random.integers(PERIOD[0].toordinal(), PERIOD[1].toordinal() + 1, occasions + works)
    attended = random.integers(0, occasions, taken)
    written = np.sort(random.integers(0, works, authored)) + occasions
    followed = random.choice(authored, outcomes)
    work = np.concatenate([attended, written, written[followed]]).astype(np.int32)
    author = random.integers(0, members, authored)
    member = np.concatenate([random.integers(0, members, taken), author, author[followed]]).astype(np.int32)
    take = np.repeat(
        [TAKE["participation"], TAKE["authorship"], TAKE["outcome"]], [taken, authored, outcomes]
    )
    lag = np.where(take == TAKE["outcome"], random.integers(0, 200, n), 0)
    first = np.r_[True, written[1:] != written[:-1]]
    place = np.concatenate([np.zeros(taken, bool), first, first[followed]])
    columns = _columns(random, take, place, kind_of[work])
    return canonical(
        Facts(
            member=member,
            work=work,
            matter=work,
            day=(day_of[work] + lag).astype(np.int32),
            rank=np.arange(n, dtype=np.int64),
            take=take.astype(np.int8),
            kind=Labelled(kind_of[work], tuple(_CATALOGUE.kinds)),
            columns=columns,
            outsiders=np.zeros(occasions + works, np.int32),
        )
    )


def _columns(
    random: np.random.Generator, take: Integers, first: Integers, kind: Integers
) -> dict[str, Column]:
    n, kinds = len(take), [None, *_CATALOGUE.kinds.values()]
    outcome = take == TAKE["outcome"]

    def choice(name: str, odds: list[float] | None = None) -> Labelled:
        attribute = _CATALOGUE.attributes[name]
        labels = tuple(attribute.values) or YES_NO
        carried = np.array([each is not None and name in each.attributes for each in kinds])[kind]
        where = carried & (outcome | (attribute.of != ("outcome",)))
        codes = random.choice(len(labels), n, p=odds).astype(np.uint8) + np.uint8(1)
        return Labelled(np.where(where, codes, 0).astype(np.uint8), labels)

    plenary = (kind == 1) & (take == TAKE["participation"])
    present = np.where(plenary, random.integers(0, 7, n), MISSING)
    columns: dict[str, Column] = {
        "状态": choice("状态", [0.85, 0.01, 0.08, 0.06]),
        "位次": Labelled(
            np.where(take == TAKE["participation"], 0, np.where(first, 1, 2)).astype(np.uint8), ("首", "联")
        ),
        "结果": choice("结果", [0.1, 0.1, 0.6, 0.2]),
        "应到半天": Numeric(np.where(plenary, 6000, MISSING)),
        "出席半天": Numeric(np.where(plenary, present * 1000, MISSING)),
        "缺席半天": Numeric(np.where(plenary, (6 - present) * 500, MISSING)),
        "请假半天": Numeric(np.where(plenary, (6 - present) * 500, MISSING)),
    }
    for name in CHOSEN.split():
        columns[name] = choice(name)
    return columns
