"""The demo's proposals, opinion items, speeches, reports, articles and awards, and what became of them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from files.demo.gatherings import MATTERS, PLACES
from files.demo.people import Person
from files.demo.script import any_day, day, names
from files.demo.words import WORDS
from files.sheets.row_text import Row, Value

# Works per member and year; proposals and opinion items of a city of 758 members (domain.md, section 6).
PER_MEMBER = {
    "提案": 1_290 / 758,
    "集体提案": 0.05,
    "社情民意": 1_812 / 758,
    "发言": 0.12,
    "调研视察报告": 0.08,
    "理论成果": 0.05,
    "宣传稿件": 0.25,
    "文史资料": 0.05,
    "表彰": 0.04,
}
HEADERS: dict[str, list[str]] = WORDS["writing_headers"]
_OUTSIDERS: list[str] = WORDS["outsiders"]
_STEMS: list[str] = WORDS["stems"]
_LEVELS = (("市政协", 60), ("专报市委市政府", 20), ("省政协", 14), ("全国综合", 4), ("全国单篇", 2))
_LEADERS = (("市领导", 70), ("市主要领导", 20), ("省部级", 9), ("党和国家领导人", 1))


class Writings:
    """Makes the sheets in a fixed order; `outcomes` collects the rows of 采用与批示 meanwhile."""

    def __init__(self, people: Sequence[Person], year: int, random: Random) -> None:
        self.year = year
        self.random = random
        self.number = len(people)
        self.outcomes: list[Row] = []
        self.counts: dict[str, int] = {}
        self.turned: list[tuple[str, Person]] = []
        self.writers = [person for person in people if person.productive] or list(people)
        self.weights = list(accumulate(person.productive for person in self.writers))

    def rows(self, kind: str) -> Iterator[Row]:
        """The rows of one kind's sheet, as its `HEADERS` ask for."""
        self.counts[kind] = max(1, round(PER_MEMBER[kind] * self.number))
        for number in range(1, self.counts[kind] + 1):
            written = any_day(self.year, self.random)
            authors = self._authors(written, kind)
            if not authors:
                continue
            yield from self._work(kind, number, written, self._title(kind, number), authors)

    def _work(
        self, kind: str, number: int, written: date, title: str, authors: list[Person]
    ) -> Iterator[Row]:
        if kind == "提案":
            yield from self._proposal(number, written, title, authors)
        elif kind == "社情民意":
            yield self._opinion(number, written, title, authors)
        elif kind in ("集体提案", "调研视察报告"):
            yield from self._with_roles(kind, number, written, title, authors)
        else:
            yield from self._other(kind, number, written, title, authors)

    def _authors(self, written: date, kind: str) -> list[Person]:
        together = {"提案": 0.3, "社情民意": 0.2, "集体提案": 1.0, "调研视察报告": 0.8}.get(kind, 0.1)
        many = 1 + (self.random.randint(1, 5) if self.random.random() < together else 0)
        if kind == "表彰":
            many = 1
        found = self.random.choices(self.writers, cum_weights=self.weights, k=many)
        once = {person.key: person for person in found}
        return [person for person in once.values() if person.serves(written)]

    def _title(self, kind: str, number: int) -> str:
        place, matter = self.random.choice(PLACES), self.random.choice(MATTERS)
        if kind == "表彰":
            return f"{matter}工作先进个人（第{number}号）"
        stem = f"关于{self.random.choice(_STEMS)}{place}{matter}"
        return f"{stem}的建议" if kind in ("提案", "集体提案") else f"{stem}的几点思考（{number}）"

    def _proposal(self, number: int, written: date, title: str, authors: list[Person]) -> Iterator[Row]:
        filed = self.random.random() < 0.85
        filed_on = written + timedelta(days=self.random.randint(5, 20)) if filed else None
        turned = not filed and self.random.random() < 0.3
        if turned:
            self.turned.append((f"T{number}", authors[0]))
        said: tuple[Value, ...] = (filed, filed_on, "社情民意" if turned else "")
        shown = day(written, self.random, self.year)
        unsure = len(authors) > 1 and self.random.random() < 0.1
        if unsure:
            # One co-signer did not confirm: each author has a row.
            for at, author in enumerate(authors, 1):
                yield (
                    f"T{number}",
                    shown,
                    title,
                    author.name,
                    author.sector,
                    at,
                    "否" if at == 2 else "是",
                    *said,
                )
        else:
            who = names(authors, self.random, plain=True)
            yield (f"T{number}", shown, title, who, authors[0].sector, "", "", *said)
        if filed_on:
            self._honours("提案", f"T{number}", title, filed_on)

    def _honours(self, kind: str, number: str, title: str, after: date) -> None:
        for result, share in (("重点", 0.03), ("优秀", 0.03)):
            if self.random.random() < share:
                self.outcomes.append((kind, number, title, self._later(after, 200), result, "", "", ""))
        if self.random.random() < 0.02:
            self.outcomes.append(
                (kind, number, title, self._later(after, 150), "批示", "", self._pick(_LEADERS[:3]), "")
            )

    def _opinion(self, number: int, written: date, title: str, authors: list[Person]) -> Row:
        link = ""
        if self.turned and self.random.random() < 0.2:
            link, author = self.turned.pop()
            authors = [author] if author.serves(written) else authors
        who = names(authors, self.random)
        if self.random.random() < 0.03:
            who += "、" + self.random.choice(_OUTSIDERS)
        adopted = self.random.random() < 0.35
        if adopted:
            self._adoptions(f"X{number}", title, written)
        handled = "采用" if adopted else self.random.choice(("留存", "留存", "未采用"))
        return (f"X{number}", day(written, self.random, self.year), title, who, "是", handled, link)

    def _adoptions(self, number: str, title: str, written: date) -> None:
        merged = "是" if self.random.random() < 0.1 else ""
        self.outcomes.append(
            ("社情民意", number, title, self._later(written, 120), "采用", self._pick(_LEVELS), "", merged)
        )
        if self.random.random() < 0.12:
            self.outcomes.append(
                ("社情民意", number, title, self._later(written, 160, 121), "采用", "省政协", "", "")
            )
        if self.random.random() < 0.08:
            self.outcomes.append(
                ("社情民意", number, title, self._later(written, 150), "批示", "", self._pick(_LEADERS), "")
            )

    def _with_roles(
        self, kind: str, number: int, written: date, title: str, authors: list[Person]
    ) -> Iterator[Row]:
        first, other = ("主笔", "参与") if kind == "集体提案" else ("执笔", "课题组")
        prefix = "JT" if kind == "集体提案" else "B"
        for at, author in enumerate(authors, 1):
            row = (f"{prefix}{number}", written, title, author.written, at, first if at == 1 else other)
            yield (*row, "是") if kind == "集体提案" else row
        if kind == "调研视察报告" and self.random.random() < 0.15:
            self.outcomes.append(
                (kind, f"B{number}", title, self._later(written, 120), "批示", "", "市领导", "")
            )

    def _other(
        self, kind: str, number: int, written: date, title: str, authors: list[Person]
    ) -> Iterator[Row]:
        who, random = names(authors, self.random), self.random
        level = random.choice(
            ("国家", "省", "市", "市", "市级", "县区") if kind == "宣传稿件" else ("省", "市", "市级")
        )
        if kind == "发言":
            place = random.choice(("全会", "常委会", "专题协商会", "其他"))
            yield (written, title, who, place, "口头")
            if random.random() < 0.2:
                yield (written, title, who, place, "书面")
        elif kind == "理论成果":
            others = names(authors[1:], random) if len(authors) > 1 else "无"
            yield (f"L{number}", written, title, authors[0].written, others, level)
        elif kind == "文史资料":
            yield (f"W{number}", written, title, who, random.choice(("是", "否")))
        else:
            yield (written, title, who, level)
            again = written + timedelta(days=1)
            reprinted = kind == "宣传稿件" and random.random() < 0.1
            if reprinted and all(author.serves(again) for author in authors):
                yield (again, title, who, "国家")

    def _later(self, start: date, most: int, least: int = 10) -> date:
        """Some time later: a few fall into the next year."""
        return start + timedelta(days=self.random.randint(least, most))

    def _pick(self, weighted: Sequence[tuple[str, int]]) -> str:
        return self.random.choices([each for each, _ in weighted], [weight for _, weight in weighted])[0]
