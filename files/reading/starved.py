"""Rules that the files leave without what they look at: refused until told that there is none."""

from collections.abc import Iterable
from dataclasses import replace

from files.answers import Answers, Question, Section
from files.cells.presence import EARLY, LATE
from files.problem import Problem, Problems, Refused
from files.reading.members import MembersFile
from files.reading.records import RecordsFile
from rules.catalogue import Attribute
from rules.document import RuleSet
from rules.needs import Need, needs
from rules.record import Record

THERE_IS_NONE = "没有"
_NAMED = 4


def starved(rule_set: RuleSet, roster: MembersFile, records: RecordsFile, answers: Answers) -> list[Problem]:
    """An error for each attribute that a rule needs and no sheet of the kind has a column for.

    Where the office has answered that there is none, a reminder stays.

    Only kinds of which there are records count. What the catalogue fills in, or follows from the record,
    is never missing; flags of members that are exceptions (处分, 机关驻会) hold for nobody without a column.
    What a measure carries from the year before is asked of the roster: where a closed year tells it, hand in
    the rule set without.
    """
    problems = Problems()
    given = _given(records)
    for attribute, missing in _by_attribute(needs(rule_set)).items():
        own = rule_set.catalogue.attributes[attribute]
        kinds = [
            kind
            for kind in dict.fromkeys(kind for need in missing for kind in need.kinds)
            if kind in given and attribute not in given[kind] and not _filled_in(own, kind, rule_set)
        ]
        of_members = any(not need.kinds for need in missing)
        if kinds:
            rules = [need for need in missing if not set(kinds).isdisjoint(need.kinds)]
            problems.add("", None, None, "", _refused("、".join(kinds), own, rules), "")
        elif (
            of_members
            and roster.members
            and (_told_by_roster(own) or any(one.name == attribute for one in rule_set.carried))
            and attribute not in roster.columns
        ):
            problems.add("", None, None, "", _refused("委员名册", own, missing), "")
    return [_allowed(one) if one.ask and answers.to(one.ask) is not None else one for one in problems]


def _allowed(problem: Problem) -> Problem:
    """What the office has answered is allowed, and stays to be seen: the rules take nothing by it."""
    message = f"{problem.message}（已回答没有）"
    return replace(problem, message=message, suggestion="", level="reminder", ask=None)


def _by_attribute(found: Iterable[Need]) -> dict[str, list[Need]]:
    grouped: dict[str, list[Need]] = {}
    for need in found:
        grouped.setdefault(need.attribute, []).append(need)
    return grouped


def _given(records: RecordsFile) -> dict[str, set[str]]:
    """The attributes that a sheet of each kind has a column for, or that any record of it has."""
    given: dict[str, set[str]] = {}
    for record in records.records:
        own = given.setdefault(record.kind, set(records.stated.get(record.kind, ())))
        own.update(_carried(record))
    return given


def _carried(record: Record) -> Iterable[str]:
    yield from record.attributes
    seen: set[int] = set()
    for part in record.parts:
        if id(part.attributes) not in seen:
            seen.add(id(part.attributes))
            yield from part.attributes


def _filled_in(attribute: Attribute, kind: str, rule_set: RuleSet) -> bool:
    """Whether no column is needed: a default, a derived value, or an outcome, an event of its own.

    Who came late is stated by the marks that state who came.
    """
    carried = rule_set.catalogue.kinds[kind].attributes
    return (
        attribute.name not in carried
        or attribute.name in (LATE, EARLY)
        or attribute.default is not None
        or attribute.derived is not None
        or set(attribute.of) == {"outcome"}
    )


def _told_by_roster(attribute: Attribute) -> bool:
    return attribute.type in ("choice", "label") and attribute.derived is None


def _refused(where: str, attribute: Attribute, rules: list[Need]) -> Refused:
    named = "、".join(f"{need.rule}“{need.title}”" for need in rules[:_NAMED])
    more = f"等 {len(rules)} 条" if len(rules) > _NAMED else ""
    default = f"，都会按“{attribute.default}”算" if attribute.default else ""
    return Refused(
        f"{where}里没有“{attribute.name}”一列{default}；规则{named}{more}要看它",
        f"补上这一列；确实没有这一项的，在对应表的“缺省”里写 {attribute.name}: {THERE_IS_NONE}",
        ask=Question(Section.DEFAULT, attribute.name, (THERE_IS_NONE,)),
    )
