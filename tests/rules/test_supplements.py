"""Supplements: what they change, from when on, and what they may not; each refusal at its place."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from rules.bundle import split
from rules.consolidated_text import consolidated
from rules.document import Case, RuleSet
from rules.loader import load, loads
from rules.origin import Sources
from rules.origin import marks as marks_of
from rules.reach import reach
from rules.shipped import locate, rule_sets, with_supplements
from rules.source import DocumentRefused, Mark, Problem
from rules.when import DATE, Labels, Range
from tests.rules.documents import HEADER, of_rules
from tests.rules.test_refusals import marks

BROKEN = Path(__file__).with_name("broken_supplements.txt").read_text(encoding="utf-8").split("\n== ")[1:]
COMMITTEES = Path(__file__).parents[2] / "rules" / "committees"
BASE = (
    HEADER
    + of_rules(
        "{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1}",
        "{id: B, title: 信息, cap: 5, rules: [{id: B1, title: 采用, take: outcome, when: {kind: 社情民意,"
        " 结果: 采用}, table: {by: [采用层级], values: {市政协: 3, 省政协: 6}}, times: [{when: {合并: 是},"
        " factor: 1/2}, 1/2]}, {id: B2, title: 报送, take: authorship, when: {kind: 社情民意}, points: 0.5,"
        " times: 1/2, cap: 2}]}",
        "{id: R, title: 出勤率, take: participation, when: {group: 会议}, rate: {of: {状态: 出席},"
        " among: {状态: [出席, 缺席]}}, bands: [{min: 90%, points: 2}, {min: 50%, points: 1}]}",
        "{id: G, title: 基础分, base: 10}",
        "{id: V, title: 培训, take: participation, when: {kind: 学习培训}, points: [{value: 1},"
        " {from: 2022-07-01, value: 2}]}",
    )
    + "gates: [{id: K, title: 关, if: {count: A, min: 1}, at_most: 称职}]\n"
    + "grades: [{grade: 优秀, min: 85}, {grade: 称职, min: 60}, {grade: 不称职}]\n"
)
OPENING = """\
language: 1
supplement: 补充规定
to: {committee: 测试, year: 2022}
citation: 补〔2022〕3号
effective: 2022-04-03
changes:
"""
APRIL = date(2022, 4, 3).toordinal()


def supplemented(*changes: str, base: str = BASE) -> RuleSet:
    """The base with one supplement a list of changes, numbered in order; each is in force from 3 April on."""
    texts = [(OPENING + change, f"补{at}.yaml") for at, change in enumerate(changes, 1)]
    return loads(base, "年度.yaml", supplements=texts)


def refusal(*changes: str) -> list[Problem]:
    with pytest.raises(DocumentRefused) as refused:
        supplemented(*changes)
    return refused.value.problems


def cases(rule_set: RuleSet, name: str) -> tuple[Case, ...]:
    leaf = rule_set.nodes()[name].leaf
    assert leaf is not None
    return leaf.cases


def days(rule_set: RuleSet, name: str) -> tuple[str, str]:
    """The first and the last day on which the facts of a leaf count."""
    leaf = rule_set.nodes()[name].leaf
    assert leaf is not None
    (own,) = [
        part for part in getattr(leaf.test, "parts", ()) if isinstance(part, Range) and part.attribute == DATE
    ]
    assert own.low is not None
    assert own.high is not None
    return date.fromordinal(own.low).isoformat(), date.fromordinal(own.high - 1).isoformat()


@pytest.mark.parametrize("case", BROKEN, ids=[case.partition("\n")[0] for case in BROKEN])
def test_a_broken_supplement_is_refused_at_its_place(case: str) -> None:
    lines = case.rstrip("\n").split("\n")[1:]
    wanted = [line.removeprefix("-> ") for line in lines if line.startswith("-> ")]
    text = "\n".join(line for line in lines if not line.startswith("-> ")) + "\n"
    text = OPENING + text if text.lstrip("▲").startswith("- ") else text
    with pytest.raises(DocumentRefused) as refused:
        loads(BASE, "年度.yaml", supplements=[(text.replace("▲", ""), "补.yaml")])
    problems = refused.value.problems
    assert [str(problem).split(": ", 1)[1] for problem in problems] == wanted
    assert [(problem.file, problem.line, problem.column) for problem in problems] == [
        ("补.yaml", *place) for place in marks(text)
    ]


def test_a_value_is_one_before_and_another_from_the_day_on() -> None:
    rule_set = supplemented("- {set: A.points, to: 2}\n- {set: B1.table.市政协, to: 4}\n")
    before, after = Range(DATE, None, APRIL, days=True), Range(DATE, APRIL, None, days=True)
    assert cases(rule_set, "A") == (Case(before, Fraction(1)), Case(after, Fraction(2)))
    assert [case.value for case in cases(rule_set, "B1")] == [3, 4, 6]
    assert cases(rule_set, "B1")[2] == Case(Labels("采用层级", frozenset({"省政协"})), Fraction(6))
    # Each value knows its file and line.
    assert [case.mark for case in cases(rule_set, "A")] == [Mark(11, 71), Mark(7, 23, "补1.yaml")]
    assert rule_set.nodes()["A"].citation == "测试；补〔2022〕3号"
    assert rule_set.nodes()["B2"].citation == "测试"


def test_factors_are_named_by_their_place() -> None:
    rule_set = supplemented(
        "- {set: B1.times.1, to: 1}\n- {set: B1.times.2, to: 2}\n- {set: B2.times, to: 1/3}\n"
    )
    leaf, other = rule_set.nodes()["B1"].leaf, rule_set.nodes()["B2"].leaf
    assert leaf
    assert other
    assert [factor.value for factor in leaf.factors] == [Fraction(1, 2), 1, Fraction(1, 2), 2]
    assert [factor.value for factor in other.factors] == [Fraction(1, 2), Fraction(1, 3)]


def test_supplements_stack_on_one_value() -> None:
    later = "- {set: A.points, to: 3, effective: 2022-07-01}\n"
    assert [case.value for case in cases(supplemented("- {set: A.points, to: 2}\n", later), "A")] == [1, 2, 3]
    # The same day again: the later document is right.
    assert [
        case.value
        for case in cases(supplemented("- {set: A.points, to: 2}\n- {set: A.points, to: 3}\n"), "A")
    ] == [
        1,
        3,
    ]
    # A value that changes by itself is told as a whole from the day on.
    steps = "- {set: V.points, to: [{value: 3}, {from: 2022-09-01, value: 4}]}\n"
    assert [case.value for case in cases(supplemented(steps), "V")] == [1, 3, 4]
    assert [
        case.value for case in cases(supplemented("- {set: V.points, to: 5, retroactive: 是}\n"), "V")
    ] == [5]
    assert [
        case.value for case in cases(supplemented("- {set: V.points, to: 5, effective: 2022-08-01}\n"), "V")
    ] == [
        1,
        2,
        5,
    ]


def test_what_holds_for_the_whole_period_changes_with_effect_from_its_beginning() -> None:
    rule_set = supplemented(
        "- {set: B.cap, to: 7, retroactive: 是}\n"
        "- {set: R.bands.2, to: 1.5, retroactive: 是}\n"
        "- {set: R.bands.1.min, to: 95%, retroactive: 是}\n"
        "- {set: grades.优秀.min, to: 90, retroactive: 是}\n"
        "- {set: K.if.min, to: 2, retroactive: 是}\n"
        "- {set: A.when, to: {kind: [调研, 视察]}, retroactive: 是}\n"
        "- {set: rank, to: {scopes: [全体, 界别]}, retroactive: 是}\n"
        "- {set: A.cap, to: 9, retroactive: 是}\n"
        "- {remove: B2.cap, retroactive: 是}\n"
        "- {set: B1.table.全国综合, to: 8, retroactive: 是}\n"
    )
    nodes = rule_set.nodes()
    assert [nodes[name].cap for name in ("B", "A", "B2")] == [7, 9, None]
    leaf = nodes["R"].leaf
    assert leaf
    assert [(band.compare.bounds, band.points) for band in leaf.bands] == [
        ((("min", Fraction(95, 100)),), 2),
        ((("min", Fraction(1, 2)),), Fraction(3, 2)),
    ]
    assert [grade.least for grade in rule_set.grades] == [90, 60, None]
    assert rule_set.ranking.scopes == ("全体", "界别")
    assert [case.value for case in cases(rule_set, "B1")] == [3, 6, 8]


def test_a_rule_is_added_from_the_day_on_and_cites_the_supplement() -> None:
    rule = "{id: C, title: 公益, take: participation, when: {kind: 公益活动}, points: 1}"
    rule_set = supplemented(f"- {{add: {rule}, under: total, after: A}}\n")
    assert [child.id for child in rule_set.root.children] == ["A", "C", "B", "R", "G", "V"]
    assert days(rule_set, "C") == ("2022-04-03", "2022-12-31")
    assert rule_set.nodes()["C"].citation == "补〔2022〕3号"
    assert rule_set.nodes()["C"].mark == Mark(7, 9, "补1.yaml")
    first = supplemented(f"- {{add: {rule}, under: total, before: A, retroactive: 是}}\n")
    assert [child.id for child in first.root.children] == ["C", "A", "B", "R", "G", "V"]
    assert days(first, "C") == ("2022-01-01", "2022-12-31")
    own = rule.replace("points: 1", "points: 1, window: {from: 2022-03-01, to: 2022-05-31}")
    assert days(supplemented(f"- {{add: {own}, under: B}}\n"), "C") == ("2022-04-03", "2022-05-31")


def test_gates_and_grades_are_added_for_the_whole_period() -> None:
    rule_set = supplemented(
        "- {add: {id: K2, title: 处分, if: {member: {处分: 是}}, ungraded: 是}, under: gates,"
        " retroactive: 是}\n"
        "- {add: {grade: 基本称职, min: 40}, under: grades, after: 称职, retroactive: 是}\n"
        "- {add: {id: U, title: 不排名, if: {member: {处分: 是}}}, under: unranked, retroactive: 是}\n"
        "- {remove: K, retroactive: 是}\n"
        "- {remove: grades.不称职, retroactive: 是}\n"
    )
    assert [(gate.id, gate.citation) for gate in rule_set.gates] == [("K2", "补〔2022〕3号")]
    assert [grade.name for grade in rule_set.grades] == ["优秀", "称职", "基本称职"]
    assert [one.id for one in rule_set.unranked] == ["U"]


def test_a_rule_is_removed_and_what_it_took_before_stays() -> None:
    rule_set = supplemented("- {remove: A}\n- {remove: B2, effective: 2022-06-01}\n")
    assert days(rule_set, "A") == ("2022-01-01", "2022-04-02")
    assert days(rule_set, "B2") == ("2022-01-01", "2022-05-31")
    assert days(rule_set, "B1") == ("2022-01-01", "2022-12-31")
    whole = supplemented("- {remove: B}\n")
    assert days(whole, "B1") == days(whole, "B2") == ("2022-01-01", "2022-04-02")
    assert "V" not in supplemented("- {remove: V, retroactive: 是}\n").nodes()
    assert reach(rule_set) == (date(2022, 1, 1), date(2022, 12, 31))


def test_what_a_supplement_added_a_later_one_changes_and_removes() -> None:
    rule = "{id: C, title: 公益, take: participation, when: {kind: 公益活动}, points: 1}"
    add = f"- {{add: {rule}, under: total}}\n"
    rule_set = supplemented(
        add, "- {set: C.points, to: 2, effective: 2022-05-01}\n", "- {remove: C, effective: 2022-06-01}\n"
    )
    assert [case.value for case in cases(rule_set, "C")] == [1, 2]
    assert days(rule_set, "C") == ("2022-04-03", "2022-05-31")
    assert "C" not in supplemented(add, "- {remove: C}\n").nodes()


def test_a_rule_is_replaced_by_a_node_of_its_id_with_both_versions() -> None:
    new = "{title: 视察, note: 新, take: participation, when: {kind: 视察}, points: 4}"
    again = "{take: participation, when: {kind: 民主监督}, points: 5}"
    rule_set = supplemented(
        f"- {{replace: A, with: {new}}}\n", f"- {{replace: A, with: {again}, effective: 2022-07-01}}\n"
    )
    node = rule_set.nodes()["A"]
    assert [child.id for child in node.children] == ["A.原", "A.2022-04-03", "A.2022-07-01"]
    assert (node.grain, node.title, node.citation) == ("record", "视察", "测试；补〔2022〕3号")
    assert days(rule_set, "A.原") == ("2022-01-01", "2022-04-02")
    assert days(rule_set, "A.2022-04-03") == ("2022-04-03", "2022-06-30")
    assert days(rule_set, "A.2022-07-01") == ("2022-07-01", "2022-12-31")
    assert [child.citation for child in node.children] == ["测试", "补〔2022〕3号", "补〔2022〕3号"]


def test_both_versions_share_one_cap() -> None:
    new = "{title: 报送, take: authorship, when: {kind: 社情民意}, points: 1, cap: 2}"
    node = supplemented(f"- {{replace: B2, with: {new}}}\n").nodes()["B2"]
    assert node.grain == "period"
    assert node.cap == 2
    assert [child.cap for child in node.children] == [None, None]


def test_a_rule_is_replaced_as_if_it_had_never_been() -> None:
    inner = "{id: B3, title: 采用, take: outcome, when: {kind: 社情民意}, points: 1}"
    new = f"{{title: 信息, cap: 9, rules: [{inner}]}}"
    rule_set = supplemented(f"- {{replace: B, with: {new}, retroactive: 是}}\n")
    assert [child.id for child in rule_set.root.children] == ["A", "B", "R", "G", "V"]
    assert [child.id for child in rule_set.nodes()["B"].children] == ["B3"]


def test_what_is_kept_of_a_version_reads_the_same_again() -> None:
    rule_set = supplemented("- {set: A.points, to: 2}\n", "- {remove: V}\n# 说明\n")
    again = loads(rule_set.text, "年度.yaml")
    assert again == rule_set
    assert again.digest == rule_set.digest
    assert split(rule_set.text, "甲/年度.yaml") == (
        BASE,
        [
            (OPENING + "- {set: A.points, to: 2}\n", "甲/补1.yaml"),
            (OPENING + "- {remove: V}\n# 说明\n", "甲/补2.yaml"),
        ],
    )
    more = loads(rule_set.text, "年度.yaml", supplements=[(OPENING + "- {remove: A}\n", "补3.yaml")])
    assert [one.label for one in more.supplements] == ["补充规定（一）", "补充规定（二）", "补充规定（三）"]
    assert more.digest != rule_set.digest
    assert loads(BASE, "年度.yaml").text == BASE


def test_supplements_lie_beside_their_base(tmp_path: Path) -> None:
    for name, text in [
        ("2022.yaml", BASE),
        ("2022.supplement-1.yaml", OPENING + "- {set: A.points, to: 2}\n"),
        ("2022.supplement-2.yaml", OPENING + "- {set: A.points, to: 3, effective: 2022-05-01}\n"),
    ]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [case.value for case in cases(load(tmp_path / "2022.yaml"), "A")] == [1, 2, 3]
    assert [case.value for case in cases(load(tmp_path / "2022.supplement-1.yaml"), "A")] == [1, 2]
    assert [case.value for case in cases(load(tmp_path / "2022.yaml", []), "A")] == [1]
    assert cases(load(tmp_path / "2022.yaml"), "A")[2].mark == Mark(
        7, 23, str(tmp_path / "2022.supplement-2.yaml")
    )
    (tmp_path / "2022.supplement-1.yaml").unlink()
    with pytest.raises(DocumentRefused, match=r"缺少前面的补充规定 2022\.supplement-1\.yaml"):
        load(tmp_path / "2022.yaml")


def test_the_names_of_rule_sets_are_those_of_their_bases() -> None:
    assert "hongkou/2020" in rule_sets()
    assert "hongkou/2020.supplement-1" not in rule_sets()
    assert [path.name for path in with_supplements(locate("hongkou/2020"))[1]] == ["2020.supplement-1.yaml"]


def test_a_supplement_brings_kinds_where_there_were_none(tmp_path: Path) -> None:
    (tmp_path / "kinds.yaml").write_text(
        "kinds: {义诊: {form: occasion, group: 活动, department: 组织者, attributes: [状态]}}\n",
        encoding="utf-8",
    )
    rule = "{id: C, title: 义诊, take: participation, when: {kind: 义诊}, points: 1}"
    text = OPENING.replace("changes:\n", f"catalogue: kinds.yaml\nchanges:\n- {{add: {rule}, under: B}}\n")
    rule_set = loads(BASE, folder=tmp_path, supplements=[(text, "补.yaml")])
    assert "义诊" in rule_set.catalogue.kinds
    assert loads(rule_set.text, catalogue=rule_set.catalogue).digest == rule_set.digest


def test_the_consolidated_text_of_a_day_says_where_each_value_comes_from() -> None:
    rule_set = supplemented(
        "- {set: A.points, to: 2}\n- {set: B.cap, to: 6, retroactive: 是}\n- {remove: V}\n"
        "- {replace: B2, with: {take: authorship, when: {kind: 社情民意}, points: 1, cap: 2}}\n"
    )
    text = consolidated(rule_set, date(2022, 4, 3))
    assert "# 补充规定（一）：补充规定，补〔2022〕3号（补1.yaml）" in text
    assert "    points: 2  # 补充规定（一）第7行，2022-04-03 起\n" in text
    assert "    cap: 6  # 补充规定（一）第8行，自始适用\n" in text
    assert "    - id: B2  # 补充规定（一）第10行，2022-04-03 起\n" in text
    assert "V" not in loads(text).nodes()
    assert loads(text).nodes()["B2"].grain == "period"
    before = consolidated(rule_set, date(2022, 4, 2))
    assert "    points: 1\n" in before
    assert [case.value for case in cases(loads(before), "V")] == [1]


def test_a_cap_on_a_replaced_rule_is_one_of_each_record_on_each_day() -> None:
    new = "{take: participation, when: {kind: 调研, 状态: 出席}, points: 2}"
    rule_set = supplemented(f"- {{replace: A, with: {new}}}\n", "- {set: A.cap, to: 1.5, retroactive: 是}\n")
    for day in (date(2022, 4, 2), date(2022, 4, 3)):
        node = loads(consolidated(rule_set, day)).nodes()["A"]
        assert (node.grain, node.cap) == ("record", Fraction(3, 2)), day


def test_what_another_rule_names_stays_in_the_text() -> None:
    text = consolidated(supplemented("- {remove: A}\n"), date(2022, 4, 3))
    assert "    in_force: {to: 2022-04-02}  # 补充规定（一）第7行，2022-04-03 起\n" in text
    assert days(loads(text), "A") == ("2022-01-01", "2022-04-02")


@pytest.mark.parametrize("name", sorted(rule_sets()))
def test_the_consolidated_text_of_a_shipped_measure_means_what_the_measure_means(name: str) -> None:
    rule_set = load(locate(name))
    again = loads(consolidated(rule_set), catalogue=rule_set.catalogue)
    assert [(node.id, node.citation, node.leaf) for node in again.root.walk()] == [
        (node.id, node.citation, node.leaf) for node in rule_set.root.walk()
    ]
    assert (again.gates, again.unranked, again.ranking) == (
        rule_set.gates,
        rule_set.unranked,
        rule_set.ranking,
    )
    for day in (rule_set.start, rule_set.end):
        loads(consolidated(rule_set, day), catalogue=rule_set.catalogue)


def test_supplements_cannot_nest_or_grow_without_end() -> None:
    def nested(at: int) -> str:
        rule = f"{{id: N{at}, title: 甲, rules: [{{id: L{at}, title: 乙, base: 1}}]}}"
        return f"- {{add: {rule}, under: {f'N{at - 1}' if at else 'total'}, retroactive: 是}}\n"

    told = refusal("".join(nested(at) for at in range(30)))
    assert told[0].message == "嵌套超过 40 层"
    many = "- {set: A.points, to: 2}\n" * 501
    assert [problem.message for problem in refusal(many)] == ["一份补充规定超过 500 处修改"]
    half = "- {set: A.points, to: 2}\n" * 251
    assert [problem.message for problem in refusal(half, half)] == ["几份补充规定合起来超过 500 处修改"]
    (one,) = refusal(*["- {set: A.points, to: 2}\n"] * 31)
    assert one.message == "补充规定超过 30 份，或合起来超过 1,000,000 个字符"


def test_each_value_says_which_document_it_is_from() -> None:
    rule_set = supplemented("- {set: A.points, to: 2}\n- {set: B.cap, to: 6, retroactive: 是}\n")
    source = Sources(rule_set.supplements)
    assert [source(case.mark) for case in cases(rule_set, "A") if case.mark] == [
        "",
        "补充规定（一）第7行，2022-04-03 起",
    ]
    assert source(marks_of(rule_set, "B")["cap"]) == "补充规定（一）第8行，自始适用"
    assert source(marks_of(rule_set, "B2")["cap"]) == ""
    assert marks_of(rule_set, "没有") == {}


@pytest.mark.parametrize("force", ["是", "{from: 4月}", "{}", "{to: [1]}"])
def test_what_an_added_rule_says_wrongly_of_its_days_is_told(force: str) -> None:
    rule = (
        f"{{id: C, title: 公益, take: participation, when: {{kind: 公益活动}}, points: 1, in_force: {force}}}"
    )
    if force == "{}":
        assert days(supplemented(f"- {{add: {rule}, under: total}}\n"), "C") == ("2022-04-03", "2022-12-31")
    else:
        assert {problem.file for problem in refusal(f"- {{add: {rule}, under: total}}\n")} == {"补1.yaml"}


def test_an_added_rule_stays_within_the_days_it_names() -> None:
    rule = "{id: C, title: 公益, take: participation, when: {kind: 公益活动}, points: 1, in_force: @}"
    for force, wanted in [
        ("{from: 2022-05-01}", ("2022-05-01", "2022-12-31")),
        ("{from: 2022-02-01, to: 2022-06-30}", ("2022-04-03", "2022-06-30")),
    ]:
        text = f"- {{add: {rule.replace('@', force)}, under: total}}\n"
        assert days(supplemented(text), "C") == wanted
