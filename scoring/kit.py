"""The conformance kit: cases of the rule language as data, and what must come out, typed as the files are.

Every number is text, exact: `2.5` or `20/3`. How a stranger's engine is tried: `rules/conformance/README.md`.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from msgspec import DecodeError, Meta, Struct, ValidationError, convert, json

from rules.catalogue import Catalogue, extend, load
from rules.document import RuleSet
from rules.loader import loads
from rules.source import DocumentRefused, Problem, read

SHIPPED = Path(__file__).parents[1] / "rules" / "conformance" / "cases"
Number = Annotated[str, Meta(pattern=r"^-?\d+(\.\d+|/\d+)?$")]
MEASURE = "measure"
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Change(Struct, forbid_unknown_fields=True, kw_only=True, rename={"since": "from"}):
    """From a day on the member's attributes are these."""

    since: date
    attributes: dict[str, str]


class Who(Struct, forbid_unknown_fields=True, kw_only=True):
    """A member: attributes from the beginning, and what changes."""

    attributes: dict[str, str] = {}
    changes: list[Change] = []


class Fact(Struct, forbid_unknown_fields=True, kw_only=True, rename={"day": "date"}):
    """One fact, whole: whose, of which work (its number), when it counts, every attribute, defaults included.

    `outcome` numbers the outcomes of a work, and `work_date` is the day of the work where the fact's own is
    that of an outcome. `outsiders` counts authors who are not members.
    """

    id: str
    member: str
    take: Literal["participation", "authorship", "outcome"]
    kind: str
    work: str
    matter: str
    day: date
    work_date: date | None = None
    outcome: int = 0
    outsiders: int = 0
    attributes: dict[str, str] = {}


class Award(Struct, forbid_unknown_fields=True, kw_only=True):
    """A line: `raw` points by `rule` for a fact (None: a base, a rate, a guarantee), `kept` after every cut.

    `cuts` are the steps that changed it, from the inside out, as `cap P1`.
    """

    rule: str
    raw: Number
    kept: Number
    fact: str | None = None
    cuts: list[str] = []


class Standing(Struct, forbid_unknown_fields=True, kw_only=True):
    """What comes out for one member.

    `nodes` has, by node, its points, and how many facts and works it took; those that are not named have
    none. `excluded` names what left a fact out. Who is `unranked` has no rank.
    """

    total: Number
    nodes: dict[str, tuple[Number, int, int]]
    awards: list[Award] = []
    ranks: dict[str, int | None] = {}
    selection: int | None = None
    grade: str | None = None
    gates: list[str] = []
    consequences: list[str] = []
    unranked: str | None = None
    excluded: dict[str, str] = {}


class Group(Struct, forbid_unknown_fields=True, kw_only=True):
    """A group in a ranking of groups: over how many members, its value, its rank.

    `nodes` are those of a measure of the groups' own, as in `Standing`; without them they are not compared.
    """

    members: int
    value: Number | None = None
    rank: int | None = None
    nodes: dict[str, tuple[Number, int, int]] | None = None


class Place(Struct, forbid_unknown_fields=True, kw_only=True):
    """Where a document is refused; `document` is `measure`, `supplement-1` …"""

    line: int
    column: int
    document: str = MEASURE


class Answer(Struct, forbid_unknown_fields=True, kw_only=True):
    """What a measure gives: a standing for each member, or the places at which it is refused.

    `groups` has the groups of each ranking by label. `unscored`: the measure is right, but nobody is scored,
    since a rate came out above 1.
    """

    members: dict[str, Standing] = {}
    groups: dict[str, dict[str, Group]] = {}
    refused: list[Place] = []
    unscored: bool = False


class Case(Struct, forbid_unknown_fields=True, kw_only=True):
    """A measure, its supplements and own kinds as texts, members and facts; `calculation` is done by hand.

    With `as_of`, the standing of that day is asked for.
    """

    id: str
    title: str
    covers: list[str]
    calculation: str
    measure: str
    supplements: list[str] = []
    kinds: str | None = None
    as_of: date | None = None
    members: dict[str, Who] = {}
    facts: list[Fact] = []
    expect: Answer

    def catalogue(self) -> Catalogue:
        """The general catalogue with the case's own kinds; raises `DocumentRefused`."""
        return extend(load(), self.kinds, "kinds") if self.kinds else load()

    def rule_set(self) -> RuleSet:
        """The measure with its supplements; raises `DocumentRefused`."""
        supplements = [(text, f"{MEASURE}.supplement-{at}") for at, text in enumerate(self.supplements, 1)]
        return loads(self.measure, MEASURE, catalogue=self.catalogue(), supplements=supplements)


class Results(Struct, forbid_unknown_fields=True, kw_only=True):
    """The answers of an engine by case. `lines` says whether it lists lines that keep nothing, and cuts."""

    engine: str
    cases: dict[str, Answer]
    lines: Literal["all", "kept"] = "all"


def read_cases(folder: Path = SHIPPED) -> list[Case]:
    """The cases of a folder by name of file; raises `DocumentRefused` where one cannot be read."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise DocumentRefused([Problem(str(folder), 1, 1, "里面没有算例（*.yaml）", "写算例所在的文件夹")])
    return [_case(path) for path in files]


def _case(path: Path) -> Case:
    text, name = read(path)
    try:
        # All scalars as text (the failsafe schema), so that no number is ever a float.
        case: Case = convert(yaml.load(text, Loader=_Loader), Case, strict=False)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise DocumentRefused([Problem(name, line, column, "不是 YAML", "检查缩进和引号")]) from None
    except ValidationError as wrong:
        raise DocumentRefused([Problem(name, 1, 1, f"算例写法不对：{wrong}", "见 README.md")]) from None
    if case.id != path.stem:
        raise DocumentRefused([Problem(name, 1, 1, f"编号“{case.id}”与文件名不同", f"写 {path.stem}")])
    return case


def read_results(path: Path) -> Results:
    """The answers that another engine wrote as JSON; raises `DocumentRefused`."""
    try:
        return json.decode(path.read_bytes(), type=Results)
    except OSError:
        raise DocumentRefused([Problem(str(path), 1, 1, "文件打不开", "检查文件名")]) from None
    except DecodeError as wrong:
        message = f"不是这样的结果文件：{wrong}"
        raise DocumentRefused([Problem(str(path), 1, 1, message, "见 results.schema.json")]) from None


def schema(of: type[Struct]) -> dict[str, Any]:
    """The JSON Schema of a file of the kit."""
    return json.schema(of)


def results_text(results: Results) -> str:
    """Results as the JSON that `read_results` reads."""
    return json.format(json.encode(results), indent=1).decode()
