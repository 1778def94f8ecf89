"""What a list shows stands in its address: loaded anew it is the same, back undoes one choice after another,
and the address leads whoever has to sign in first to the same again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from models.store import Store
from services.actor import Actor
from services.committee.committees import term_of
from services.entry.form import OccasionForm, Present
from services.rights.role import Right
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.dashboard.test_rights_of_pages import GO, busy
from tests.dashboard.window import DESK, PHONE, Site, Window, site
from tests.prepared import prepared
from tests.schema.objecting import staff
from tests.services.accounts.holder import CODE, PASSWORD, served
from tests.services.accounts.office import Office, begin_now
from tests.services.committee_of_ten import RULE_SET, YEAR, add_member, desk

pytestmark = pytest.mark.anyio
SHOW = 'mutation { setRankVisibility(committee: "zhoushan", visibility: RANKING) { errors { code } } }'
# What a page shows in words and in its fields.
SHOWN = """() => [...document.querySelectorAll("main")].map((one) => [one.innerText,
  ...[...one.querySelectorAll("input:not([type=file])")].map((field) => field.value)].join("\\n")).join()"""
Way: TypeAlias = Literal["choose", "press", "switch", "tab", "write"]
MWC = Actor("委员工作委员会甲", "command", "委员工作委员会")
# A place in a list, which is a word that nobody can know before.
SOMEWHERE = "*"


@dataclass(frozen=True)
class Choice:
    """What is done with which control; what it makes of the address, a word that ends as empty; what is to be
    seen then, and what is not.
    """

    way: Way
    what: str
    value: str
    told: str
    there: str = ""
    gone: str = ""


def choose(what: str, value: str, told: str, there: str = "", gone: str = "") -> Choice:
    return Choice("choose", what, value, told, there, gone)


def press(what: str, told: str, there: str = "", gone: str = "") -> Choice:
    return Choice("press", what, "", told, there, gone)


def switch(value: str, told: str, there: str = "", gone: str = "") -> Choice:
    return Choice("switch", "", value, told, there, gone)


def tab(what: str, told: str, there: str = "", gone: str = "") -> Choice:
    return Choice("tab", what, "", told, there, gone)


def write(what: str, value: str, told: str, there: str = "", gone: str = "") -> Choice:
    return Choice("write", what, value, told, there, gone)


NEXT = press("下一页", f"after={SOMEWHERE}")
BEFORE = press("上一页", f"after=&before={SOMEWHERE}")
# Of 2022: a survey of the first two, approved, a meeting and an inspection that wait for review, all late; an
# objection, an item and a paper; 75 members of ten names, by turns of 科技 and of 经济.
RECORDS = [
    choose("种类", "专委会会议", "kind=专委会会议", "提案工作", "海岛"),
    choose("状态", "待审核", "state=SUBMITTED", "提案工作"),
    press("只看补录的", "late=1", "没有符合的记录"),
]
LISTS: dict[str, dict[str, list[Choice]]] = {
    "委员工作委员会": {
        "desk/ranking": [
            choose("身份", "常委", "in.身份=常委", "004", "002"),
            choose("范围", "按界别排名", "scope=界别", "004", "002"),
            press("活动", "node=activity", "004", "002"),
        ],
        "desk/ranking?scope=全体": [NEXT, BEFORE],
        "desk/occasions": [*RECORDS, write("题目", "没有", "search=没有", "没有符合的记录", "提案工作")],
        "desk/occasions?search=": [
            write("日期", "2022-03-01/2022-03-31", "since=2022-03-01&until=2022-03-31", "海岛", "提案工作")
        ],
        "desk/works": [choose("状态", "草稿", "state=DRAFT"), write("题目", "桥", "search=桥")],
        "desk/review": [press("专委会会议 1", "kind=专委会会议", "提案工作", "防汛")],
        "desk/objections": [
            choose("办到哪一步", "已答复", "state=ANSWERED", "没有异议：", "1 号"),
            press("只看过期的", "overdue=1", "没有异议："),
        ],
        "desk/rules": [
            press("只看 2022 年", "only=1", "2022年示例"),
            press("草稿", "state=DRAFT", "没有这样的版本"),
        ],
        "desk/statistics": [
            switch("分数", "value=POINTS", "赵一"),
            switch("委员和办法各项", "view=NODE", "赵一"),
            write("查委员", "钱二", "search=钱二", "钱二", "赵一"),
            switch("逐月和部门", "view=MONTHS", "逐月"),
        ],
        "desk/statistics?view=KIND": [NEXT, BEFORE],
        "desk/results": [switch("分析", "view=ANALYSES", "综合分析和建议")],
        "desk/people": [
            choose("身份", "常委", "in.身份=常委", "004", "002"),
            choose("哪一份名册", "全部名册", "term=本届&in.身份=", "赵一"),
            write("姓名、拼音首字母或编号", "钱二", "search=钱二", "钱二", "赵一"),
        ],
        "desk/people?term=": [NEXT, BEFORE],
        "desk/import": [switch("委员名册", "of=members", "空白的委员名册")],
    },
    "办公室": {
        "desk/opinions": [
            choose("到哪一步", "不论哪一步", "state=ALL", "海岛停车难"),
            choose("关注重点", "群众关注的热点", "area=livelihood", "海岛停车难"),
            choose("缓急", "特急", "urgency=at_once", "没有信息：", "海岛停车难"),
            press("只看过期的", "overdue=1", "没有信息："),
            write("里面的字词", "桥", "search=桥", "没有写着这些字词的信息"),
        ],
        "desk/papers": [choose("到哪一步", "已签发", "state=SIGNED", "2 号", "1 号")],
        "desk/handling": [
            choose("哪个单位", "市交通运输局", "unit=市交通运输局", "码头停车难"),
            choose("到哪一步", "已签收", "state=RECEIVED", "没有：", "码头停车难"),
            press("只看过期的", "overdue=1", "没有："),
        ],
        "desk/calls": [choose("到哪一步", "征集中", "state=OPEN", "没有约稿")],
        "desk/contact-points": [choose("哪些联系点", "全部", "which=ALL", "没有联系点")],
        "desk/leads": [choose("到哪一步", "已搁置", "state=ASIDE", "没有线索")],
        "desk/accounts": [
            choose("角色", "专门委员会", "role=专门委员会", "专门委员会甲", "办公室甲"),
            choose("部门", "提案委员会", "department=提案委员会", "专门委员会甲"),
            choose("状态", "注销", "state=CLOSED", "没有符合的账号", "专门委员会甲"),
            write("姓名或账号编号", "办公室", "search=办公室", "没有符合的账号"),
        ],
    },
    "审计管理员": {
        "desk/trail": [
            choose("做了什么", "授予", "action=grant", "授予", "登记账号"),
            choose("对什么", "账号", "entity=account"),
            write("到哪天为止", "2000-01-01", "until=2000-01-01", "没有符合的操作记录"),
            write("从哪天起", "1999-01-01", "since=1999-01-01"),
            write("对哪一个，编号", "4", "number=4"),
            write("谁做的，账号编号", "3", "actor=3"),
            write("代表哪个部门", "办公室", "department=办公室"),
            write("关于谁，账号编号", "2", "about=2"),
            write("关于谁，委员编号", "001", "member=001"),
        ],
    },
    "信息员": {
        "me/opinions": [write("找自己写过的", "海岛", "search=海岛", "海岛停车难", "另一件事")],
    },
    "委员": {
        "me/entries": [press("活动 2", "node=activity", "海岛")],
        "me/ranking": [NEXT, BEFORE],
    },
}


async def stocked(store: Store) -> Office:
    """A busy office with so many members that lists have two pages, and with records that wait."""

    async def filled(anew: Store) -> Office:
        found = await busy(anew)
        async with unit_of_work(anew, CODE, MWC, right=Right.ENROL) as unit:
            term = await term_of(unit, None, RULE_SET.end)
            for at in range(10, 75):
                unit.note("add", "membership", await add_member(unit, term, at))
            await Live(Boards()).recompute(unit, YEAR)
        by = Actor("专门委员会甲", "command", "提案委员会")
        for kind, title, at in (("专委会会议", "提案工作", 5), ("视察", "防汛", 6)):
            form = OccasionForm(title=title, day=date(2022, at, 1), participants=[Present(found.members[:1])])
            await desk(anew, actor=by).enter(CODE, YEAR, kind, form, "submitted")
        async with served(anew) as http:
            told = await staff(found, http, "委员工作委员会").ask(SHOW)
            assert told == {"data": {"setRankVisibility": {"errors": []}}}
        return found

    found = await prepared(store, "a stocked office", filled)
    await begin_now(store)
    return found


async def do(page: Page, choice: Choice) -> None:
    """What somebody does with the control."""
    main = page.get_by_role("main")
    if choice.way == "press":
        await main.get_by_role("button", name=choice.what).first.click()
    elif choice.way == "tab":
        await main.get_by_role("tab", name=choice.what).click()
    elif choice.way == "switch":
        await main.locator(".ant-segmented-item").filter(has_text=choice.value).click()
    elif choice.way == "choose":
        field = page.get_by_label(choice.what, exact=True)
        await main.locator(".ant-select").filter(has=field).click()
        if await field.is_editable():
            await field.press_sequentially(choice.value)
        await page.locator(".ant-select-item-option:visible").filter(has_text=choice.value).first.click()
        # What has the focus is told twice, to who sees and to who does not.
        await field.blur()
    else:
        fields = await main.get_by_label(re.compile(f"^{choice.what}")).all()
        for field, value in zip(fields, choice.value.split("/"), strict=True):
            await field.fill(value)
            await field.press("Enter")


def told_by(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def after(told: dict[str, str], choice: Choice, url: str) -> dict[str, str]:
    """What the address says after a choice; of a place that nobody knows, what it says there."""
    changed = told | dict(parse_qsl(choice.told, keep_blank_values=True))
    known = {
        name: told_by(url).get(name, "") if value == SOMEWHERE else value for name, value in changed.items()
    }
    return {name: value for name, value in known.items() if value}


async def walk(window: Window, path: str, choices: list[Choice]) -> tuple[str, str]:
    """Chooses, loads the list anew, goes back to its beginning; where it was and what it showed."""
    page = window.page
    await page.evaluate(GO, f"/{path}{'&' if '?' in path else '?'}year={YEAR}")
    await window.whole()
    shown = [(page.url, await page.evaluate(SHOWN))]
    for choice in choices:
        before = page.url
        await do(page, choice)
        await expect(page).not_to_have_url(before)
        await window.whole()
        assert told_by(page.url) == after(told_by(before), choice, page.url), choice
        seen = await page.evaluate(SHOWN)
        assert choice.there in seen, choice
        assert choice not in (NEXT, BEFORE) or seen != shown[-1][1], choice
        assert not choice.gone or choice.gone not in seen, choice
        shown.append((page.url, seen))
    await page.reload()
    await window.whole()
    assert (page.url, await page.evaluate(SHOWN)) == shown[-1]
    for url, seen in reversed(shown[:-1]):
        await page.go_back()
        await page.wait_for_url(url)
        await window.whole()
        assert (path, await page.evaluate(SHOWN)) == (path, seen)
    return shown[-1]


@pytest.mark.parametrize("role", LISTS)
async def test_what_a_list_shows_stands_in_its_address(
    browser: Browser, sqlite_store: Store, role: str
) -> None:
    found = await stocked(sqlite_store)
    width, home = (PHONE, "/me") if role in ("委员", "信息员") else (DESK, "/desk")
    async with site(browser, sqlite_store) as at:
        async with at.window(width) as window:
            await window.enter(found.phones[role])
            await window.open(home)
            for path, choices in LISTS[role].items():
                last = await walk(window, path, choices)
        await comes_after_signing_in(at, width, found.phones[role], *last)


async def comes_after_signing_in(at: Site, width: int, phone: str, url: str, shown: str) -> None:
    """Whoever is sent the address signs in, and sees the same."""
    async with at.window(width) as window:
        page = window.page
        await page.goto(url)
        await page.wait_for_url("**/sign-in")
        await page.get_by_label("用户名").fill(phone)
        await page.get_by_label("密码", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="登录").click()
        await page.wait_for_url(url)
        await window.whole()
        assert await page.evaluate(SHOWN) == shown
