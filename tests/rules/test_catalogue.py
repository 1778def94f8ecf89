from pathlib import Path

import pytest

from rules import catalogue as catalogues
from rules.catalogue import Attribute, Kind
from rules.loader import loads
from rules.source import DocumentRefused
from tests.rules.documents import HEADER, of_rules, refused

VOLUNTEERING = """\
language: 1
attributes:
  平台: {of: work, type: choice, values: [学习强国, 政协报], synonyms: [发布平台]}
  采用层级: {add_values: [区委区政府], add_synonyms: [采用去向]}
  服务时长: {of: participation, type: number, max: 1000}
kinds:
  服务队: {form: occasion, group: 活动, article: 履5（二）, department: 组织者, attributes: [状态, 服务时长]}
  提案: {add_attributes: [平台]}
"""


def refusal(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(DocumentRefused) as refused:
        catalogues.extend(catalogues.load(), text, "kinds.yaml")
    return [(p.line, p.column, p.message) for p in refused.value.problems]


def test_a_committee_adds_kinds_attributes_and_values() -> None:
    catalogue = catalogues.extend(catalogues.load(), VOLUNTEERING, "kinds.yaml")
    assert catalogue.attributes["服务时长"] == Attribute(
        "服务时长", ("participation",), "number", {}, most=1000
    )
    assert catalogue.attributes["平台"].values == {"学习强国": (), "政协报": ()}
    assert "区委区政府" in catalogue.attributes["采用层级"].values
    assert "市政协" in catalogue.attributes["采用层级"].values
    assert "采用去向" in catalogue.attributes["采用层级"].synonyms
    assert catalogue.kinds["服务队"] == Kind(
        "服务队", "occasion", "活动", "履5（二）", {"else": "组织者"}, ("状态", "服务时长")
    )
    assert catalogue.kinds["提案"].attributes[-1] == "平台"
    assert catalogue.groups["活动"][-1] == "服务队"


def test_what_a_record_must_say() -> None:
    catalogue = catalogues.load()
    assert catalogue.kinds["酌情加分"].required == ("分值", "理由", "给分人")
    assert catalogue.kinds["提案"].required == ()
    more = catalogues.extend(catalogue, "kinds: {提案: {add_required: [立案]}}\n", "kinds.yaml")
    assert more.kinds["提案"].required == ("立案",)


def test_the_base_catalogue_stays_as_it_was() -> None:
    before = catalogues.load()
    catalogues.extend(before, VOLUNTEERING, "kinds.yaml")
    assert "平台" not in catalogues.load().attributes
    assert "区委区政府" not in catalogues.load().attributes["采用层级"].values


def test_rules_use_what_was_added(tmp_path: Path) -> None:
    (tmp_path / "kinds.yaml").write_text(VOLUNTEERING, encoding="utf-8")
    body = of_rules(
        "{id: V, title: 志愿, take: participation, when: {kind: 服务队}, points: 1, per: 服务时长}",
        "{id: P, title: 提案, take: authorship, table: {by: 平台, values: {政协报: 2}}, when: {kind: 提案}}",
    )
    rule_set = loads(HEADER + "catalogue: kinds.yaml\n" + body, "年度.yaml", tmp_path)
    assert [leaf.id for leaf in rule_set.root.leaves()] == ["V", "P"]
    (tmp_path / "kinds.yaml").write_text(VOLUNTEERING + "# 改过\n", encoding="utf-8")
    again = loads(HEADER + "catalogue: kinds.yaml\n" + body, "年度.yaml", tmp_path)
    assert again.digest != rule_set.digest


def test_every_kind_carries_only_attributes_of_its_form() -> None:
    catalogue = catalogues.load()
    for kind in catalogue.kinds.values():
        for name in kind.attributes:
            owners = set(catalogue.attributes[name].of)
            assert owners & set(catalogues.OWNERS_OF_FORM[kind.form]), (kind.name, name)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("attributes:\n  kind: {of: work, type: yesno}\n", [(2, 3, "“kind”是保留的名称")]),
        ("attributes:\n  编号: {of: work, type: text}\n", [(2, 3, "“编号”是保留的名称")]),
        ("attributes:\n  a/b: {of: work, type: yesno}\n", [(2, 3, "名称“a/b”里有不能用的符号")]),
        ("attributes:\n  平台: {of: work, type: choice}\n", [(2, 7, "属性“平台”没有列出取值")]),
        (
            "attributes:\n  平台: {of: work, type: number, values: [甲]}\n",
            [(2, 32, "number 类型的属性不列举取值")],
        ),
        (
            "attributes:\n  平台: {of: book, type: choise, values: [甲]}\n",
            [(2, 12, "“of”不能是“book”"), (2, 24, "“type”不能是“choise”")],
        ),
        ("attributes:\n  平台: {type: yesno}\n", [(2, 7, "属性“平台”缺少“of”")]),
        (
            'attributes:\n  平台: {of: work, type: choice, values: [甲/乙, "*", not]}\n',
            [(2, 41, "取值不能是“甲/乙”"), (2, 46, "取值不能是“*”"), (2, 51, "取值不能是“not”")],
        ),
        (
            "attributes:\n  平台: {of: work, type: choice, values: [甲], default: 乙}\n",
            [(2, 54, "“default”不能是“乙”")],
        ),
        ("attributes:\n  界别: {add_values: [渔业]}\n", [(2, 8, "“界别”不是列举值的属性，不能补充取值")]),
        ("attributes:\n  界别: {of: member}\n", [(2, 8, "已有属性“界别”的补充里没有“of”这个关键字")]),
        (
            "kinds:\n  义诊: {form: occassion, group: 活动, department: 组织者}\n",
            [(2, 14, "“form”不能是“occassion”")],
        ),
        (
            "kinds:\n  义诊: {form: occasion, group: 活动, department: 组织者, attributes: [立案]}\n",
            [(2, 65, "“立案”不是会议活动的属性")],
        ),
        (
            "kinds:\n  义诊: {form: occasion, attributes: [状太]}\n",
            [
                (2, 7, "种类“义诊”缺少“department”"),
                (2, 7, "种类“义诊”缺少“group”"),
                (2, 37, "“attributes”不能是“状太”"),
            ],
        ),
        ("kinds:\n  提案: {form: work}\n", [(2, 8, "已有种类“提案”的补充里没有“form”这个关键字")]),
        (
            "kinds:\n  提案: {add_required: [立案, 层级, 位次]}\n",
            [(2, 22, "“位次”没有填时有默认值，不会缺少"), (2, 27, "“add_required”不能是“层级”")],
        ),
        ("language: 2\n", [(1, 11, "“language”应是 1")]),
        ("kind: {}\n", [(1, 1, "种类目录里没有“kind”这个关键字")]),
    ],
)
def test_a_wrong_addition_is_refused(text: str, places: list[tuple[int, int, str]]) -> None:
    assert refusal(text) == places


