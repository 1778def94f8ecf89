"""Every example in the documents is run: commands, rule fragments and their worked cases."""

import asyncio
import csv
import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

import httpx
import openpyxl
import pytest
from typer.testing import CliRunner

from cli import app
from files.answers import Section
from models.migration import upgrade
from models.store import Store
from rules.catalogue import load as load_catalogue
from rules.example import read_examples
from rules.lint import lint
from rules.loader import loads
from rules.source import Listing, Refusals, parse
from scoring.example import differences
from server import create_app
from services.demo_accounts import open_accounts
from services.demo_database import fill
from settings import Settings
from tests import pasted
from tests.demo_year import DemoYear
from tests.process import Process
from tests.running_server import serving

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
HEADER = """language: 1
title: 示例
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 示例
"""


def fences(page: Path, info: str) -> list[tuple[int, str]]:
    """The code blocks of a page that open with ```info, each with the line it starts on."""
    text = page.read_text(encoding="utf-8")
    found = re.finditer(rf"^```{re.escape(info)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [(text[: match.start()].count("\n") + 2, match[1]) for match in found]


def forms() -> Iterator[object]:
    """Each fragment of rules, the supplements that stand behind it, and the cases that they are worked on."""
    page = ROOT / "docs/rules.md"
    kinds = ("yaml rules", "yaml supplement", "yaml cases")
    found = sorted((line, kind, text) for kind in kinds for line, text in fences(page, kind))
    while found:
        (line, kind, fragment), *found = found
        assert kind == kinds[0], f"line {line}: no rules before it"
        supplements = list(takewhile(lambda each: each[1] == kinds[1], found))
        (_, kind, examples), *found = found[len(supplements) :]
        assert kind == kinds[2], f"line {line}: no cases behind it"
        texts = [(text, f"{line}.supplement-{at}.yaml") for at, (_, _, text) in enumerate(supplements, 1)]
        yield pytest.param(fragment, texts, examples, id=f"line-{line}")


def document(fragment: str) -> str:
    """A whole rule document around a fragment of it: its `rules` go under a root of their own."""
    if re.search(r"^root:", fragment, re.MULTILINE):
        return HEADER + fragment
    sections = re.split(r"^(?=[a-z]+:)", fragment, flags=re.MULTILINE)
    rules = "".join(part.removeprefix("rules:\n") for part in sections if part.startswith("rules:\n"))
    others = "".join(part for part in sections if not part.startswith("rules:\n"))
    indented = "".join(f"  {line}" for line in rules.splitlines(keepends=True))
    return f"{HEADER}root:\n  id: total\n  title: 总分\n  rules:\n{indented}{others}"


@pytest.mark.parametrize(("fragment", "supplements", "cases"), list(forms()))
def test_each_form_gives_what_its_example_says(
    fragment: str, supplements: list[tuple[str, str]], cases: str
) -> None:
    rule_set = loads(document(fragment), supplements=supplements)
    refusals = Refusals("算例")
    listing = parse(cases, "算例")
    assert isinstance(listing, Listing)
    assert [str(one) for one in lint(rule_set) if one.level == "error"] == []
    examples = list(read_examples(listing.items, rule_set, refusals))
    refusals.check()
    assert examples
    assert [str(found) for example in examples for found in differences(rule_set, example)] == []


def test_the_reference_has_a_section_for_each_form_and_an_entry_that_leads_to_it() -> None:
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    found = [int(number) for number in re.findall(r"^### F(\d+) ", text, re.MULTILINE)]
    assert found == sorted(found)
    assert {*range(1, 37)} == {*found}
    assert {*map(int, re.findall(r"\| F(\d+) (?=\|)", text))} == {*found}


def test_the_reference_lists_every_kind_and_every_attribute() -> None:
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8").partition("## 第三部分")[2]
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:2] == "| "
    ]
    catalogue, at = load_catalogue(), next(at for at, row in enumerate(rows) if row[0] == "属性")
    kinds = [
        [kind.name, kind.group, kind.date, "、".join(kind.attributes)] for kind in catalogue.kinds.values()
    ]
    assert rows[1:at] == kinds
    listed = {row[0]: row[2:] for row in rows[at + 1 :]}
    assert [*listed] == [*catalogue.attributes]
    for name, attribute in catalogue.attributes.items():
        values, unsaid = listed[name]
        assert unsaid == (attribute.default or "")
        assert not attribute.values or values.split("、") == [*attribute.values]


def commands() -> Sequence[object]:
    found = []
    for page in PAGES:
        lines = [line for _, block in fences(page, "sh") for line in block.splitlines() if line.strip()]
        if lines:
            found.append(pytest.param(lines, id=page.name))
    return found


