"""Why a condition holds for a member or does not: the numbers it read, in words."""

from fractions import Fraction

from rules.condition import (
    Condition,
    Count,
    Either,
    Every,
    GradeIs,
    Negation,
    Person,
    Points,
    RateOf,
)
from rules.document import Consequence, Node
from rules.loader import EVERYONE
from rules.number import decimal
from rules.when import QUANTITY_SCALE
from rules.wording import (
    COUNTED,
    compare_words,
    condition_words,
    percent_words,
    test_words,
    thousandths_words,
    top_words,
)
from scoring import counted
from scoring.method import FORMER
from scoring.numbers import Numbers
from scoring.run import ScoreRun
from scoring.standing import UNGRADED


def because(numbers: Numbers, condition: Condition, member: int, *, held: bool = True) -> list[str]:
    """The parts of `condition` that make it hold (or, with `held` False, not hold) for one member."""
    match condition:
        case Every(parts=parts) | Either(parts=parts):
            # Of what had to hold together, those that failed; of alternatives, those that held.
            decisive = parts
            if isinstance(condition, Every) != held:
                decisive = tuple(part for part in parts if numbers.holds(part, member) == held)
            return [one for part in decisive for one in because(numbers, part, member, held=held)]
        case Negation(part=part):
            return because(numbers, part, member, held=not held)
    return [_statement(numbers, condition, member)]


def _statement(numbers: Numbers, condition: Condition, member: int) -> str:
    """One comparison with the number that was found: `活动（A1） 0 件次，要求 ≥ 1`."""
    run = numbers.run
    nodes = run.rule_set.known()
    match condition:
        case Count(nodes=names, of=of, compare=compare, pro_rata=pro_rata):
            unit = 1 if of in COUNTED else QUANTITY_SCALE
            number = decimal(Fraction(numbers.count(names, of, member), unit))
            wanted = compare_words(compare)
            if pro_rata:
                quotas = [numbers.quota(names, bound, pro_rata, member) for _, bound in compare.bounds]
                months = numbers.months(names, member)
                wanted += f"，在任 {months} 个月折算为 {'、'.join(map(str, quotas))}"
            title = "、".join(nodes[name].title for name in names)
            return f"{title} {number} {COUNTED.get(of, of)}，界限 {wanted}"
        case Points(node=name, compare=compare):
            found = numbers.shown(name, member)
            return f"{nodes[name].title} {found} 分，界限 {compare_words(compare)}"
        case RateOf(node=name, compare=compare):
            rate = numbers.rate(nodes[name], member)
            percent = None if rate is None else Fraction(rate[0] * 100, rate[1])
            found = "没有比率" if percent is None else f"{decimal(Fraction(round(percent * 10), 10))}%"
            wanted = compare_words(compare) if run.method == FORMER else percent_words(compare)
            return f"{nodes[name].title} {found}，界限 {wanted}"
        case Person(test=test):
            words = thousandths_words if run.method == FORMER else test_words
            return f"委员{words(test)}"
        case GradeIs():
            return f"等次 {run.grade(member) or '无'}"
    return condition_words(condition, nodes)


def rate_words(run: ScoreRun, node: Node, member: int) -> str | None:
    """A member's rate by its two numbers, `5 / 9`; None where the rule has none, or it is not known."""
    if node.leaf is None or node.leaf.rate is None:
        return None
    above, below, known = counted.numbers(node, run.fold.counts)
    return f"{int(above[member])} / {int(below[member])}" if known[member] else None


def why_it_follows(numbers: Numbers, consequence: Consequence, member: int) -> list[str]:
    """The numbers, the grade and the rank that make a consequence follow for one member."""
    run = numbers.run
    found = [] if consequence.condition is None else because(numbers, consequence.condition, member)
    for top, side in ((consequence.top, "前"), (consequence.last, "后")):
        if top is not None:
            scope = top.within or EVERYONE
            ranks = run.standings.ranks.get(scope)
            rank = "" if ranks is None else f"第 {int(ranks[member])} 名，"
            found.append(f"{rank}在{top_words(top, side)}之内")
    return found


def passed_over(numbers: Numbers, member: int) -> list[str]:
    """Grades for which a member whom no gate stopped has the points, but not the place."""
    run = numbers.run
    own = int(run.standings.grade[member])
    if own == UNGRADED or any(stopped[member] for stopped in run.standings.gates.values()):
        return []
    total = run.total(member)
    return [
        f"{grade.name}：分数够，名次不在{top_words(grade.top)}之内"
        for grade in run.rule_set.grades[:own]
        if grade.top is not None
        and (grade.least is None or total >= grade.least)
        and (grade.condition is None or numbers.holds(grade.condition, member))
    ]
