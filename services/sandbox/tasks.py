"""What the child of `services.sandbox` does: reads texts, compares and simulates them. Answers are plain."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from typing import Any

from rules.bundle import split
from rules.clauses import clauses, rewritten
from rules.consolidated_text import consolidated
from rules.difference import differences
from rules.document import RuleSet
from rules.grafting import word
from rules.lint import lint
from rules.off_year import strangers
from rules.reach import reach, term_reach
from rules.record import Member
from rules.source import DocumentRefused, Mapping, Problem, parse
from rules.version_text import VersionText
from rules.year_shift import shifted
from scoring.counted import Unscorable
from scoring.simulated import plain
from scoring.simulation import effect, runs
from services.refusal import Code, Refusal
from services.sandbox.parcel import Outlook, Packed, Unfit, plain_outlook, unpacked


@lru_cache(maxsize=8)
def loaded(written: VersionText) -> RuleSet:
    """The rule set of a text."""
    return written.rule_set()


def named_catalogue(text: str, file: str) -> str | None:
    """The file of the committee's own kinds that a text names, if it names one."""
    base, supplements = split(text, file)
    for one in (base, *(each.text for each in supplements)):
        tree = parse(one, file)
        named = word(tree, "catalogue") if isinstance(tree, Mapping) else None
        if named is not None:
            return named
    return None


def checked(written: VersionText, last_year: VersionText | None = None) -> dict[str, Any]:
    """What a text says of itself, and what lint says of it; raises `DocumentRefused`."""
    named = named_catalogue(written.text, written.file)
    if named is not None and not written.own:
        message = f"这份办法的种类写在“{named}”里，没有一并给出"
        raise DocumentRefused([Problem(written.file, 1, 1, message, "把它一起交上来")])
    rule_set = loaded(written)
    if strange := list(strangers(rule_set)):
        raise DocumentRefused(strange)
    return {
        "digest": rule_set.digest,
        "title": rule_set.title,
        "committee": rule_set.committee,
        "year": rule_set.year,
        "start": rule_set.start.isoformat(),
        "end": rule_set.end.isoformat(),
        "catalogue": named,
        "nodes": len(rule_set.nodes()),
        "problems": [asdict(one) for one in lint(rule_set, last_year=_quietly(last_year))],
    }


def _quietly(written: VersionText | None) -> RuleSet | None:
    return None if written is None else loaded(written)


def span(written: VersionText, years: int) -> dict[str, Any]:
    """What a text that is moved by so many years looks at: a `parcel.Outlook` as plain data."""
    rule_set = loaded(_moved(written, years) if years else written)
    return plain_outlook(
        Outlook(
            period=(rule_set.start, rule_set.end),
            reach=reach(rule_set),
            term=term_reach(rule_set),
            carried=tuple(replace(one, mark=None) for one in rule_set.carried),
        )
    )


def compared(before: VersionText, after: VersionText) -> list[dict[str, Any]]:
    """What the second says otherwise than the first, rule by rule, in Chinese."""
    return [asdict(one) for one in differences(loaded(before), loaded(after))]


def in_clauses(written: VersionText) -> list[dict[str, Any]]:
    """What the text says, clause by clause, with the values that a form may write anew."""
    return [asdict(one) for one in clauses(written)]


def consolidation(written: VersionText, day: date | None) -> str:
    """The text with its supplements worked in; in force on a day, or for all days."""
    return consolidated(loaded(written), day)


def simulated(
    before: VersionText,
    after: VersionText,
    years: int,
    members: Sequence[Member],
    records: Sequence[Packed],
    earlier: Sequence[Packed],
) -> dict[str, Any]:
    """What `after`, moved by so many years to those of the records, does to members beside `before`.

    `earlier` are the records that rules of the term of either can count.
    """
    whole = loaded(after)
    one = loaded(_moved(after, years)) if years else whole
    try:
        found = runs(loaded(before), one, members, unpacked(records), unpacked(earlier))
    except (ValueError, KeyError) as error:
        raise Unfit from error
    except Unscorable as wrong:
        raise Refusal(Code.BAD_USER_INPUT, str(wrong), "text") from None
    return plain(effect(*found, whole))


def _moved(written: VersionText, years: int) -> VersionText:
    text = shifted(written.text, written.file, years, carried=False)
    return VersionText(text, written.file, written.base, written.own)


TASKS: dict[str, Callable[..., Any]] = {
    "named catalogue": named_catalogue,
    "checked": checked,
    "clauses": in_clauses,
    "rewritten": rewritten,
    "span": span,
    "compared": compared,
    "consolidation": consolidation,
    "shifted": shifted,
    "simulated": simulated,
}