def test_problems_of_the_catalogue_are_told_first_and_with_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "kinds.yaml").write_text("attributes:\n  平台: {of: work}\n", encoding="utf-8")
    rule = "{id: V, title: 调研, take: participation, when: {kind: 调妍}, points: 1}"
    problems = refused(HEADER + "catalogue: kinds.yaml\n" + of_rules(rule), tmp_path)
    assert [str(problem) for problem in problems] == [
        f"{tmp_path / 'kinds.yaml'}:2:7: 属性“平台”缺少“type”（补上 type: …）"
    ]


@pytest.mark.parametrize("name", ["../kinds.yaml", "/etc/passwd", "a\\\\b"])
def test_a_catalogue_stands_beside_its_measure(name: str, tmp_path: Path) -> None:
    problems = refused(f'{HEADER}catalogue: "{name}"\nroot: {{}}\n', tmp_path)
    assert [p.message for p in problems if p.line == 7] == ["catalogue 应是同一文件夹里的文件名"]


@pytest.mark.parametrize(
    ("name", "message"), [("none.yaml", "找不到文件"), ("a\\0b", "文件打不开"), ("x" * 200, "找不到文件")]
)
def test_a_catalogue_that_is_not_there(name: str, message: str, tmp_path: Path) -> None:
    problems = refused(f'{HEADER}catalogue: "{name}"\nroot: {{}}\n', tmp_path)
    assert message in [p.message for p in problems]
