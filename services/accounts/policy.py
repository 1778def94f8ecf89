"""The policy of passwords and sessions: a versioned document, in the profiles that come with the program.

Two norms contradict one another (docs/accounts.md says where), so a policy is a document and not code.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rules.source import Entry, Listing, Mapping, Refusals, Scalar, Tree, nearest, parse
from services.refusal import Code, Refusal

# The first is what a committee has that has chosen none.
PROFILES = ("dengbao", "asvs")
# No norm lets a longer password be refused than this (ASVS 6.2.9).
ALWAYS_ACCEPTED = 64
_NUMBER = re.compile(r"0|[1-9][0-9]{0,5}", re.ASCII)
# The least and the most of each number.
_NUMBERS = {
    "password": {
        "shortest": (8, ALWAYS_ACCEPTED),
        "shortest_with_second_factor": (8, ALWAYS_ACCEPTED),
        "longest": (ALWAYS_ACCEPTED, 1_000),
        "classes": (1, 4),
        "days": (0, 3_650),
        "common": (3_000, 30_000),
    },
    "first_secret": {"hours": (1, 720)},
    "failures": {"most": (1, 100), "minutes": (1, 1_440)},
    "session": {"idle_minutes": (1, 1_440), "hours": (1, 168), "most": (1, 100)},
}
_SECTIONS = ("profile", "version", "title", *_NUMBERS, "words")
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What passwords, failures and sessions have to keep to.

    Lengths are in characters; `days` is how long a password may be used, 0 for ever; `common` is how many of
    the most common passwords are refused; `words` may stand in none. After `failures` in a row one pair of
    account and address waits `waiting_minutes`. A session ends when it is idle for `idle_minutes`, and after
    `hours` in any case; of more than `sessions` at once the oldest end.
    """

    profile: str
    version: int
    title: str
    shortest: int
    shortest_with_second_factor: int
    longest: int
    classes: int
    days: int
    common: int
    first_secret_hours: int
    failures: int
    waiting_minutes: int
    idle_minutes: int
    hours: int
    sessions: int
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Profile and version, as it is kept with the passwords set under it: `dengbao/1`."""
        return f"{self.profile}/{self.version}"

    def least(self, second_factor: bool) -> int:
        """The least length of a password that stands beside a second factor, or alone."""
        return self.shortest_with_second_factor if second_factor else self.shortest


@cache
def shipped(profile: str) -> Policy:
    """The policy of a profile; raises `Refusal` where there is none of this name."""
    if profile not in PROFILES:
        message = f"没有这种规定，可以选 {'、'.join(PROFILES)}"
        raise Refusal(Code.BAD_USER_INPUT, message, "profile")
    file = f"{profile}.yaml"
    return read_policy((files("services.accounts") / "policies" / file).read_text("utf-8"), file)


def read_policy(text: str, file: str) -> Policy:
    """The policy that a document says; raises `DocumentRefused` with the line of everything that is wrong."""
    refusals = Refusals(file)
    tree = parse(text, file)
    if not isinstance(tree, Mapping):
        refusals.add(tree.mark, "应是几个标题，下面各写几项", f"依次写 {'、'.join(_SECTIONS)}")
        refusals.check()
        raise AssertionError("a document that is refused")
    entries = _entries(tree, _SECTIONS, "规定", refusals)
    numbers = {
        (section, name): _number(value, bounds, refusals)
        for section, wanted in _NUMBERS.items()
        if section in entries
        for name, bounds in wanted.items()
        if (value := _within(entries[section], section, refusals).get(name)) is not None
    }
    said = {
        "profile": _text(entries.get("profile"), refusals),
        "title": _text(entries.get("title"), refusals),
        "version": _number(entries["version"], (1, 9_999), refusals) if "version" in entries else 0,
        "words": _words(entries.get("words"), refusals),
    }
    refusals.check()
    return Policy(**said, **{_FIELDS[place]: number for place, number in numbers.items()})  # type: ignore[arg-type]


_FIELDS = {
    **{("password", name): name for name in _NUMBERS["password"]},
    ("first_secret", "hours"): "first_secret_hours",
    ("failures", "most"): "failures",
    ("failures", "minutes"): "waiting_minutes",
    ("session", "idle_minutes"): "idle_minutes",
    ("session", "hours"): "hours",
    ("session", "most"): "sessions",
}


def _within(entry: Entry, section: str, refusals: Refusals) -> dict[str, Entry]:
    if isinstance(entry.value, Mapping):
        return _entries(entry.value, tuple(_NUMBERS[section]), section, refusals)
    refusals.add(entry.value.mark, f"“{section}”下面应是几项", "、".join(_NUMBERS[section]))
    return {}


def _entries(tree: Mapping, wanted: tuple[str, ...], where: str, refusals: Refusals) -> dict[str, Entry]:
    """The entries of these names; what is missing and what is none of them is refused."""
    for name, entry in tree.entries.items():
        if name not in wanted:
            cure = nearest(name, wanted) or f"可以写：{'、'.join(wanted)}"
            refusals.add(entry.key.mark, f"{where}里没有“{name}”", cure)
    for name in wanted:
        if name not in tree.entries:
            refusals.add(tree.mark, f"{where}里缺少“{name}”", "补上这一项")
    return {name: tree.entries[name] for name in wanted if name in tree.entries}


def _number(entry: Entry, bounds: tuple[int, int], refusals: Refusals) -> int:
    least, most = bounds
    text = entry.value.text if isinstance(entry.value, Scalar) else ""
    if _NUMBER.fullmatch(text) and least <= int(text) <= most:
        return int(text)
    refusals.add(entry.value.mark, f"“{entry.key.text}”应为整数", f"{least} 到 {most}")
    return least


def _text(entry: Entry | None, refusals: Refusals) -> str:
    if entry is None:
        return ""
    if isinstance(entry.value, Scalar) and 0 < len(entry.value.text) <= _LONGEST_TITLE:
        return entry.value.text
    refusals.add(entry.value.mark, f"“{entry.key.text}”应为一行字", f"1 到 {_LONGEST_TITLE} 个字")
    return ""


def _words(entry: Entry | None, refusals: Refusals) -> tuple[str, ...]:
    if entry is None:
        return ()
    if not isinstance(entry.value, Listing):
        refusals.add(entry.value.mark, "“words”应是几个词", "写成 [舟山, 政协]")
        return ()
    return tuple(_word(item, refusals) for item in entry.value.items)


def _word(item: Tree, refusals: Refusals) -> str:
    text = item.text.casefold() if isinstance(item, Scalar) else ""
    if len(text) < 2:
        # A single letter would refuse nearly every password.
        refusals.add(item.mark, "“words”里的词太短", "至少两个字")
    return text
