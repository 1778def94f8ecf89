"""`luzhi rules lint|test|show`: measures as files, before any database."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import REFUSED, loaded, rules_refused, scorable

if TYPE_CHECKING:
    from rules.document import RuleSet
    from rules.example import ExampleFile

Rules = Annotated[str, typer.Argument(metavar="RULESET", help="规则文件，或“地方/年份”，如 zhoushan/2022")]
ManyRules = Annotated[
    list[str] | None, typer.Argument(metavar="RULESET", help="规则文件；不写则为自带的全部")
]
LEVELS = {"error": "错误", "warning": "提醒"}


def register(app: typer.Typer) -> None:
    """Adds the commands to `luzhi rules`."""
    app.command("lint")(lint)
    app.command("test")(check_examples)
    app.command("show")(show)


def lint(
    ruleset: ManyRules = None,
    last_year: Annotated[
        str | None, typer.Option(metavar="RULESET", help="上一年的规则：编号有没有改作他用")
    ] = None,
) -> None:
    """检查规则文件：写错的不能用；取不到的规则、永远封不到的上限、断档的等次等，逐处提醒。"""
    from rules.lint import lint as remarks
    from rules.shipped import rule_sets

    before = loaded(last_year) if last_year else None
    failed = False
    for name in ruleset or rule_sets():
        rule_set = loaded(name)
        found = remarks(rule_set, _touched(name, rule_set), before)
        for one in found:
            told = f"{LEVELS[one.level]}：{one.place}: {one.said}"
            screen.errors.print(told, markup=False, soft_wrap=True)
        wrong = sum(one.level == "error" for one in found)
        failed |= wrong > 0
        passed = f"没有通过，{wrong} 处错误" if wrong else "通过"
        said = f"，{len(found) - wrong} 处请看一看" if len(found) > wrong else ""
        screen.output.print(f"{name}：{passed}，{len(rule_set.nodes())} 个节点{said}", soft_wrap=True)
    if failed:
        raise typer.Exit(REFUSED)


def _touched(name: str, rule_set: RuleSet) -> set[str] | None:
    """The rules that the worked examples touch; None where there are no examples."""
    from rules.shipped import examples_of, locate
    from scoring.example import touched

    path = examples_of(locate(name))
    with scorable():
        return touched(rule_set, _examples(name).examples) if path.is_file() else None


def _examples(name: str) -> ExampleFile:
    from rules.example import load_examples
    from rules.shipped import examples_of, locate
    from rules.source import DocumentRefused

    try:
        return load_examples(examples_of(locate(name)))
    except DocumentRefused as refusal:
        rules_refused(refusal)


def check_examples(ruleset: ManyRules = None) -> None:
    """验算：规则文件旁边的算例（年份.test.yaml）是否都成立。"""
    from rules.shipped import rule_sets
    from scoring.example import differences

    failed = 0
    for name in ruleset or rule_sets():
        file = _examples(name)
        wrong = 0
        for example in file.examples:
            with scorable():
                found = list(differences(file.rule_set, example))
            wrong += bool(found)
            for difference in found:
                screen.errors.print(f"{file.file}:{difference}", markup=False, soft_wrap=True)
        failed += wrong
        held = len(file.examples) - wrong
        screen.output.print(f"{name}：{held} 个算例成立，{wrong} 个不成立", soft_wrap=True)
    if failed:
        raise typer.Exit(REFUSED)


def show(
    ruleset: Rules,
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="日期", help="这一天有效的合并文本，注明每处来源"),
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="全年的合并文本，注明每一处的来源")] = False,
) -> None:
    """以目录树显示一份规则；有补充规定的，也可以显示合并文本。"""
    from commands.measure_tree import show_rule_set
    from rules.consolidated_text import consolidated

    rule_set = loaded(ruleset)
    if at is None and not text:
        show_rule_set(rule_set)
        return
    merged = consolidated(rule_set, at.date() if at else None)
    screen.output.print(merged, markup=False, soft_wrap=True, end="")
