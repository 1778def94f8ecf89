"""Reading a supplement (补充规定): a short document that changes a year's measure from a day on."""

from dataclasses import dataclass
from datetime import date

from rules.fields import Fields
from rules.source import Mapping, Mark, Refusals, Scalar, Tree, parse

ACTIONS = ("set", "add", "replace", "remove")
HEADER = (
    "language",
    "supplement",
    "to",
    "citation",
    "effective",
    "retroactive",
    "note",
    "catalogue",
    "changes",
)
WHEN = ("effective", "retroactive", "citation")
# What each change may say besides its action and `WHEN`; what stands in the second it must say.
MORE = {
    "set": (("to",), ("to",)),
    "add": (("under", "after", "before"), ("under",)),
    "replace": (("with",), ("with",)),
    "remove": ((), ()),
}
MAX_SUPPLEMENTS = 30
MAX_CHANGES = 500
DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a supplement: what it does to what, with which text, and from which day on.

    `target` is a rule's id, with the path of a value for `set`. `value` is what `set`, `add` and `replace`
    bring. `since` None: it holds as if from the beginning (retroactive).
    """

    action: str
    target: str
    target_mark: Mark
    value: Tree | None
    under: Scalar | None
    beside: Scalar | None
    before: bool
    since: date | None
    citation: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Supplement:
    """A supplement as it was read. `number` counts from 1; `effective` is that of most of its changes."""

    number: int
    title: str
    citation: str
    file: str
    text: str
    effective: date | None
    retroactive: bool
    note: str | None
    catalogue: Scalar | None
    changes: tuple[Change, ...]

    @property
    def label(self) -> str:
        """`补充规定（二）`"""
        return f"补充规定（{numeral(self.number)}）"


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    ten = f"{DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (DIGITS[ones] if ones or not tens else "")


@dataclass(frozen=True, slots=True)
class Base:
    """What a supplement must name in `to`, and the last day on which its measure counts."""

    committee: str | None
    year: str | None
    end: date | None


def read_supplement(number: int, text: str, file: str, base: Base, refusals: Refusals) -> Supplement | None:
    """The supplement in a text; notes what is refused. Raises `DocumentRefused` for what is no YAML."""
    tree = parse(text, file, file)
    fields = Fields(tree, refusals, HEADER, "补充规定")
    if not isinstance(tree, Mapping):
        return None
    fields.require("language", "supplement", "to", "citation", "changes")
    fields.integer("language", 1, 1)
    _check_base(fields, base)
    reader = _ChangeReader(fields, base, refusals)
    items = fields.items("changes")
    if len(items) > MAX_CHANGES:
        refusals.add(fields.key_mark("changes"), f"一份补充规定超过 {MAX_CHANGES} 处修改", "重新印发全文")
        return None
    changes = tuple(change for item in items if (change := reader.change(item)) is not None)
    named = fields.tree("catalogue")
    return Supplement(
        number=number,
        title=fields.text("supplement", 200) or "",
        citation=fields.text("citation", 100) or "",
        file=file,
        text=text,
        effective=reader.effective,
        retroactive=reader.retroactive,
        note=fields.text("note"),
        catalogue=named if isinstance(named, Scalar) and fields.text("catalogue", 200) else None,
        changes=changes,
    )


def _check_base(fields: Fields, base: Base) -> None:
    tree = fields.tree("to")
    if tree is None:
        return
    to = Fields(tree, fields.refusals, ("committee", "year"), "to")
    to.require("committee", "year")
    for key, right in (("committee", base.committee), ("year", base.year)):
        written = to.text(key, 100)
        if written is not None and right is not None and written != right:
            message = f"这份补充规定写的是“{written}”，基本文件是“{right}”"
            fields.refusals.add(to.value_mark(key), message, f"改为 {key}: {right}，或换一份基本文件")


class _ChangeReader:
    """Reads the changes of one supplement, each with the day and the citation it does not say itself."""

    def __init__(self, fields: Fields, base: Base, refusals: Refusals) -> None:
        self.refusals = refusals
        self.end = base.end
        self.effective = self._day(fields)
        self.dated = "effective" in fields  # a wrong day was told once
        self.retroactive = bool(fields.yesno("retroactive"))
        self.citation = fields.text("citation", 100)

    def _day(self, fields: Fields) -> date | None:
        day = fields.date("effective")
        if day is not None and self.end is not None and day > self.end:
            message = f"执行日期 {day} 在统计期（至 {self.end}）以后，没有作用"
            self.refusals.add(fields.value_mark("effective"), message, "改正日期，或写给下一年的办法")
        return day

    def change(self, tree: Tree) -> Change | None:
        written = [key for key in ACTIONS if isinstance(tree, Mapping) and key in tree.entries]
        action = written[0] if len(written) == 1 else None
        known = (
            [*MORE[action][0], *WHEN] if action else [*(k for more, _ in MORE.values() for k in more), *WHEN]
        )
        what = f"一处修改（{action}）" if action else "一处修改"
        fields = Fields(tree, self.refusals, [*(written or ACTIONS), *known], what)
        if action is None or not isinstance(tree, Mapping):
            if isinstance(tree, Mapping):
                cure = "写 set（改值）、add（增加）、replace（替换）、remove（删除）之一"
                self.refusals.add(fields.mark, "一处修改只能做一件事", cure)
            return None
        fields.require(*MORE[action][1])
        since = self._since(fields)
        value = fields.tree({"set": "to", "add": "add", "replace": "with"}.get(action, ""))
        target = "" if action == "add" else fields.text(action, 200)
        if "after" in fields and "before" in fields:
            self.refusals.add(fields.key_mark("before"), "after 和 before 只能写一个")
        beside = self._scalar(fields, "after") or self._scalar(fields, "before")
        under = self._scalar(fields, "under")
        if since is False or target is None or (action != "remove" and value is None):
            return None
        if action == "add" and under is None:
            return None
        return Change(
            action=action,
            target=target,
            target_mark=fields.value_mark(action),
            value=value,
            under=under,
            beside=beside,
            before="before" in fields,
            since=since if isinstance(since, date) else None,
            citation=fields.text("citation", 100) or self.citation,
            mark=fields.mark,
        )

    def _scalar(self, fields: Fields, key: str) -> Scalar | None:
        tree = fields.tree(key)
        return tree if fields.text(key, 40) is not None and isinstance(tree, Scalar) else None

    def _since(self, fields: Fields) -> date | bool:
        """The day from which a change holds; True: from the beginning; False: nobody says."""
        retroactive = fields.yesno("retroactive")
        own = self._day(fields)
        if retroactive if retroactive is not None else (self.retroactive and own is None):
            return True
        day = own or self.effective
        if day is None and (self.dated or "effective" in fields):
            return False
        if day is None:
            cure = "在文件头或这一处写 effective: 2022-04-03；如同自始适用的写 retroactive: 是"
            self.refusals.add(fields.mark, "没有写从哪一天起执行", cure)
            return False
        return day
