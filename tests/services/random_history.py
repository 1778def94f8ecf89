"""A committee whose records are entered, corrected, linked and withdrawn at random."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from random import Random

from sqlalchemy import select

from models.record import Record
from services.entry.desk import Desk
from services.entry.form import STAYS, Author, Event, Given, OccasionForm, Present, WorkForm
from tests.services.committee_of_ten import YEAR

OCCASIONS = ("调研", "常委会会议", "学习培训", "全会", "界别活动组")
WORKS = ("提案", "社情民意", "发言", "宣传稿件", "调研视察报告", "文史资料")
STATES: tuple[Given, ...] = ((), (("状态", "请假"),), (("状态", "缺席"),), (("状态", "出席"),))
HALF_DAYS: tuple[Given, ...] = (
    (("应到半天", "6"), ("出席半天", "4.5"), ("缺席半天", "1")),
    (("应到半天", "6"), ("缺席半天", "6")),
)
OF_WORK: dict[str, tuple[Given, ...]] = {
    "提案": ((("立案", "是"),), (("立案", "否"), ("转为", "信息"))),
    "发言": ((("场合", "全会"), ("形式", "口头")), (("场合", "常委会"), ("形式", "书面"))),
    "宣传稿件": ((("层级", "省"),), (("层级", "市"),)),
    "文史资料": ((("采用", "是"),), ()),
}
OUTCOMES: dict[str, tuple[Given, ...]] = {
    "提案": ((("结果", "重点"),), (("结果", "优秀"),), (("结果", "批示"), ("领导级别", "市领导"))),
    "社情民意": (
        (("结果", "采用"), ("采用层级", "市政协"), ("合并", "是")),
        (("结果", "采用"), ("采用层级", "省政协")),
        (("结果", "批示"), ("领导级别", "市主要领导")),
    ),
}
ROLES: tuple[Given, ...] = ((("角色", "执笔"),), (("角色", "课题组"),))
EDITS = ("occasion", "work", "work", "parts", "outcomes", "header", "withdraw", "reinstate", "link", "unlink")


@dataclass
class History:
    """A committee that is edited at random; every edit draws from a seed of its own."""

    at: Desk
    code: str
    members: list[int]
    works: dict[int, tuple[str, int]] = field(default_factory=dict)
    occasions: dict[int, tuple[str, int]] = field(default_factory=dict)
    keys: count[int] = field(default_factory=count)

    async def edit(self, what: str, draw: Random) -> None:
        """One edit, which may be refused: the works and occasions that it needs may not be there."""
        records = {"occasion": self.occasions, "work": self.works}
        if what in records:
            kind = draw.choice(OCCASIONS if what == "occasion" else WORKS)
            key = str(next(self.keys))
            if what == "occasion":
                form = OccasionForm(
                    title="活动", day=day(draw), key=key, participants=self.groups(kind, draw)
                )
                done = await self.at.enter(self.code, YEAR, kind, form, "迟交")
            else:
                linked = draw.choice(list(self.works)) if self.works and draw.random() < 0.2 else STAYS
                work = replace(self.whole(kind, draw), linked_to=linked, key=key)
                done = await self.at.enter(self.code, YEAR, kind, work, "迟交")
            records[what][done.id] = (kind, 1)
            return
        several = [each for each in records.values() if each]
        if several:
            of = draw.choice(several)
            await self.change(what, draw.choice(list(of)), of is self.works, draw)

    async def change(self, what: str, record_id: int, work: bool, draw: Random) -> None:
        of = self.works if work else self.occasions
        kind, _ = of[record_id]
        version = await self.version(record_id)
        if what == "withdraw":
            await self.at.withdraw(record_id, version, "撤回")
        elif what == "reinstate":
            await self.at.reinstate(record_id, version, "恢复")
        elif not work:
            if what == "parts":
                form = OccasionForm(participants=self.groups(kind, draw))
            else:
                form = OccasionForm(day=day(draw), title=draw.choice("甲乙"))
            await self.at.correct(record_id, version, form, "改正")
        else:
            await self.at.correct(record_id, version, self.corrected(what, kind, draw), "改正")

    def corrected(self, what: str, kind: str, draw: Random) -> WorkForm:
        if what == "link":
            return WorkForm(linked_to=draw.choice([*self.works, *self.occasions]))
        if what == "unlink":
            return WorkForm(linked_to=None)
        whole = self.whole(kind, draw)
        names = {"parts": ("authors",), "outcomes": ("outcomes",)}.get(what, ("title", "day", "attributes"))
        return replace(WorkForm(), **{name: getattr(whole, name) for name in names})

    def whole(self, kind: str, draw: Random) -> WorkForm:
        some: list[int | None] = [*draw.sample(self.members, draw.randint(1, 4))]
        if draw.random() < 0.2:
            some.insert(draw.randrange(len(some) + 1), None)
        roles = ROLES if kind == "调研视察报告" else ((),)
        begun = day(draw)
        events = [Event(max(begun, day(draw)), one) for one in OUTCOMES.get(kind, ()) if draw.random() < 0.5]
        return WorkForm(
            title=draw.choice(("甲", "乙", "丙 ")),
            day=begun,
            attributes=draw.choice(OF_WORK.get(kind, ((),))),
            authors=[Author(one, draw.choice(roles) if one else ()) for one in some],
            outcomes=events,
        )

    def groups(self, kind: str, draw: Random) -> list[Present]:
        some = draw.sample(self.members, draw.randint(0, len(self.members)))
        cut = draw.randint(0, len(some))
        states = HALF_DAYS if kind == "全会" else STATES
        return [Present(some[:cut], draw.choice(states)), Present(some[cut:], draw.choice(states))]

    async def version(self, record_id: int) -> int:
        async with self.at.store.reading() as connection:
            found: int | None = await connection.scalar(select(Record.version).where(Record.id == record_id))
        assert found
        return found


def day(draw: Random) -> date:
    """Most days are of the year; some only reach it by an outcome, or not at all."""
    if draw.random() < 0.15:
        return date(draw.choice((2021, 2023)), draw.randint(1, 12), 15)
    return date(2022, draw.randint(1, 12), draw.randint(1, 28))
