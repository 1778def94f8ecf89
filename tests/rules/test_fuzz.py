"""Whatever the text: a document is loaded or refused with reasons, and nothing else happens."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules import catalogue as catalogues
from rules.consolidated_text import consolidated
from rules.difference import differences
from rules.example import load_examples
from rules.lint import lint
from rules.loader import load, loads
from rules.shipped import SUPPLEMENT, rule_sets, with_supplements
from rules.source import DocumentRefused
from tests.rules.documents import HEADER, of_rules

COMMITTEES = Path(__file__).parents[2] / "rules" / "committees"
SHIPPED = sorted(COMMITTEES.glob("*/*.yaml"))
MEASURES = sorted(rule_sets().values())
SUPPLEMENTS = [path for path in SHIPPED if SUPPLEMENT.fullmatch(path.name)]
EXAMPLES = [path for path in SHIPPED if ".test" in path.name]
TOKEN = re.compile(r"\n *(?:- )?|[{}\[\],:]|[^\s{}\[\],:]+| +")
WORDS = sorted({token for path in SHIPPED for token in TOKEN.findall(path.read_text(encoding="utf-8"))})
# What tends to break a reader: other kinds of values, empty ones, marks of YAML.
ODD = [
    "",
    "{}",
    "[]",
    '""',
    "*",
    "&a",
    "!t",
    "|",
    "'",
    '"',
    "\t",
    "：",
    "-",
    "?",
    "#",
    "%",
    "~",
    "null",
    "0",
    "-1",
]
ODD += ["1/0", "1/3", "9" * 30, "2022-02-30", "9999-12-31", "是", "无此", "@date", "total", "\x00", "😀"]


@st.composite
def mutated(draw: st.DrawFn, paths: list[Path]) -> tuple[Path, str]:
    """A shipped document with a few tokens deleted, doubled, swapped or replaced."""
    path = draw(st.sampled_from(paths))
    tokens = TOKEN.findall(path.read_text(encoding="utf-8"))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(["delete", "double", "swap", "word", "odd", "text", "cut"])):
            case "delete":
                del tokens[at : at + draw(st.integers(1, 6))]
            case "double":
                tokens[at:at] = tokens[at : at + draw(st.integers(1, 12))]
            case "swap":
                other = draw(st.integers(0, len(tokens) - 1))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case "word":
                tokens[at] = draw(st.sampled_from(WORDS))
            case "odd":
                tokens[at] = draw(st.sampled_from(ODD))
            case "text":
                tokens[at] = draw(st.text(max_size=8))
            case _:
                del tokens[at:]
        tokens = tokens or [""]
    return path, "".join(tokens)


def check(refusal: DocumentRefused) -> None:
    assert refusal.problems
    for problem in refusal.problems:
        assert problem.message
        assert problem.line >= 1
        assert problem.column >= 1


@settings(max_examples=400)
@given(mutated(MEASURES))
def test_a_mutated_measure_loads_or_is_refused(document: tuple[Path, str]) -> None:
    path, text = document
    try:
        rule_set = loads(text, path.name, path.parent)
    except DocumentRefused as refusal:
        check(refusal)
        return
    for problem in lint(rule_set, touched=set(), last_year=rule_set):
        assert problem.message
        assert problem.line >= 1
    assert differences(rule_set, rule_set) == []
    assert all(one.what for one in differences(rule_set, load(path)))
    loads(consolidated(rule_set), catalogue=rule_set.catalogue)


@settings(max_examples=120)
@given(mutated(SUPPLEMENTS))
def test_a_mutated_supplement_loads_or_is_refused(document: tuple[Path, str]) -> None:
    path, text = document
    base, _ = with_supplements(path)
    whole = base.read_text(encoding="utf-8")
    supplement = (text, str(path))
    try:
        rule_set = loads(whole, str(base), base.parent, supplements=[supplement])
    except DocumentRefused as refusal:
        check(refusal)
        return
    assert loads(rule_set.text, str(base), catalogue=rule_set.catalogue).digest == rule_set.digest
    for day in (None, rule_set.start, rule_set.end):
        loads(consolidated(rule_set, day), catalogue=rule_set.catalogue)


@settings(max_examples=100)
@given(mutated(MEASURES))
def test_a_supplement_of_a_mutated_base_loads_or_is_refused(document: tuple[Path, str]) -> None:
    path, text = document
    supplement = path.parents[1] / "zhoushan" / "2023.supplement-1.yaml"
    try:
        loads(text, path.name, path.parent, supplements=[(supplement.read_text(encoding="utf-8"), "补.yaml")])
    except DocumentRefused as refusal:
        check(refusal)


@settings(max_examples=150)
@given(mutated([catalogues.BASE, *COMMITTEES.glob("*/kinds.yaml")]))
def test_a_mutated_catalogue_loads_or_is_refused(document: tuple[Path, str]) -> None:
    path, text = document
    try:
        catalogues.extend(catalogues.load(), text, path.name)
    except DocumentRefused as refusal:
        check(refusal)


@settings(max_examples=100)
@given(data=st.data())
def test_mutated_examples_load_or_are_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, text = data.draw(mutated(EXAMPLES))
    folder = tmp_path_factory.getbasetemp() / path.parent.name
    folder.mkdir(exist_ok=True)
    for beside in path.parent.glob("*.yaml"):
        (folder / beside.name).write_bytes(beside.read_bytes())
    (folder / path.name).write_text(text, encoding="utf-8")
    try:
        load_examples(folder / path.name)
    except DocumentRefused as refusal:
        check(refusal)


@given(st.text())
@example("a: b: c")
@example("{[")
@example("? ? ? ?")
@example("- - - -\n-")
@example("\u2028: \x85")
@example("%YAML 9.9\n---\na: 1")
def test_any_text_is_loaded_or_refused(text: str) -> None:
    for whole in (text, HEADER + text, HEADER + of_rules(text)):
        try:
            loads(whole)
        except DocumentRefused as refusal:
            check(refusal)


SCALARS = st.sampled_from([*ODD[3:], *WORDS]) | st.text(max_size=6)
TREES = st.recursive(
    SCALARS.map(
        lambda text: '"' + re.sub(r'["\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]', "", text) + '"'
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(WORDS).filter(str.isalpha), inner, max_size=4).map(
            lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
        )
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(
    TREES, st.sampled_from(["root", "exclude", "gates", "grades", "unranked", "rank", "months", "rounding"])
)
def test_any_tree_at_any_place_is_loaded_or_refused(tree: str, key: str) -> None:
    rules = of_rules("{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1}")
    for text in (
        HEADER + (rules if key != "root" else "") + f"{key}: {tree}\n",
        HEADER + of_rules(f"{{id: B, title: 乙, rules: {tree}}}"),
        HEADER + of_rules(f"{{id: B, title: 乙, take: outcome, when: {tree}, points: {tree}}}"),
        HEADER + of_rules(f"{{id: B, title: 乙, base: 1, if: {tree}, pick: {tree}, share: {tree}}}"),
    ):
        try:
            loads(text)
        except DocumentRefused as refusal:
            check(refusal)


@settings(max_examples=150)
@given(TREES)
def test_any_tree_in_a_supplement_is_loaded_or_refused(tree: str) -> None:
    base = HEADER + of_rules("{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1}")
    opening = "language: 1\nsupplement: 补\nto: {committee: 测试, year: 2022}\ncitation: 补\n"
    for body in (
        f"effective: 2022-04-03\nchanges: {tree}\n",
        f"effective: {tree}\nretroactive: {tree}\nchanges: [{{remove: A}}]\n",
        *(
            f"{when}\nchanges: [{change}]\n"
            for when in ("effective: 2022-04-03", "retroactive: 是")
            for change in (
                f"{{set: A.points, to: {tree}}}",
                f"{{set: {tree}, to: 1}}",
                f"{{replace: A, with: {tree}}}",
                f"{{add: {tree}, under: total}}",
                f"{{add: {{id: B}}, under: {tree}, after: {tree}}}",
                f"{{set: A.when, to: {tree}}}",
                f"{{set: A.times, to: {tree}}}, {{set: A.times.1, to: 1}}",
            )
        ),
    ):
        try:
            loads(base, supplements=[(opening + body, "补.yaml")])
        except DocumentRefused as refusal:
            check(refusal)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    for at, content in enumerate(
        [b"\xff\xfe", b"\x00", b"title: \xb9\xe6\xd4\xf2", b"\xef\xbb\xbf", b"PK\x03\x04"]
    ):
        path = tmp_path / f"{at}.yaml"
        path.write_bytes(content)
        try:
            load(path)
        except DocumentRefused as refusal:
            check(refusal)
