"""What lint takes for certain holds for whatever was recorded: bounds of points, rules that take nothing."""

from fractions import Fraction

from hypothesis import given, settings

from rules.bound import bounds
from rules.lint import lint
from rules.loader import loads
from rules.possible import Reach
from rules.record import Member, Record
from scoring.run import score
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import header_of, measures
from tests.scoring.yaml_text import document

# Items are rounded to 0.01 on their way up: a node may go beyond its bounds by some hundredths.
SLACK = Fraction(1, 10)


@settings(max_examples=80)
@given(measures(), committees())
def test_points_stay_within_their_bounds(text: str, committee: tuple[list[Member], list[Record]]) -> None:
    rule_set = loads(document({**header_of(text), "rounding": {"to": "0.01"}}))
    assert lint(rule_set) is not None
    reach, spans = Reach(rule_set.catalogue), bounds(rule_set).after
    run = score(rule_set, *committee)
    for node in rule_set.root.walk():
        if node.leaf is not None and reach.never(node.leaf) is not None:
            assert not run.fold.counts.of([node.id], "record").any()
        # Only a node of the period has one item a member; one that rounds by itself may round far.
        if node.grain != "period" or any(below.rounding for below in node.walk()):
            continue
        span = spans[node.id]
        for at in range(run.roster.n):
            points = run.points(node.id, at)
            assert span.least is None or span.least <= points + SLACK
            assert span.most is None or points <= span.most + SLACK
