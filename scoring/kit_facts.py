"""The members and facts of a kit's case as the members and records that we score, and back again."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from rules.catalogue import Catalogue
from rules.record import Change, Member, Outcome, Part, Record, Value
from scoring.kit import Case, Fact


def members(case: Case, catalogue: Catalogue) -> list[Member]:
    """The members of a case; their number is their name."""
    return [
        Member(
            key,
            key,
            _values(who.attributes, catalogue),
            [
                Change(change.since, name, value)
                for change in who.changes
                for name, value in _values(change.attributes, catalogue).items()
            ],
        )
        for key, who in case.members.items()
    ]


def records(case: Case, catalogue: Catalogue) -> list[Record]:
    """The works that the facts of a case speak of, each with its parts and outcomes."""
    by_work: dict[str, list[Fact]] = {}
    for fact in case.facts:
        by_work.setdefault(fact.work, []).append(fact)
    return [_record(facts, catalogue) for facts in by_work.values()]


def _record(facts: list[Fact], catalogue: Catalogue) -> Record:
    parts = [fact for fact in facts if fact.take != "outcome"]
    by_member = {fact.member: fact for fact in parts}
    followed = {fact.outcome: fact for fact in facts if fact.take == "outcome"}
    outcomes = []
    for place, fact in sorted(followed.items()):
        own = {
            name: text
            for name, text in fact.attributes.items()
            if by_member[fact.member].attributes.get(name) != text
        }
        outcomes.append(Outcome(fact.day, _values(own, catalogue), f"{place:03}"))
    first = parts[0]
    return Record(
        key=first.work,
        kind=first.kind,
        day=first.day,
        parts=[Part(fact.member, _values(fact.attributes, catalogue)) for fact in parts],
        outcomes=outcomes,
        matter=first.matter,
        outsiders=first.outsiders,
    )


def _values(texts: dict[str, str], catalogue: Catalogue) -> dict[str, Value]:
    return {name: _value(text, catalogue.attributes[name].type) for name, text in texts.items()}


def _value(text: str, type_: str) -> Value:
    if type_ == "yesno":
        return text == "是"
    if type_ == "date":
        return date.fromisoformat(text)
    return Fraction(text) if type_ in ("number", "integer") else text


def places(facts: Iterable[Fact]) -> dict[tuple[str, str, int], str]:
    """The name of each fact by its member, its work and the number of the outcome (0: none)."""
    return {(fact.member, fact.work, fact.outcome): fact.id for fact in facts}
