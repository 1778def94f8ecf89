"""The demo's meetings, activities and trainings: who came, who asked for leave, who stayed away."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from random import Random

from files.demo.people import COMMITTEES, Person
from files.demo.script import any_day, chunks, day, grouped, names
from files.demo.words import WORDS
from files.sheets.row_text import Row, Value

# Activities and attendances of a city of 758 members in one year (domain.md, section 6).
PER_MEMBER, ATTENDANCES_PER_MEMBER = 1_395 / 758, 31_491 / 758
STANDING_MEETINGS, TOPICAL_MEETINGS, COMMITTEE_MEETINGS = 5, 6, 5
HALF_DAYS = 6
SHARES: dict[str, int] = WORDS["shares"]
HEADERS: dict[str, list[str]] = WORDS["gathering_headers"]
PLACES: list[str] = WORDS["places"]
MATTERS: list[str] = WORDS["matters"]
_PREFIX: dict[str, str] = WORDS["prefixes"]


class Gatherings:
    """Makes the sheets in a fixed order; `absent` collects the rows of 应到未到 meanwhile."""

    def __init__(self, people: Sequence[Person], year: int, random: Random) -> None:
        self.people = people
        self.year = year
        self.random = random
        self.absent: list[Row] = []
        self.attendances = 0
        self.occasions = 0
        self.standing = [person for person in people if person.standing]
        self.willing = [person for person in people if person.active]
        self.weights = list(accumulate(person.active for person in self.willing))
        self.counts = self._counts()

    def _counts(self) -> dict[str, int]:
        total = max(len(SHARES), round(PER_MEMBER * len(self.people)))
        total -= 1 + STANDING_MEETINGS + TOPICAL_MEETINGS + COMMITTEE_MEETINGS * len(COMMITTEES)
        total = max(len(SHARES), total)
        whole = sum(SHARES.values())
        return {kind: max(1, round(total * share / whole)) for kind, share in SHARES.items()}

    def rows(self, kind: str) -> Iterator[Row]:
        """The rows of one kind's sheet, as its `HEADERS` ask for."""
        if kind == "全会":
            return self._plenary()
        if kind == "常委会会议":
            return self._standing()
        if kind == "专题协商议政会":
            return self._topical()
        if kind == "专委会会议":
            return self._of_committees()
        return self._activities(kind)

    def _plenary(self) -> Iterator[Row]:
        held = date(self.year, 4, 6)
        said = [(p, self._half_days(p)) for p in self.people if p.serves(held)]
        self.occasions += 1
        title = f"政协舟山市第八届委员会第一次会议（{self.year}）"
        for values, group in grouped(said).items():
            for part in chunks(group):
                self.attendances += len(part)
                yield ("Q1", held, title, names(part, self.random), *values)

    def _half_days(self, person: Person) -> tuple[Value, ...]:
        chance = self.random.random() * (0.5 if not person.active else 1)
        if chance < 0.02:
            present, leave = 0, 0
        elif chance < 0.05:
            present, leave = 0, HALF_DAYS
        elif chance < 0.14:
            present = self.random.randrange(2, HALF_DAYS)
            leave = HALF_DAYS - present if self.random.random() < 0.7 else 0
        else:
            present, leave = HALF_DAYS, 0
        return (HALF_DAYS, present, leave, HALF_DAYS - present - leave)

    def _standing(self) -> Iterator[Row]:
        for number in range(1, STANDING_MEETINGS + 1):
            held = date(self.year, 2 * number + 1, 20)
            self.occasions += 1
            title = f"八届市政协第{number}次常委会会议"
            guests = self._chosen(len(self.people) // 20, held, self.standing)
            came = self._expected("常委会会议", number, held, title, self.standing)
            for state, must, group in (("出席", "是", came), ("列席", "否", guests)):
                for part in chunks(group):
                    self.attendances += len(part)
                    yield (
                        f"C{number}",
                        day(held, self.random, self.year),
                        title,
                        names(part, self.random),
                        state,
                        must,
                    )

    def _topical(self) -> Iterator[Row]:
        for number in range(1, TOPICAL_MEETINGS + 1):
            held = any_day(self.year, self.random)
            title = f"“{MATTERS[number]}”专题协商议政会"
            invited = self._chosen(len(self.people) // 3 + 1, held)
            yield from self._meeting("专题协商议政会", number, held, title, invited)

    def _of_committees(self) -> Iterator[Row]:
        number = 0
        for committee in COMMITTEES:
            own = [person for person in self.people if person.committee == committee]
            for turn in range(1, COMMITTEE_MEETINGS + 1):
                number += 1
                held = any_day(self.year, self.random)
                yield from self._meeting("专委会会议", number, held, f"{committee}第{turn}次全体会议", own)

    def _meeting(
        self, kind: str, number: int, held: date, title: str, invited: Sequence[Person]
    ) -> Iterator[Row]:
        came = self._expected(kind, number, held, title, invited)
        self.occasions += bool(came)
        for part in chunks(came):
            self.attendances += len(part)
            yield (
                f"{_PREFIX[kind]}{number}",
                day(held, self.random, self.year),
                title,
                names(part, self.random),
                "到会",
            )

    def _expected(
        self, kind: str, number: int, held: date, title: str, invited: Sequence[Person]
    ) -> list[Person]:
        """Who of the invited came; the others go to 应到未到."""
        came: list[Person] = []
        stayed: dict[str, list[Person]] = {"请假": [], "缺席": []}
        for person in invited:
            if not person.serves(held):
                continue
            chance = self.random.random() * (1 if person.active > 0.5 else 0.6)
            (stayed["缺席"] if chance < 0.03 else stayed["请假"] if chance < 0.12 else came).append(person)
        if not came:
            came = [stayed[state].pop() for state in stayed if stayed[state]][:1]
        for state, group in stayed.items():
            for part in chunks(group):
                self.attendances += len(part)
                self.absent.append(
                    (kind, f"{_PREFIX[kind]}{number}", held, title, names(part, self.random), state)
                )
        return came

    def _chosen(self, many: int, held: date, but: Sequence[Person] = ()) -> list[Person]:
        """Up to `many` who serve on that day, the active ones more often."""
        if not self.willing:
            return []
        found = self.random.choices(self.willing, cum_weights=self.weights, k=many)
        left_out = {person.key for person in but}
        once = {person.key: person for person in found}
        return [p for p in once.values() if p.serves(held) and p.key not in left_out]

    def _activities(self, kind: str) -> Iterator[Row]:
        """Occasions of one kind; those who stayed away stand in the same sheet, in rows of their own."""
        size = self._usual_size()
        for number in range(1, self.counts[kind] + 1):
            held = any_day(self.year, self.random)
            many = max(2, round(size * self.random.lognormvariate(-0.18, 0.6)))
            people = self._chosen(min(many, len(self.people) * 2), held)
            where = f"{self.random.choice(PLACES)}{self.random.choice(MATTERS)}"
            title = f"{where}{WORDS['called'][kind]}（{number}）"
            self.occasions += bool(people)
            half_days = self.random.randint(1, 4)
            said = [(p, self._said(kind, at, p, half_days)) for at, p in enumerate(people)]
            for values, group in grouped(said).items():
                self.attendances += len(group)
                yield self._row(
                    kind, number, day(held, self.random, self.year), title, names(group, self.random), values
                )

    def _usual_size(self) -> float:
        """People at an activity, so that the year comes to as many attendances a head as in a real city."""
        people = len(self.people)
        meetings = (
            people * (1 + COMMITTEE_MEETINGS + TOPICAL_MEETINGS * 0.28)
            + len(self.standing) * STANDING_MEETINGS
        )
        return max(0.0, ATTENDANCES_PER_MEMBER * people - meetings) / sum(self.counts.values()) * 1.08

    def _row(self, kind: str, number: int, held: Value, title: str, who: str, said: tuple[Value, ...]) -> Row:
        if kind in _PREFIX:
            return (f"{_PREFIX[kind]}{number}", held, title, who, *said)
        if HEADERS[kind][0] == "序号":
            return (number, held, title, who, *said)
        return (held, title, who, *said)

    def _said(self, kind: str, at: int, person: Person, half_days: int) -> tuple[Value, ...]:
        """What a row says of somebody at an activity; the first in the list leads it."""
        chance = self.random.random()
        state = "缺席" if chance < 0.02 else "请假" if chance < 0.05 else "出席"
        if kind in ("调研", "视察", "民主监督"):
            sign = "" if state != "出席" else "未登记" if chance > 0.95 else "已登记"
            return (state, "是" if chance < 0.7 else "", sign, "√" if chance < 0.025 else "")
        if kind in ("应邀党政会议", "应邀党政活动"):
            said = (state, "是" if chance < 0.7 else "")
            return said if kind == "应邀党政会议" else (*said, "")
        if kind in ("其他会议", "其他活动"):
            return (state,)
        if kind == "学习培训":
            return (
                state,
                half_days if state == "出席" else "",
                "主讲" if at == 0 and state == "出席" else "",
            )
        if kind == "外出集中培训":
            return ("全程" if chance < 0.85 else "部分",)
        if kind == "界别活动组":
            return (state, "召集人" if at == 0 else "参加")
        return ("主持" if at == 0 else "参加",) if kind in ("委员工作室", "委员会客厅") else ()
