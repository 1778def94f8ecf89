"""`luzhi rules print`: a rule set as lawyers read it, read back from the PDF, the HTML and the screen."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from documents.page import condensed
from rules.loader import load
from rules.shipped import locate, rule_sets
from rules.wording import node_words
from tests.commands.office import run

# The gate's clause stands before those of the rules, 第十条 behind 第六条, whatever the order of the tree.
MEASURE = """language: 1
title: 某市委员履职计分办法 <b>试行</b> & "2022"
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 某协〔2022〕1号
note: 表决稿
last_year: [{name: 上年提案件数, count: P}]
exclude:
- {id: X1, title: 转为信息的提案, citation: 第十二条, note: 只按信息计分, when: {kind: 提案, 转为: 社情民意}}
root:
  id: total
  title: 总分
  rules:
  - id: S1
    title: 信息
    citation: 第十条第（一）款
    take: authorship
    when: {kind: 社情民意}
    points: 2.5
    cap: 10
  - id: P
    title: 提案
    citation: 第六条
    cap: 15
    rules:
    - id: P2
      title: 联名提案
      citation: 第六条第（十）款
      take: authorship
      when: {kind: 提案, 位次: 联}
      points: 3
    - id: P1
      title: 领衔提案
      citation: 第六条第（二）款
      note: 文本未写明是否须立案，按提交计
      take: authorship
      when: {kind: 提案, 位次: 首}
      points: 5
  - {id: V1, title: 公益, take: participation, when: {kind: 公益活动}, points: 1}
term: {from: 2021-04-10}
term_counts:
- {id: T1, title: 届内缺席, citation: 第十五条, take: participation, when: {group: 会议, 状态: 缺席}}
unranked:
- {id: U1, title: 主席会议成员, citation: 第二十一条, if: {member: {主席会议成员: 是}}}
gates:
- {id: K1, title: 受处分, citation: 第五条, if: {member: {处分: 是}}, at_most: 合格}
grades:
- {grade: 优秀, min: 20, top: 20%}
- {grade: 合格}
groups:
- {id: J1, title: 界别人均, citation: 第三十条, of: 界别, mean: total, among: 参加排名, at_least: 2}
- id: J2
  title: 专委会考核
  citation: 第三十一条
  of: 专委会
  cap: 20
  rules:
  - {id: Z1, title: 活动, over: work, combine: first, take: participation, when: {kind: 调研}, points: 2}
consequences:
- {id: C1, title: 约谈, citation: 第二十条, note: 由分管副主席约谈, if: {grade: 合格}, last: {places: 3}}
rank: {scopes: [全体, 界别], ties: dense, selection: [{deductions: fewer}, {points: P}]}
"""
SUPPLEMENT = """language: 1
supplement: 补充规定（一）
to: {committee: 某市, year: 2022}
citation: 某协〔2022〕9号
effective: 2022-07-01
changes:
- {set: P1.points, to: 6}
- add:
    id: A1
    title: 调研
    citation: 某协〔2022〕9号第二条
    take: participation
    when: {kind: 调研}
    points: 4
  under: total
