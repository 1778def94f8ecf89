"""Typed reading of a positioned mapping: each accessor returns the value or notes why it is refused."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping as Map
from datetime import date
from fractions import Fraction

from rules.number import LIMIT, decimal, exact
from rules.source import Entry, Listing, Mapping, Mark, Refusals, Scalar, Tree, colon, cure

YES_NO = {"是": True, "否": False}
FIRST_YEAR, LAST_YEAR = 1949, 2200
LONG = re.compile(r"-?\d+\.\d{5,}%?", re.ASCII)
ANY_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
# Python would also read 2022-W01-1 as a day.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Fields:
    """A mapping of known keys. Unknown keys are refused when it is made, with the nearest known one."""

    def __init__(self, tree: Tree, refusals: Refusals, known: Iterable[str], what: str) -> None:
        self.refusals = refusals
        self.mark = tree.mark
        self.what = what
        self.entries: dict[str, Entry] = {}
        known = list(known)
        if not isinstance(tree, Mapping):
            refusals.add(
                tree.mark, f"{what}应写成“关键字: 值”的形式", f"可用的关键字：{'、'.join(known[:12])}"
            )
            return
        for name, entry in tree.entries.items():
            if name in known:
                self.entries[name] = entry
            else:
                right = colon(name) or cure(name, known, f"可用的关键字：{'、'.join(known)}")
                refusals.add(entry.key.mark, f"{what}里没有“{name}”这个关键字", right)

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def tree(self, key: str) -> Tree | None:
        entry = self.entries.get(key)
        return entry.value if entry else None

    def key_mark(self, key: str) -> Mark:
        entry = self.entries.get(key)
        return entry.key.mark if entry else self.mark

    def value_mark(self, key: str) -> Mark:
        entry = self.entries.get(key)
        return entry.value.mark if entry else self.mark

    def require(self, *keys: str) -> None:
        """Refuses the mapping where one of `keys` is missing."""
        for key in keys:
            if key not in self.entries:
                self.refusals.add(self.mark, f"{self.what}缺少“{key}”", f"补上 {key}: …")

    def text(self, key: str, limit: int = 2000) -> str | None:
        tree = self.tree(key)
        if tree is None:
            return None
        if not isinstance(tree, Scalar) or not tree.text.strip():
            self.refusals.add(tree.mark, f"“{key}”应是一段文字")
            return None
        if len(tree.text) > limit:
            self.refusals.add(tree.mark, f"“{key}”超过 {limit} 个字")
            return None
        return tree.text

    def word(self, key: str, choices: Iterable[str]) -> str | None:
        """One of `choices`; refused otherwise, with the nearest of them."""
        tree = self.tree(key)
        return None if tree is None else one_of(tree, list(choices), f"“{key}”", self.refusals)

    def yesno(self, key: str) -> bool | None:
        tree = self.tree(key)
        return None if tree is None else yesno(tree, f"“{key}”", self.refusals)

    def number(self, key: str) -> Fraction | None:
        tree = self.tree(key)
        return None if tree is None else number(tree, f"“{key}”", self.refusals)

    def integer(self, key: str, at_least: int = 0, at_most: int = LIMIT) -> int | None:
        tree = self.tree(key)
        return None if tree is None else integer(tree, f"“{key}”", self.refusals, at_least, at_most)

    def date(self, key: str) -> date | None:
        tree = self.tree(key)
        return None if tree is None else day(tree, f"“{key}”", self.refusals)

    def items(self, key: str) -> tuple[Tree, ...]:
        """The items of a list; a single value counts as a list of one. Empty where the key is missing."""
        tree = self.tree(key)
        if tree is None:
            return ()
        if isinstance(tree, Listing) and not tree.items:
            self.refusals.add(tree.mark, f"“{key}”是空的", f"写上内容，或删去 {key}")
        return tree.items if isinstance(tree, Listing) else (tree,)

    def words(self, key: str, choices: Iterable[str]) -> tuple[str, ...]:
        known = list(choices)
        found = (one_of(tree, known, f"“{key}”", self.refusals) for tree in self.items(key))
        return tuple(word for word in found if word is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(scalar(tree, f"“{key}”", self.refusals) or "" for tree in self.items(key))

    def mapping(self, key: str) -> Map[str, Entry]:
        """The entries of a nested mapping with free keys; empty where the key is missing."""
        tree = self.tree(key)
        if tree is None:
            return {}
        if isinstance(tree, Mapping):
            return tree.entries
        self.refusals.add(tree.mark, f"“{key}”应写成“名称: 值”的形式")
        return {}


def scalar(tree: Tree, what: str, refusals: Refusals) -> str | None:
    if isinstance(tree, Scalar) and tree.text:
        return tree.text
    refusals.add(tree.mark, f"{what}应是一个值")
    return None


def one_of(
    tree: Tree, choices: list[str], what: str, refusals: Refusals, more: str | None = None
) -> str | None:
    """One of `choices`; refused otherwise. `more` says what to do where none of them will do."""
    text = scalar(tree, what, refusals)
    if text is None or text in choices:
        return text
    listed = f"可以写：{'、'.join(choices[:20])}" if choices else "这里没有可以写的"
    instead = "；".join(filter(None, ("" if more and len(choices) > 20 else listed, more)))
    refusals.add(tree.mark, f"{what}不能是“{text}”", cure(text, choices, instead))
    return None


def yesno(tree: Tree, what: str, refusals: Refusals) -> bool | None:
    text = one_of(tree, list(YES_NO), what, refusals)
    return None if text is None else YES_NO[text]


def number(tree: Tree, what: str, refusals: Refusals) -> Fraction | None:
    text = scalar(tree, what, refusals)
    if text is None:
        return None
    value = exact(text)
    if value is None or (isinstance(tree, Scalar) and tree.quoted):
        form = f"写成 5、2.5、1/2 或 20%，不加引号，不超过 ±{LIMIT:,}，至多四位小数"
        refusals.add(tree.mark, f"{what}应是数字，不能是“{text[:40]}”", _meant(text) or form)
        return None
    return value


def _meant(text: str) -> str | None:
    """How a number that is one but for its form is written: `20％`, `1,000`, `5分`; None: it is none."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").rstrip("分次件个天名人")
    if exact(plain) is not None:
        return f"写成 {plain}，" + ("不加引号" if plain == text else "数字和符号用半角，不写单位")
    if exact(plain.partition(".")[0]) is not None and LONG.fullmatch(plain):
        return "至多四位小数"
    return None


