"""What a member could still earn: how far each limit is used, what is missing for bands, gates and grades.

Every number is that of the run: points of a node after its own cut and before any above it, counts before
any cut, as conditions read them.
"""

from collections.abc import Iterator
from fractions import Fraction

from rules.condition import COUNTED, Condition, Count, Either, Every, Negation, Points
from rules.document import Band, Grade, Leaf, Node, Pick
from rules.number import decimal
from rules.when import QUANTITY_SCALE
from rules.wording import COUNTED as COUNTED_WORDS
from rules.wording import top_words
from scoring.because import because
from scoring.fold import PERIOD
from scoring.method import FORMER
from scoring.numbers import Numbers
from scoring.run import ScoreRun
from scoring.statement import Headroom, Lack, Need, Room

# What, unit, used, limit, gain of a room.
_Found = tuple[str, str, Fraction, Fraction, Fraction | None]


def headroom(numbers: Numbers, member: int) -> Headroom:
    """What one member of a run could still earn, in the order of the measure."""
    rooms = [room for node in numbers.run.rule_set.root.walk() for room in _rooms(numbers, node, member)]
    return Headroom(rooms=tuple(rooms), lacks=tuple(_lacks(numbers, member)))


def _rooms(numbers: Numbers, node: Node, member: int) -> Iterator[Room]:
    found: list[_Found] = []
    if node.cap is not None and node.grain == PERIOD:
        found.append(("cap", "分", numbers.points(node.id, member), node.cap, None))
    if node.pick is not None and node.grain == PERIOD and node.pick.beyond is None:
        found += _picked(numbers, node, node.pick, member)
    if node.leaf and node.leaf.count is not None and _can_grow(numbers, node.leaf):
        found += _next_band(numbers, node, node.leaf.count, member)
    if not found:
        return
    under = next((one.id for one in numbers.above[node.id] if numbers.full(one, member)), None)
    for what, unit, used, limit, gain in found:
        yield Room(
            rule=node.id,
            title=node.title,
            what=what,
            unit=unit,
            used=decimal(used),
            limit=decimal(limit),
            left=decimal(max(limit - used, Fraction(0))),
            gain=None if gain is None else decimal(gain),
            under=under,
        )


def _can_grow(numbers: Numbers, leaf: Leaf) -> bool:
    """Whether more work makes a leaf's number larger by as much: not an amount of the year before."""
    counted = leaf.number is None or leaf.number in numbers.run.rule_set.known()
    return counted and leaf.less is None


