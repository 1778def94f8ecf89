"""A rule set in words for lawyers: the clauses in the order of their text, each beside its rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from documents.measure_page import Clause, Content, MeasurePage, Part, Said
from documents.page import in_lines
from rules import wording
from rules.aspect import group_aspects
from rules.bundle import split
from rules.difference import differences, gate_words, grade_words
from rules.document import Node, RuleSet
from rules.grafting import items_of, word
from rules.loader import loads
from rules.source import Mapping
from rules.supplement import Supplement

UNCITED = "没有写明条款"
_HEADER = "文件头"
_NAMING = ("名称", "出处", "说明")
_BEHIND = (1_000_000,)
_NUMERALS = {numeral: at for at, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = "[零〇一二两三四五六七八九十百0-9]+"
_ARTICLE = re.compile(rf"第\s*({_NUMBER})\s*条")
_BELOW = re.compile(rf"[（(]\s*({_NUMBER})\s*[）)]|第\s*({_NUMBER})\s*[款项目]")


@dataclass(frozen=True, slots=True)
class _Cited:
    """A rule, gate or exclusion with the clause that it follows; `citation` is empty where it has none."""

    citation: str
    said: Said


def measure_page(rule_set: RuleSet, day: date) -> MeasurePage:
    """The rule set as it is printed on `day`; the same for every day but for the stamp."""
    clauses = tuple(_clauses(rule_set))
    parts = tuple(part for part in _parts(rule_set) if part.lines)
    named = [*(_contents_line(clause) for clause in clauses), *(part.title for part in parts)]
    return in_lines(
        MeasurePage(
            title=rule_set.title,
            head=tuple(_head(rule_set)),
            contents_title="目录",
            contents=tuple(Content(title, "") for title in named),
            columns=("条款", "规则"),
            clauses=clauses,
            parts=parts,
            stamp=(
                f"规则版本 {rule_set.digest}",
                f"{_long(day)}打印。左边是条款，右边是按它记分的规则；“说明”写明文本没有说的地方是怎样处理的。",
            ),
            footer=f"{rule_set.committee} {rule_set.year} 年 版本 {rule_set.digest[:12]}",
        )
    )


def _head(rule_set: RuleSet) -> Iterator[str]:
    yield f"{rule_set.committee}，{rule_set.year} 年，统计期 {rule_set.start} 至 {rule_set.end}"
    if rule_set.citation:
        yield f"依据：{rule_set.citation}"
    if rule_set.note:
        yield f"说明：{rule_set.note}"
    if rule_set.carried:
        yield f"从上年带来：{'、'.join(map(wording.carried_words, rule_set.carried))}"
    yield f"{wording.rounding_words(rule_set.rounding)}；某月在任满 {rule_set.month_days} 天算一个月"


def _contents_line(clause: Clause) -> str:
    titles = list(dict.fromkeys(rule.name.partition(" ")[2] or rule.name for rule in clause.rules))
    more = f"等 {len(titles)} 条" if len(titles) > 3 else ""
    return f"{clause.citation}：{'、'.join(titles[:3])}{more}"


# The clauses


def _clauses(rule_set: RuleSet) -> Iterator[Clause]:
    """Clause after clause as the text numbers them, then what only supplements say, then what cites nothing.

    One without a number stays behind the one before it.
    """
    rules = (_exclusions, _rules, _term_counts, _unranked, _gates, _consequences, _groups)
    everything = [one for read in rules for one in read(rule_set)]
    cited = [one for one in everything if one.citation]
    keys: list[tuple[int, ...]] = []
    last: tuple[int, ...] = (0,)
    for one in cited:
        citation = _of_the_base(one.citation, rule_set)
        last = place_in_text(citation) or last
        keys.append(last if citation else _BEHIND)
    order = sorted(range(len(cited)), key=lambda at: keys[at])
    for citation, group in groupby((cited[at] for at in order), key=lambda one: one.citation):
        yield Clause(citation, cited=True, rules=tuple(one.said for one in group))
    rest = tuple(one.said for one in everything if not one.citation)
    if rest:
        yield Clause(UNCITED, cited=False, rules=rest)


def _of_the_base(citation: str, rule_set: RuleSet) -> str:
    """A citation without what it cites of supplements, whose articles have numbers of their own."""
    added = [one.citation for one in rule_set.supplements if one.citation]
    return "；".join(part for part in citation.split("；") if not any(one in part for one in added))


def place_in_text(citation: str) -> tuple[int, ...] | None:
    """The numbers of a clause, to order by: 第十二条第（三）款 is (12, 3); None where it names no article."""
    article = _ARTICLE.search(citation)
    if article is None:
        return None
    below = _BELOW.finditer(citation, article.end())
    return tuple(map(_number, (article[1], *(found[1] or found[2] for found in below))))


def _number(text: str) -> int:
    """A number below a thousand, in figures or in Chinese numerals."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for numeral in text:
        if numeral in "十百":
            total += (digit or 1) * (10 if numeral == "十" else 100)
            digit = 0
        else:
            digit = _NUMERALS.get(numeral, 0) if not numeral.isdecimal() else int(numeral)
    return total + digit


def _own(citation: str, rule_set: RuleSet) -> str:
    """The citation, empty where it is but that of the whole document."""
    return "" if citation == rule_set.citation else citation


def _rules(rule_set: RuleSet) -> Iterator[_Cited]:
    for node in rule_set.root.walk():
        yield _rule(node, rule_set)


def _rule(node: Node, rule_set: RuleSet) -> _Cited:
    words = (*wording.node_words(node, rule_set), *_below(node))
    return _Cited(_own(node.citation, rule_set), Said(_name(node.id, node.title), words, _note(node.note)))