def integer(tree: Tree, what: str, refusals: Refusals, at_least: int = 0, at_most: int = LIMIT) -> int | None:
    value = number(tree, what, refusals)
    if value is None:
        return None
    if value.denominator != 1 or not at_least <= value <= at_most:
        range_ = f"{at_least} 到 {at_most:,} 的整数" if at_least < at_most else str(at_least)
        problem = f"应是整数，不能是 {decimal(value)}" if value.denominator != 1 else f"应是 {range_}"
        refusals.add(tree.mark, f"{what}{problem}", range_ if value.denominator != 1 else None)
        return None
    return int(value)


def day(tree: Tree, what: str, refusals: Refusals) -> date | None:
    text = scalar(tree, what, refusals)
    if text is None:
        return None
    try:
        value = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        value = None
    if value is None or not FIRST_YEAR <= value.year <= LAST_YEAR:
        refusals.add(tree.mark, f"{what}应是日期，不能是“{text[:40]}”", f"写成 {_day_meant(text)}")
        return None
    return value


def _day_meant(text: str) -> str:
    """How a day in another form is written; an example where it is none."""
    found = ANY_DAY.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    try:
        meant = date(*map(int, found.groups())) if found else None
    except ValueError:
        meant = None
    if meant is not None and not FIRST_YEAR <= meant.year <= LAST_YEAR:
        return f"{FIRST_YEAR} 年到 {LAST_YEAR} 年的日期"
    return "2022-03-15" if meant is None else meant.isoformat()
