"""What the members' pages are built to: old browsers read it, and it is small."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, OperationType, parse
from playwright.async_api import Browser, Response

from dashboard.building import BUILT, HERE
from dashboard.operations import texts
from models.store import Store
from resolvers.global_id import encode
from tests.dashboard.chromium import INSTALLED
from tests.dashboard.window import PHONE, site
from tests.schema.objecting import member
from tests.schema.opining import SAVE, WRITTEN
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import YEAR

pytestmark = pytest.mark.anyio
# KB over the line at the first visit, packed as gzip.
MOST = 300_000
PARSE = """import { parse } from 'acorn'
import { readFileSync } from 'node:fs'
const ecmaVersion = Number(process.argv[2])
parse(readFileSync(process.argv[1], 'utf8'), { ecmaVersion, sourceType: 'module' })"""
# Chrome 69 drops the rule, or the declaration; where it would only look plainer, it is not listed.
STYLES = re.compile(
    r":where|:is\(|:has\(|:focus-visible|@layer|color-mix|backdrop-filter|aspect-ratio|\ddvh|\ddvw"
    r"|clamp\(|\bmin\(|\bmax\(|(?<![\w-])inset|overflow:\s*clip|(?<![\w-])gap:|prefers-color-scheme"
)
# What Chrome 69 does not have, and no compiler brings.
CALLS = re.compile(
    r"\bglobalThis\b|\bfromEntries\b|\.at\(|\breplaceAll\b|\bstructuredClone\b|\bfindLast|\bListFormat\b"
    r"|\breplaceChildren\b|\ballSettled\b|\brandomUUID\b|\badoptedStyleSheets\b|\bhasOwn\b|\bdangerouslySet"
)


def built(suffix: str) -> list[Path]:
    found = sorted((BUILT / "me").glob(f"*.{suffix}"))
    assert found, "the pages are not built; cure: make pages"
    return found


def parsed(script: Path, edition: int) -> int:
    """Whether the script is of an edition of the language: 0 where it is."""
    words = ["node", "--input-type=module", "--eval", PARSE, str(script), str(edition)]
    return subprocess.run(words, cwd=INSTALLED, capture_output=True, timeout=60).returncode


@pytest.mark.parametrize("script", [path.name for path in (BUILT / "me").glob("*.js")] or ["not built"])
def test_scripts_are_of_2018(script: str) -> None:
    assert parsed(built("js")[0].parent / script, 2018) == 0


def test_a_newer_script_would_be_seen(tmp_path: Path) -> None:
    newer = tmp_path / "newer.js"
    newer.write_text("a?.b")
    assert (parsed(newer, 2018), parsed(newer, 2020)) == (1, 0)


def test_style_sheets_hold_nothing_that_chrome_69_drops() -> None:
    for sheet in built("css"):
        assert STYLES.findall(sheet.read_text("utf-8")) == [], sheet.name


def test_our_sources_call_nothing_that_chrome_69_lacks() -> None:
    sources = [path for folder in ("me", "shared") for path in (HERE / "src" / folder).rglob("*.ts*")]
    assert len(sources) > 20
    for source in sources:
        assert CALLS.findall(source.read_text("utf-8")) == [], source.name


def test_nothing_of_the_desk_is_in_a_members_page() -> None:
    for source in (HERE / "src/me").rglob("*.ts*"):
        assert re.findall(r"from '(antd|@ant-design|echarts|dayjs|\.\./\.\./desk)", source.read_text()) == []


async def test_the_first_visit_is_light(browser: Browser, sqlite_store: Store) -> None:
    found = await office(sqlite_store)
    answers: list[Response] = []
    async with site(browser, sqlite_store) as at, at.window(PHONE) as window:
        await window.enter(found.phones["委员"])
        # A context of its own has nothing kept; the cookie of who has signed in goes with it.
        context = await browser.new_context(storage_state=await window.page.context.storage_state())
        try:
            page = await context.new_page()
            page.on("response", lambda answer: answers.append(answer))
            await page.goto(at.address + "/me", wait_until="networkidle")
            await page.get_by_text("2022 年总分").wait_for()
            sizes = [await answer.request.sizes() for answer in answers]
        finally:
            await context.close()
    carried = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert len(answers) > 4
    assert 50_000 < carried <= MOST


async def test_a_member_may_ask_for_all_that_the_pages_ask_for(store: Store) -> None:
    found = await office(store)
    given = {"year": YEAR, "first": 50, "id": encode("Record", found.record), "number": 1}
    asked = 0
    async with served(store) as http:
        assert (await member(found, http).change(SAVE, input=WRITTEN))["errors"] == []
        for name, text in texts().items():
            (operation,) = [
                one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)
            ]
            if name.startswith("Own") and operation.operation is OperationType.QUERY:
                taken = {one.variable.name.value for one in operation.variable_definitions or ()}
                answer = await member(found, http).ask(
                    text, **{key: value for key, value in given.items() if key in taken}
                )
                wrong = [one["extensions"]["code"] for one in answer.get("errors", ())]
                # The ranking is asked for only where the committee shows it.
                assert wrong == (["FORBIDDEN"] if name == "OwnRanking" else []), (name, answer)
                asked += 1
    assert asked == 15