def _groups(rule_set: RuleSet) -> Iterator[_Cited]:
    """The rankings of groups, and the rules of their own measures."""
    for one in rule_set.groups:
        aspects = group_aspects(one, rule_set)
        words = [f"按组排名：{'；'.join(said for what, said in aspects.items() if what not in _NAMING)}"]
        words += [*wording.node_words(one.root, rule_set), *_below(one.root)] if one.root else []
        said = Said(_name(one.id, one.title), tuple(words), _note(one.note))
        yield _Cited(_own(one.citation, rule_set), said)
        for node in one.root.walk()[1:] if one.root else ():
            yield _rule(node, rule_set)


def _term_counts(rule_set: RuleSet) -> Iterator[_Cited]:
    for node in rule_set.term_counts:
        words = (f"届内累计（自 {rule_set.term} 起），只计数", *wording.node_words(node, rule_set))
        yield _Cited(_own(node.citation, rule_set), Said(_name(node.id, node.title), words, _note(node.note)))


def _below(node: Node) -> Iterator[str]:
    if node.children:
        how = "以下各条相加" if node.combine == "sum" else "以下各条"
        yield f"{how}：{'、'.join(_name(child.id, child.title) for child in node.children)}"


def _exclusions(rule_set: RuleSet) -> Iterator[_Cited]:
    notes = _notes(rule_set, "exclude")
    for one in rule_set.exclusions:
        words = (f"不计分、不计件：{wording.test_words(one.test)}",)
        yield _Cited(
            _own(one.citation, rule_set), Said(_name(one.id, one.title), words, notes.get(one.id, ""))
        )


def _gates(rule_set: RuleSet) -> Iterator[_Cited]:
    notes, nodes = _notes(rule_set, "gates"), rule_set.known()
    for gate in rule_set.gates:
        words = (f"关口：{wording.condition_words(gate.condition, nodes)}", f"后果：{gate_words(gate)}")
        yield _Cited(
            _own(gate.citation, rule_set), Said(_name(gate.id, gate.title), words, notes.get(gate.id, ""))
        )


def _consequences(rule_set: RuleSet) -> Iterator[_Cited]:
    notes, nodes = _notes(rule_set, "consequences"), rule_set.known()
    for one in rule_set.consequences:
        words = (f"处理，适用于：{wording.consequence_words(one, nodes)}",)
        yield _Cited(
            _own(one.citation, rule_set), Said(_name(one.id, one.title), words, notes.get(one.id, ""))
        )


def _unranked(rule_set: RuleSet) -> Iterator[_Cited]:
    notes, nodes = _notes(rule_set, "unranked"), rule_set.known()
    citations = {word(item, "id"): word(item, "citation") or "" for item in _items(rule_set, "unranked")}
    for one in rule_set.unranked:
        what = "列出而不排名、不评等次" if one.shown else "名单里不列"
        words = (f"{what}：{wording.condition_words(one.condition, nodes)}",)
        said = Said(_name(one.id, one.title), words, notes.get(one.id, ""))
        yield _Cited(_own(citations.get(one.id, ""), rule_set), said)


def _items(rule_set: RuleSet, key: str) -> list[Mapping]:
    """The items of a list of the document, as they are written."""
    entry = rule_set.tree.entries.get(key) if isinstance(rule_set.tree, Mapping) else None
    return [item for item in (items_of(entry.value) if entry else ()) if isinstance(item, Mapping)]


def _notes(rule_set: RuleSet, key: str) -> dict[str, str]:
    return {word(item, "id") or "": _note(word(item, "note")) for item in _items(rule_set, key)}


def _note(note: str | None) -> str:
    return f"说明：{note}" if note else ""


def _name(name: str, title: str) -> str:
    return name if title in ("", name) else f"{name} {title}"


# What no clause stands beside


def _parts(rule_set: RuleSet) -> Iterator[Part]:
    yield Part("从上年带来的数", tuple(map(wording.carried_words, rule_set.carried)))
    yield Part("等次", tuple(_grades(rule_set)))
    yield Part("排名", tuple(_ranking(rule_set)))
    yield Part("补充规定", tuple(_supplements(rule_set)))


def _grades(rule_set: RuleSet) -> Iterator[str]:
    for grade in rule_set.grades:
        words = "，".join(f"{what} {said}" for what, said in grade_words(grade, rule_set).items())
        yield f"{grade.name}：{words or '其余'}"


def _ranking(rule_set: RuleSet) -> Iterator[str]:
    ranking, nodes = rule_set.ranking, rule_set.known()
    yield f"范围：{'、'.join(ranking.scopes)}"
    yield wording.TIES[ranking.ties]
    if ranking.selection:
        yield f"先后：{'、'.join(wording.preference_words(one, nodes) for one in ranking.selection)}"


def _supplements(rule_set: RuleSet) -> Iterator[str]:
    """Each supplement with its day, and what it changed of the text before it."""
    base, texts = split(rule_set.text, rule_set.file)
    before = loads(base, rule_set.file, catalogue=rule_set.catalogue)
    for at, one in enumerate(rule_set.supplements, 1):
        after = loads(base, rule_set.file, catalogue=rule_set.catalogue, supplements=texts[:at])
        title = "" if one.title == one.label else f" {one.title}"
        yield f"{one.label}{title}（{one.citation}）{_since(one)}"
        if one.note:
            yield f"说明：{one.note}"
        yield from (change.what for change in differences(before, after) if change.id != _HEADER)
        before = after


def _since(one: Supplement) -> str:
    if one.effective is None:
        return "，如同自始适用" if one.retroactive else ""
    return f"，自 {_long(one.effective)}起执行"


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