"""
LATER = ["第十二条", "第十五条", "第二十条", "第二十一条", "第三十条", "第三十一条"]
CLAUSES = ["第五条", "第六条", "第六条第（二）款；某协〔2022〕9号", "第六条第（十）款", "第十条第（一）款"]


@pytest.fixture
def measure(folder: Path) -> Path:
    (folder / "2022.yaml").write_text(MEASURE, encoding="utf-8")
    (folder / "2022.supplement-1.yaml").write_text(SUPPLEMENT, encoding="utf-8")
    return folder


class Reader(HTMLParser):
    """The cells of the table, the links, the tags, and what would load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.named: set[str] = set()
        self.after = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.named |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "td":
            self.cells.append("")
            self.after = False

    def handle_data(self, data: str) -> None:
        if self.cells and not self.after:
            self.cells[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.after |= tag == "td"


def test_the_page_for_a_browser_has_each_clause_beside_its_rules(measure: Path) -> None:
    assert run("rules", "print", "2022.yaml", "--html", "办法.html", "--date", "2026-11-29").exit_code == 0
    text = (measure / "办法.html").read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    clauses = reader.cells[::2]
    assert clauses[:5] == CLAUSES
    # A supplement counts articles of its own.
    assert clauses[5:] == [*LATER, "某协〔2022〕9号第二条", "没有写明条款"]
    beside = {clause: rules.split("\n") for clause, rules in zip(clauses, reader.cells[1::2], strict=True)}
    said = {clause: [line for line in lines if line] for clause, lines in beside.items()}
    assert said["第五条"] == ["K1 受处分", "关口：委员处分：是", "后果：最高合格"]
    assert said["第六条"] == ["P 提案", "上限 15", "以下各条相加：P2 联名提案、P1 领衔提案"]
    assert said[CLAUSES[2]] == [
        "P1 领衔提案",
        "提案，位次：首",
        "日期 至 2022-06-30 5 分；日期 2022-07-01 起 6 分",
        "说明：文本未写明是否须立案，按提交计",
    ]
    assert said["第十条第（一）款"] == ["S1 信息", "社情民意", "2.5 分", "上限 10"]
    assert said["第十二条"][-1] == "说明：只按信息计分"
    assert said["第三十条"] == [
        "J1 界别人均",
        "按组排名：按界别；委员 总分（total）的人均；只算参加排名的委员；不足 2 人不排名；"
        "同分同名次，其后空出",
    ]
    assert said["第三十一条"][2:4] == ["上限 20", "以下各条相加：Z1 活动"]
    assert said["第三十一条"][4:] == ["Z1 活动", "调研", "2 分", "每件按先后取一项"]
    assert said["第十五条"][:2] == ["T1 届内缺席", "届内累计（自 2021-04-10 起），只计数"]
    assert said["第二十条"] == [
        "C1 约谈",
        "处理，适用于：等次：合格；名次在后 3 名，压线同分都算",
        "说明：由分管副主席约谈",
    ]
    assert [line for line in said["没有写明条款"] if line.startswith(("total", "V1"))] == [
        "total 总分",
        "V1 公益",
    ]
    assert 'class="uncited">没有写明条款<' in text
    for words in (
        "优秀：分数线 20，名额 前 20%（舍去零头），压线同分都算",
        "先后：扣分少的、提案（P）得分多的",
        "补充规定（一）（某协〔2022〕9号），自 2022年7月1日起执行",
        "P1 领衔提案：5 分改为 6 分（自 2022-07-01 起）",
        "2026年11月29日打印",
        "说明：表决稿",
        "从上年带来：上年提案件数（",
    ):
        assert words in text
    assert re.search(r"规则版本 [0-9a-f]{64}<", text)


GROUPS = """groups:
- {id: J1, title: 界别人均, citation: 第二十二条, of: 界别, mean: total, among: 参加排名, at_least: 3}
- id: J2
  title: 专委会考核
  citation: 第二十三条
  of: 专委会
  rules:
  - {id: Z1, title: 视察, citation: 第二十三条第（一）款, take: participation, when: {kind: 视察}, points: 2}
"""


def test_rankings_of_groups_stand_beside_their_clauses(measure: Path) -> None:
    (measure / "2022.yaml").write_text(MEASURE + GROUPS, encoding="utf-8")
    text = run("rules", "print", "2022.yaml").stdout
    at = text.index("第二十二条\n")
    assert [line.strip() for line in text[at:].splitlines() if line.strip()][:17] == [
        "第二十二条",
        "J1 界别人均",
        "按组排名",
        "按界别",
        "委员 总分（total）的人均",
        "只算参加排名的委员",
        "不足 3 人不排名",
        "同分同名次，其后空出",
        "第二十三条",
        "J2 专委会考核",
        "按组排名",
        "按专委会",
        "自己的办法",
        "全体委员都算",
        "同分同名次，其后空出",
        "以下各条相加：Z1 视察",
        "第二十三条第（一）款",
    ]
    assert "Z1 视察" in text[at:]


def test_the_page_for_a_browser_stands_alone(measure: Path) -> None:
    run("rules", "print", "2022.yaml", "--html", "办法.html")
    text = (measure / "办法.html").read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    assert reader.tags.isdisjoint({"script", "link", "img", "iframe", "object", "b"})
    assert {name for name in reader.named if name.startswith("on") or name in ("src", "action")} == set()
    assert [link for link in reader.links if not link.startswith("#")] == []
    assert {link[1:] for link in reader.links} == set(reader.ids)
    assert "://" not in text
    assert "url(" not in text
    assert "<h1>某市委员履职计分办法 &lt;b&gt;试行&lt;/b&gt; &amp; &#34;2022&#34;</h1>" in text


def test_the_pdf_says_each_clause_and_the_points_of_each_rule(measure: Path) -> None:
    result = run("rules", "print", "2022.yaml", "--pdf", "办法.pdf", "--date", "2026-11-29")
    assert (result.exit_code, result.stderr) == (0, "已写出 办法.pdf\n")
    sheets = PdfReader(measure / "办法.pdf").pages
    assert [round(float(side)) for side in sheets[0].mediabox[2:]] == [595, 842]
    text = "\n".join(sheet.extract_text() for sheet in sheets)
    lines = text.splitlines()
    at = [
        lines.index(next(line for line in lines if line.startswith(f"{one}：受处分"))) for one in CLAUSES[:1]
    ]
    assert at, "no table of contents"
    for words in ("P2 联名提案", "3 分", "2.5 分", "上限 10", "没有写明条款", "K1 受处分", "后果：最高合格"):
        assert words in text
    assert "日期 至 2022-06-30 5 分；日期 2022-07-01 起 6 分" in text
    run("rules", "print", "2022.yaml", "--pdf", "again.pdf", "--date", "2026-11-29")
    assert (measure / "again.pdf").read_bytes() == (measure / "办法.pdf").read_bytes()


def test_the_contents_of_the_pdf_name_the_right_sheets(folder: Path) -> None:
    rules = "".join(
        f"  - {{id: R{at}, title: 规则{at}则, citation: 第{at}条, take: participation,"
        f" when: {{kind: 调研}}, points: {at}}}\n"
        for at in range(1, 81)
    )
    text = MEASURE[: MEASURE.index("exclude:")] + f"root:\n  id: total\n  title: 总分\n  rules:\n{rules}"
    (folder / "长.yaml").write_text(text, encoding="utf-8")
    assert run("rules", "print", "长.yaml", "--pdf", "长.pdf").exit_code == 0
    sheets = [condensed(sheet.extract_text()) for sheet in PdfReader(folder / "长.pdf").pages]
    numbers = []
    for at in range(1, 81):
        found = re.search(rf"第{at}条：规则{at}则(\d+)(?:第|没有|某市)", "".join(sheets))
        assert found, at
        numbers.append(int(found[1]))
        assert f"第{at}条R{at}规则{at}则调研{at}分" in sheets[numbers[-1] - 1]
    assert numbers == sorted(numbers)
    assert numbers[-1] == len(sheets) > numbers[0]


@pytest.mark.parametrize("name", rule_sets())
def test_every_shipped_rule_set_is_printed(name: str, folder: Path) -> None:
    result = run("rules", "print", name, "--pdf", "a.pdf", "--html", "a.html")
    assert result.exit_code == 0, result.output
    sheets = [condensed(sheet.extract_text()) for sheet in PdfReader(folder / "a.pdf").pages]
    shown = run("rules", "print", name).stdout
    rule_set = load(locate(name))
    footer = re.escape(f"{rule_set.committee}{rule_set.year}年版本{rule_set.digest[:12]}")
    # A rule may go on on the next sheet, behind the footer.
    text = "".join(re.sub(rf"{footer}第\d+页共\d+页$", "", sheet) for sheet in sheets)
    assert rule_set.digest in shown
    for node in rule_set.root.walk():
        said = condensed("".join([node.id, node.title, *node_words(node, rule_set)]))
        assert said in text, node.id
        assert f"\n  {node.id} {node.title}\n" in shown
        if node.citation != rule_set.citation:
            assert f"\n{node.citation}\n" in shown


def test_files_that_are_there_stay_and_endings_are_right(measure: Path) -> None:
    (measure / "办法.html").write_text("旧的", encoding="utf-8")
    assert run("rules", "print", "2022.yaml", "--html", "办法.html").exit_code == 2
    assert (measure / "办法.html").read_text(encoding="utf-8") == "旧的"
    assert run("rules", "print", "2022.yaml", "--html", "办法.html", "--force").exit_code == 0
    wrong = run("rules", "print", "2022.yaml", "--html", "2022.yaml", "--force")
    assert (wrong.exit_code, wrong.stderr) == (2, "文件名要以 .html 结尾：2022.yaml\n")
    assert (measure / "2022.yaml").read_text(encoding="utf-8") == MEASURE
    missing = run("rules", "print", "2022.yaml", "--pdf", "没有/办法.pdf")
    assert (missing.exit_code, "写不出" in missing.stderr) == (1, True)


def test_a_character_that_no_font_has_is_refused_with_its_number(measure: Path) -> None:
    (measure / "2022.yaml").write_text(MEASURE.replace("表决稿", "表决稿𪚥"), encoding="utf-8")
    result = run("rules", "print", "2022.yaml", "--pdf", "办法.pdf", "--html", "办法.html")
    assert result.exit_code == 1
    assert "字体里没有 𪚥（U+2A6A5），没有写" in result.stderr
    assert not (measure / "办法.pdf").exists()
    assert not (measure / "办法.html").exists()
    # A browser has fonts of its own.
    assert run("rules", "print", "2022.yaml", "--html", "办法.html").exit_code == 0
