"""What everybody in a run came to, side by side, in the order of the member keys.

A change costs what it touches: of the others nothing is made anew, and members are compared as columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.document import RuleSet
from scoring.digest import member_line
from scoring.merit import Merits
from services.members.roster import Enrolled
from services.runs.scored import Scored


@dataclass(frozen=True, slots=True)
class Roll:
    """Who is in a run, in the order of the member keys; one for all its states while the roster stays.

    By membership, `places` has the place in that order, `keys` the member key; `ids` is their reverse.
    """

    enrolled: tuple[Enrolled, ...]
    places: Mapping[int, int]
    keys: Mapping[int, str]
    ids: Mapping[str, int]

    @staticmethod
    def of(members: Mapping[str, Enrolled]) -> "Roll":
        """The roll of these members by key: a run that is kept has the numbers that they had then."""
        keys = sorted(members)
        ids = {key: members[key].id for key in keys}
        return Roll(
            enrolled=tuple(members[key] for key in keys),
            places={one: at for at, one in enumerate(ids.values())},
            keys={one: key for key, one in ids.items()},
            ids=ids,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What each member of `roll` came to, in its order; `merits` are the same as columns.

    `lines` are what each member brings into the digest of the run.
    """

    roll: Roll
    scored: tuple[Scored, ...]
    merits: Merits = field(compare=False)
    lines: tuple[bytes, ...] = field(compare=False)

    @staticmethod
    def of(rule_set: RuleSet, members: Mapping[int, Enrolled], scored: Mapping[int, Scored]) -> "Tally":
        """What everybody who was scored came to; both are by membership."""
        roll = Roll.of({own.score.key: members[one] for one, own in scored.items()})
        own = tuple(scored[one.id] for one in roll.enrolled)
        merits = Merits.of(rule_set, [one.score for one in own])
        return Tally(roll, own, merits, tuple(_line(one) for one in own))

    def of_membership(self, membership_id: int) -> Scored | None:
        """What a membership came to; None where it is not in the run."""
        at = self.roll.places.get(membership_id)
        return None if at is None else self.scored[at]

    def changed(self, rule_set: RuleSet, fresh: Mapping[int, Scored]) -> "Tally":
        """The tally in which some members, by membership, came to something else."""
        if not fresh:
            return self
        own, lines = list(self.scored), list(self.lines)
        places = {self.roll.places[membership_id]: one for membership_id, one in fresh.items()}
        for at, one in places.items():
            own[at], lines[at] = one, _line(one)
        merits = self.merits.changed(rule_set, {at: one.score for at, one in places.items()})
        if merits is None:
            merits = Merits.of(rule_set, [one.score for one in own])
        return Tally(self.roll, tuple(own), merits, tuple(lines))


def _line(one: Scored) -> bytes:
    return member_line(one.score.key, one.score.input)
