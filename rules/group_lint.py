"""What a ranking of groups says that was hardly meant."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from rules.document import GroupRanking, RuleSet
from rules.number import decimal
from rules.source import Mark

# A share rounded to more than this tells little.
COARSE = Fraction(1, 20)
# Mark, message, cure.
Remark = tuple[Mark, str, str]


def remarks(rule_set: RuleSet) -> Iterator[Remark]:
    """Warnings about the rankings of groups of a measure."""
    seen: dict[tuple[object, ...], GroupRanking] = {}
    for ranking in rule_set.groups:
        yield from _remarks(ranking, rule_set)
        said = (ranking.of, ranking.way, ranking.node, ranking.condition, ranking.ranked_only)
        before = seen.setdefault(said, ranking)
        if before is not ranking and ranking.root is None:
            message = f"“{ranking.id}”与“{before.id}”（{before.mark}）按同样的数给同样的组排名"
            yield ranking.mark, message, "删去一项，或改其中一项"


def own_measures(rule_set: RuleSet) -> Iterator[RuleSet]:
    """The measures of groups with rules of their own, each as a rule set without anything else."""
    rest = ("exclusions", "unranked", "gates", "grades", "consequences", "term_counts", "groups")
    nothing: dict[str, Any] = dict.fromkeys(rest, ())
    for ranking in rule_set.groups:
        if ranking.root is not None:
            # What is said of the order of ties names nodes of the members.
            plain = replace(rule_set.ranking, selection=())
            yield replace(rule_set, root=ranking.root, ranking=plain, **nothing)


def _remarks(ranking: GroupRanking, rule_set: RuleSet) -> Iterator[Remark]:
    if rule_set.unranked and not ranking.ranked_only and not ranking.among_said:
        titles = "、".join(one.title for one in rule_set.unranked[:3])
        message = f"“{ranking.id}”没有写 among：不参加排名的委员（{titles}）也算在内"
        yield ranking.mark, message, "不算他们写 among: 参加排名；要算写 among: 全体"
    if ranking.citation == rule_set.citation:
        yield ranking.mark, f"“{ranking.id}”没有自己的出处", "补上 citation: 第…条"
    attribute = rule_set.catalogue.attributes[ranking.of]
    if attribute.type == "yesno":
        message = f"“{ranking.id}”按“{ranking.of}”只分成是、否两组"
        yield ranking.mark, message, "检查 of：多半是 界别、专委会、活动组"
    if ranking.way == "rate" and ranking.rounding is not None and ranking.rounding.to > COARSE:
        message = f"“{ranking.id}”的占比取整到 {decimal(ranking.rounding.to)}，各组几乎都一样"
        yield ranking.mark, message, "百分数取两位小数写 round: {to: 0.0001}"
