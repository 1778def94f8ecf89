"""`luzhi rules conformance`: the cases of the conformance kit, for our engine or for another's results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import REFUSED, rules_refused, writing, wrong_call

if TYPE_CHECKING:
    from scoring.kit import Case, Results

OURS = "履职"


def conformance(
    folder: Annotated[
        Path | None, typer.Argument(metavar="文件夹", help="算例所在；不写则为自带的一套")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="核对另一个程序的结果（JSON，写法见算例旁的 README）")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="把本程序的结果写成同样的 JSON，作样本")
    ] = None,
) -> None:
    """一致性算例：规则语言的每种写法应得的结果，逐例核对；也可以核对另一个程序的结果。"""
    from rules.source import DocumentRefused
    from scoring.kit import SHIPPED, Results, read_cases, read_results, results_text
    from scoring.kit_answer import answers

    if against and write:
        wrong_call("--against 核对别的程序，--write 写出本程序的结果，只写一个")
    try:
        cases = read_cases(folder or SHIPPED)
        results = read_results(against) if against else None
    except DocumentRefused as refusal:
        rules_refused(refusal)
    wrong = sum([_told(case, list(_found(case, results))) for case in cases])
    strange = sum([_unknown(name, cases) for name in results.cases]) if results else 0
    engine = results.engine if results else f"{OURS}（合计、逐条两种算法，每种由两个匹配器核对）"
    said = f"{len(cases)} 例中 {len(cases) - wrong} 例成立" if wrong else f"{len(cases)} 例都成立"
    more = f"，另有 {strange} 个不认识的结果" if strange else ""
    screen.output.print(f"{engine}：{said}{more}", markup=False, soft_wrap=True)
    if write:
        ours = Results(engine=OURS, cases={case.id: next(iter(answers(case).values())) for case in cases})
        with writing(write):
            write.write_text(results_text(ours), encoding="utf-8")
    if wrong or strange:
        raise typer.Exit(REFUSED)


def _found(case: Case, results: Results | None) -> Iterator[str]:
    """Wherein a case does not hold."""
    from scoring.kit_answer import answers, differences

    if results is None:
        for name, answer in answers(case).items():
            yield from (f"（{name}）{one}" for one in differences(case, answer))
    elif case.id not in results.cases:
        yield "没有结果"
    else:
        yield from differences(case, results.cases[case.id], all_lines=results.lines == "all")


def _told(case: Case, found: list[str]) -> bool:
    """Says whether a case holds; whether it does not."""
    screen.output.print(
        f"{'不成立' if found else '成立'} {case.id} {case.title}", markup=False, soft_wrap=True
    )
    for one in found:
        screen.errors.print(f"{case.id}：{one}", markup=False, soft_wrap=True)
    return bool(found)


def _unknown(name: str, cases: list[Case]) -> bool:
    from rules.source import nearest

    known = [case.id for case in cases]
    if name not in known:
        screen.errors.print(f"没有算例“{name}”{nearest(name, known) or ''}", markup=False, soft_wrap=True)
    return name not in known
