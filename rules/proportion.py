"""Parts of a whole that were hardly meant: rates above 100 %, shares that give out more than there is."""

from collections.abc import Iterator
from fractions import Fraction

from rules.compare import Compare
from rules.document import Leaf, Node, Part, Rate
from rules.number import decimal
from rules.possible import Reach
from rules.remark import Remarks
from rules.source import Mark
from rules.when import All, AnyOf, Labels, Missing, Range, Test, alternatives

WHOLE = Fraction(1)


def proportions(remarks: Remarks, reach: Reach) -> None:
    """Remarks on rates, their bands, and shares."""
    for node in remarks.rule_set.every_node().values():
        if node.leaf is not None and node.leaf.rate is not None:
            _rate(remarks, reach, node, node.leaf, node.leaf.rate)
            for band in node.leaf.bands:
                rate_bounds(remarks, band.compare, band.mark or node.mark)
        if node.share is not None:
            _share(remarks, node)


def rate_bounds(remarks: Remarks, compare: Compare, mark: Mark) -> None:
    """Remarks on the bounds of a rate that every rate satisfies, or none."""
    for name, value in compare.bounds:
        never = value > WHOLE if name in ("min", "equals") else name == "above" and value >= WHOLE
        never = never or value < 0 or (name == "below" and value == 0)
        always = name in ("max", "below") and value > WHOLE
        if not (never or always):
            continue
        what = "总是满足" if always else "永远达不到"
        cure = f"写成 {name}: {decimal(value)}%" if WHOLE < value <= 100 else "改界限，例如 min: 90%"
        remarks.error(mark, f"比率在 0 到 100% 之间：{name}: {decimal(value)} {what}", cure)


def _rate(remarks: Remarks, reach: Reach, node: Node, leaf: Leaf, rate: Rate) -> None:
    mark = remarks.place(node, "rate")
    if rate.of == rate.among:
        remarks.error(mark, f"“{node.id}”的 of 和 among 相同：比率总是 100%", "among 写应到的全部")
    elif _mixed(rate.of, rate.among):
        remarks.warn(mark, f"“{node.id}”的 of 和 among 一个数次数、一个数数量", "两个都写条件，或都写数量")
    elif rate.of.test is not None and rate.among.test is not None:
        _outside(remarks, reach, node, leaf, rate)
    if rate.least < WHOLE and rate.of.test is not None:
        message = f"“{node.id}”的 from 是 {decimal(rate.least)}：它是 among 至少几次"
        remarks.warn(mark, message, "例如 from: 4")


def _mixed(one: Part, other: Part) -> bool:
    return (one.quantity is None) != (other.quantity is None)


def _outside(remarks: Remarks, reach: Reach, node: Node, leaf: Leaf, rate: Rate) -> None:
    """What `of` counts beside `among` makes a rate above 1."""
    among = rate.among.test
    assert among is not None
    found = [one for one in reach.situations(leaf.test, rate.of.test) if one.clash is None]
    if all(reach.implied(among, one) for one in found):
        return
    mark, message = remarks.place(node, "rate"), f"“{node.id}”的 of 有的不在 among 里：比率会超过 100%"
    cure = "among 里也写上 of 的各种情形，或在 of 里重复 among 的条件"
    # One of several ways, and what follows from the order of authors, is more than can be proved here.
    unproved = any(_derived(remarks, each) for each in _atoms(among)) or alternatives(among) > 1
    (remarks.warn if unproved else remarks.error)(mark, message, cure)


def _atoms(test: Test) -> Iterator[Labels | Range | Missing]:
    if isinstance(test, All | AnyOf):
        for part in test.parts:
            yield from _atoms(part)
    else:
        yield test


def _derived(remarks: Remarks, atom: Labels | Range | Missing) -> bool:
    known = remarks.rule_set.catalogue.attributes.get(atom.attribute)
    return known is not None and known.derived is not None


def _share(remarks: Remarks, node: Node) -> None:
    share = node.share
    assert share is not None
    parts = share.by_order or tuple(each for each in (share.first, share.others) if each is not None)
    if not parts:
        return
    mark, whole = remarks.place(node, "share"), sum(parts, Fraction(0))
    message = f"“{node.id}”的份额合起来是 {decimal(whole * 100)}%"
    if whole > WHOLE and share.first == WHOLE:
        cure = "第一作者全得、其余另得一份的，不必改；分配的写 first: 1/2, others: 1/2"
        remarks.warn(mark, f"{message}：分出去的比得到的多", cure)
    elif whole > WHOLE:
        remarks.error(mark, f"{message}：分出去的比得到的多", "各份合起来不超过 100%")
    elif whole < WHOLE:
        remarks.warn(mark, f"{message}：其余的没有人得", "检查各份；确实不分完的不必改")
    if any(later > earlier for earlier, later in zip(share.by_order, share.by_order[1:], strict=False)):
        remarks.warn(mark, f"“{node.id}”署名在后的分得更多", "by_order 按署名先后写")
