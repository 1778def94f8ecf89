"""Consequences beside the grade: for whom they follow, once grades and places are settled.

A member's own facts say under which grade a consequence would follow. That can be kept with the member's row;
which grade it is comes from comparing all members.
"""

from rules.condition import Condition, Every, reads_grade, with_grade
from rules.document import Consequence, RuleSet

ALWAYS = Every(())


def situations(rule_set: RuleSet) -> dict[str, Condition]:
    """What has to hold of a member: per consequence, and per grade (or none) where it asks for the grade.

    Then, for groups ranked by how many of their members satisfy something, that.
    """
    found: dict[str, Condition] = {}
    for one in rule_set.consequences:
        for grade in (*(grade.name for grade in rule_set.grades), None):
            found[situation(one, grade)] = with_grade(one.condition or ALWAYS, grade)
    return found | {one.id: one.condition for one in rule_set.groups if one.condition is not None}


def situation(consequence: Consequence, grade: str | None) -> str:
    """The name of what has to hold of a member with this grade: `C1`, or `C1/不称职` where it asks for it."""
    asks = reads_grade(consequence.condition)
    return f"{consequence.id}/{grade or ''}" if asks else consequence.id