@pytest.mark.parametrize("lines", commands())
def test_each_command_of_a_page_runs(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in lines:
        command, _, target = line.partition(" > ")
        words = shlex.split(command)
        assert words[0] == "luzhi", f"only luzhi commands stand in sh blocks: {line}"
        result = CliRunner().invoke(app, words[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}"
        if target:
            Path(target).write_text(result.stdout, encoding="utf-8")


def test_the_way_from_an_offices_files_to_statements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, office = ROOT / "docs/files.md", ROOT / "tests/data/office_year"
    files = sorted(office.glob("[1-9]*"))
    (tmp_path / "一年").mkdir()
    for path in files:
        shutil.copy(path, tmp_path / "一年")
    monkeypatch.chdir(tmp_path)
    first, again, *last = [line for _, block in fences(page, "sh office-year") for line in block.splitlines()]
    asked = CliRunner().invoke(app, shlex.split(first)[1:])
    assert asked.exit_code == 1
    ((_, ending),) = fences(page, "text")
    assert asked.stderr.endswith(ending)
    for _ in range(2):
        _answer_all(Path("待答.xlsx"), page, office)
        asked = CliRunner().invoke(app, shlex.split(again)[1:])
        assert asked.exit_code == 0
    assert "没有要问的了。" in asked.stderr
    for line in last:
        result = CliRunner().invoke(app, shlex.split(line)[1:])
        assert result.exit_code == 0, result.output
        assert "请核实" not in result.stderr
    assert Path("结果.xlsx").exists()
    assert len(list(Path("说明").glob("*.pdf"))) == 65


def _answer_all(workbook: Path, page: Path, office: Path) -> None:
    """Fills in what the page says, and who was there as the office found out."""
    rows = re.findall(r"^\| (\S+) \| ([^|]+) \| ([^|]+) \| [^|]*\|$", page.read_text("utf-8"), re.MULTILINE)
    right = {subject: answer for section, subject, answer in rows if section in set(Section)}
    with (office / "questions.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            who = f"{row['name']}（{row['name']}（{row['sector']}））"
            right[f"{row['kind']} {row['day']} {who}"] = row["right"]
    book = openpyxl.load_workbook(workbook)
    for row in book.active.iter_rows(min_row=2):
        row[4].value = row[4].value or right[row[1].value]
    book.save(workbook)


def test_each_request_of_the_readme_is_answered(tmp_path: Path, demo_year: DemoYear) -> None:
    blocks = fences(ROOT / "README.md", "bash")
    found = asyncio.run(
        _answers(demo_year.copy_to(tmp_path / "demo.db"), "".join(block for _, block in blocks))
    )
    assert len(found) == 3
    for answer in found:
        assert "errors" not in answer, answer
        assert '"errors": [{' not in json.dumps(answer)


def test_the_change_of_the_page_is_made_once(tmp_path: Path, demo_year: DemoYear) -> None:
    ((_, block),) = fences(ROOT / "docs/changes.md", "bash")
    _, first, _, again = asyncio.run(_answers(demo_year.copy_to(tmp_path / "demo.db"), block * 2))
    for at, answer in enumerate((first, again)):
        done = {"run": {"name": "三季度"}, "repeated": at == 1, "errors": []}
        assert answer == {"data": {"keepRun": done}}


async def _answers(database: str, block: str) -> list[dict[str, object]]:
    """What a server with the demo data answers to the `curl` commands of a block, one after the other."""
    app = create_app(Settings(database=database))
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client,
        app.router.lifespan_context(app),
    ):
        answers, token = [], ""
        for command in pasted.commands(block):
            answer = await _answer(client, command, token)
            token = token or pasted.token_in(answer)
            answers.append(json.loads(answer))
        return answers


async def _answer(client: httpx.AsyncClient, command: str, token: str) -> str:
    asked = pasted.curl(command, token)
    return (await client.post(asked.address, headers=asked.headers, content=asked.body)).text


def test_the_program_that_subscribes_hears_of_the_change(
    tmp_path: Path, spawn: Callable[..., Process]
) -> None:
    asyncio.run(_followed(f"sqlite:///{tmp_path}/demo.db", tmp_path / "follow.py", spawn))


async def _followed(database: str, file: Path, spawn: Callable[..., Process]) -> None:
    page = ROOT / "docs/subscriptions.md"
    ((_, program),) = fences(page, "python")
    ((_, entering), (_, changing)) = fences(page, "bash")
    # The page enters for one of the 300 members of `make run`.
    await _demo(database)
    settings = Settings(port=0, database=database)
    async with serving(create_app(settings), settings) as port, httpx.AsyncClient(timeout=30) as client:
        file.write_text(program.replace(":8000", f":{port}"), encoding="utf-8")
        (enter,), (command,) = pasted.commands(entering), pasted.commands(changing)
        token = pasted.token_in(await _answer(client, enter.replace(":8000", f":{port}"), ""))
        follower = spawn(str(file), TOKEN=token)
        await asyncio.to_thread(follower.wait_for, "已订阅")
        for number in range(1, 100):
            # The server says nothing when it has begun to follow: the change is made until it is heard of.
            another = command.replace(":8000", f":{port}").replace("渔港", f"渔港{number}")
            assert '"errors":[]' in (await _answer(client, another, token))
            if heard := re.search(
                r"^修订 \d+：1 人总分有变\n(\S+)：([\d.]+) → ([\d.]+)$", follower.said, re.M
            ):
                break
        else:
            raise AssertionError(follower.said)
        assert Decimal(heard[3]) > Decimal(heard[2])


async def _demo(database: str) -> None:
    store = Store.open(database)
    upgrade(store.url)
    await fill(store)
    await open_accounts(store)
    await store.close()


def test_the_pages_name_no_file_that_is_not_there() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/adr/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_each_promise_of_security_is_held_by_a_test_that_is_there() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", page)
    assert len(named) > 20
    assert page.count("::test_") == len(named)
    for file, test in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {test}\(", text, re.MULTILINE), test