def _picked(numbers: Numbers, node: Node, pick: Pick, member: int) -> Iterator[_Found]:
    """How many items count of those that may, or how many of the items that together count as one."""
    # Of a leaf its facts are the items, of others the works below.
    items = numbers.count(node.id, "record" if node.leaf else "work", member)
    past = max(items - pick.first + 1, 0)
    if pick.last is not None:
        most = pick.last - pick.first + 1
        yield "pick", "项", Fraction(min(past, most) // pick.every), Fraction(most // pick.every), None
    elif pick.every > 1:
        yield "every", "项", Fraction(past % pick.every), Fraction(pick.every), None


def _next_band(numbers: Numbers, node: Node, of: str, member: int) -> Iterator[_Found]:
    """The nearest band that a larger number reaches and that pays more than what is paid now."""
    assert node.leaf
    unit = 1 if of in COUNTED else QUANTITY_SCALE
    have = Fraction(numbers.count(node.leaf.number or node.id, of, member), unit)
    now = numbers.points(node.id, member)
    reachable = [
        (least, band.points)
        for band in node.leaf.bands
        if (least := _least(numbers, node, band, member)) is not None and least > have and band.points > now
    ]
    if reachable:
        least, points = min(reachable)
        yield "band", COUNTED_WORDS.get(of, of), have, least, points - now


def _least(numbers: Numbers, node: Node, band: Band, member: int) -> Fraction | None:
    """The least number that a band asks of a member; None where it asks for less, or has no such bound."""
    for operator, bound in band.compare.bounds:
        if operator == "min":
            if band.pro_rata is None:
                return bound
            counted = (numbers.run.fold.numbered(node),)
            return Fraction(numbers.quota(counted, bound, band.pro_rata, member))
    return None


def _lacks(numbers: Numbers, member: int) -> Iterator[Lack]:
    run = numbers.run
    for node in run.rule_set.root.walk():
        if node.guard is not None and not numbers.holds(node.guard, member):
            yield _lack(numbers, "rule", node.id, node.title, node.guard, member, wanted=True)
    for gate in run.rule_set.gates:
        if numbers.holds(gate.condition, member):
            yield _lack(numbers, "gate", gate.id, gate.title, gate.condition, member, wanted=False)
    own = int(run.standings.grade[member])
    # Grades above the member's own; of a member without a grade, nothing is said.
    for grade in run.rule_set.grades[:own] if own > 0 else ():
        yield _grade(numbers, grade, member)


def _grade(numbers: Numbers, grade: Grade, member: int) -> Lack:
    run, total = numbers.run, numbers.run.total(member)
    reasons: tuple[str, ...] = ()
    missing: tuple[Need, ...] = ()
    if grade.least is not None and total < grade.least:
        missing = (Need(what="总分", number=decimal(grade.least - total)),)
    if grade.condition is not None and not numbers.holds(grade.condition, member):
        reasons = tuple(because(numbers, grade.condition, member, held=False))
        missing += tuple(_missing(numbers, grade.condition, member, wanted=True))
    if run.method != FORMER:
        reasons += tuple(_beside_points(run, grade, member))
    return Lack(what="grade", id=grade.name, title=grade.name, because=reasons, missing=missing)


def _beside_points(run: ScoreRun, grade: Grade, member: int) -> Iterator[str]:
    """What a grade asks for besides points: a place, and no gate that keeps the member below it."""
    if grade.top is not None:
        yield f"名次要在{top_words(grade.top)}之内"
    names = [one.name for one in run.rule_set.grades]
    for gate in run.rule_set.gates:
        bound = gate.at_most or gate.force
        if run.standings.gates[gate.id][member] and bound and names.index(bound) > names.index(grade.name):
            yield f"先要通过关口“{gate.title}”"


def _lack(
    numbers: Numbers, what: str, id_: str, title: str, condition: Condition, member: int, *, wanted: bool
) -> Lack:
    reasons = tuple(because(numbers, condition, member, held=not wanted))
    missing = tuple(_missing(numbers, condition, member, wanted=wanted))
    return Lack(what=what, id=id_, title=title, because=reasons, missing=missing)


def _missing(numbers: Numbers, condition: Condition, member: int, *, wanted: bool) -> Iterator[Need]:
    """What is still needed for `condition` to hold (or, with `wanted` False, not to hold any more)."""
    match condition:
        case Every(parts=parts) | Either(parts=parts):
            for part in parts:
                if numbers.holds(part, member) != wanted:
                    yield from _missing(numbers, part, member, wanted=wanted)
        case Negation(part=part):
            yield from _missing(numbers, part, member, wanted=not wanted)
        case Count():
            yield from _uncounted(numbers, condition, member, wanted)
        case Points(node=name, compare=compare):
            have = numbers.points(name, member)
            title = numbers.run.rule_set.nodes()[name].title
            for operator, bound in compare.bounds:
                yield from _short(f"{title}（分）", have, operator, bound, wanted)
    # How many more meetings a rate needs depends on how many there will be.


def _uncounted(numbers: Numbers, condition: Count, member: int, wanted: bool) -> Iterator[Need]:
    of = condition.of
    unit = 1 if of in COUNTED else QUANTITY_SCALE
    have = Fraction(numbers.count(condition.nodes, of, member), unit)
    nodes = numbers.run.rule_set.known()
    title = "、".join(nodes[name].title for name in condition.nodes)
    for operator, bound in condition.compare.bounds:
        asked = bound
        if condition.pro_rata is not None:
            asked = Fraction(numbers.quota(condition.nodes, bound, condition.pro_rata, member))
        yield from _short(f"{title}（{COUNTED_WORDS.get(of, of)}）", have, operator, asked, wanted)


def _short(what: str, have: Fraction, operator: str, bound: Fraction, wanted: bool) -> Iterator[Need]:
    """How much more of a number satisfies a bound; nothing where more of it would not help."""
    # Not below, or not at most, is at least.
    least = operator in ("min", "equals") if wanted else operator == "below"
    if least and have < bound:
        yield Need(what=what, number=decimal(bound - have))
