"""Each page of the desk, opened as each role: no page asks the server for what its role may not see.

Who lands where and sees what: the table of the dashboard's brief, and `services/rights/roles.yaml`.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from dashboard.building import HERE
from models.store import Store
from resolvers.global_id import encode
from services.rights.role import roles
from tests.dashboard.asked import Asked
from tests.dashboard.test_desk import through_the_menu
from tests.dashboard.test_objections_desk import raised
from tests.dashboard.window import Window, site
from tests.prepared import prepared
from tests.schema.handing import handed, hands
from tests.schema.opining import of_role, submitted
from tests.schema.papering import accepted, begun
from tests.services.accounts.holder import served
from tests.services.accounts.office import Office, office

pytestmark = pytest.mark.anyio
# Every address of `pages.tsx`, and what the page is called.
PAGES = {
    "today": "工作台",
    "ranking": "履职排名",
    "occasions": "会议活动",
    "works": "作品",
    "review": "审核",
    "import": "导入",
    "objections": "异议",
    "opinions": "社情民意",
    "papers": "编发审签",
    "paper/:number": "一份编发稿",
    "calls": "约稿",
    "contact-points": "联系点",
    "leads": "线索",
    "opinion-plan": "信息计划",
    "handling": "转办办理",
    "handling/:number": "一件转办",
    "ratings": "评价",
    "published": "公开的信息",
    "leaves": "请假",
    "rules": "规则管理",
    "statistics": "统计",
    "overview": "概览",
    "screen": "大屏",
    "results": "结果与通报",
    "opinion-analysis": "民情分析",
    "opinion-appraisal": "信息评选",
    "people": "委员信息",
    "samples": "抽查",
    "trail": "操作记录",
    "accounts": "权限与账号",
    "arrangements": "本会设置",
    "posts": "审签职务",
    "notices": "通知",
    "batch/:number": "一批记录",
    "rules/:version": "一版办法",
    "carry-over": "换届",
    "check-in/:record": "签到",
    "enter/:form": "录入",
    "member/:number": "委员详情",
}
READ = ["履职排名", "会议活动", "作品"]
RESULTS = ["统计", "概览", "结果与通报", "民情分析"]
MENUS: dict[str, list[str]] = {
    "系统管理员": ["权限与账号", "本会设置"],
    "安全管理员": ["权限与账号", "本会设置", "审签职务"],
    "审计管理员": ["操作记录", "权限与账号", "本会设置"],
    "委员工作委员会": [
        "工作台",
        *READ,
        "审核",
        "导入",
        "异议",
        "信息计划",
        "公开的信息",
        "请假",
        "规则管理",
        *RESULTS,
        "委员信息",
        "抽查",
        "本会设置",
    ],
    "办公室": [
        "工作台",
        *READ,
        "审核",
        "异议",
        "社情民意",
        "编发审签",
        "约稿",
        "联系点",
        "线索",
        "信息计划",
        "转办办理",
        "评价",
        "公开的信息",
        "民情分析",
        "信息评选",
        "请假",
        *RESULTS[:3],
        "权限与账号",
        "本会设置",
    ],
    "专门委员会": ["工作台", *READ, "审核", "异议", "信息计划", "公开的信息", "请假", *RESULTS, "委员信息"],
    "大会发言组": ["工作台", *READ, "审核", "异议", "信息计划", "公开的信息", *RESULTS],
    "结果查阅": ["概览", *READ, "公开的信息", "统计", "结果与通报", "民情分析"],
    "签批领导": ["编发审签", "公开的信息", "请假"],
    "运维": [],
    "信息员": [],
    "承办单位": ["转办办理"],
    "委员": [],
    "没有角色": [],
}
# Who reads the results may look at the other pages as well, save where nobody else is answered.
READERS = {"委员工作委员会", "办公室", "专门委员会", "大会发言组", "结果查阅"}
GUARDED = {
    *("异议", "社情民意", "信息评选", "编发审签", "一份编发稿", "约稿", "联系点", "线索", "信息计划"),
    *("转办办理", "一件转办", "评价"),
    *("请假", "操作记录", "权限与账号", "本会设置", "审签职务", "换届"),
}
# Pages that no menu shows, by one that the menu shows to the same.
BELOW = {"一份编发稿": "编发审签", "一件转办": "转办办理", "换届": "导入"}
# What is asked whoever looks, on whatever page: who is signed in.
ALWAYS = {"Viewer"}
GO = "path => history.pushState(null, '', path)"


async def busy(store: Store) -> Office:
    """An office with an objection, an item, a paper and what a unit handles, each the first, for what opens
    them.
    """

    async def filled(anew: Store) -> Office:
        found = await office(anew)
        await raised(anew, found)
        async with served(anew) as http:
            author, staff = of_role(http, found, "信息员"), of_role(http, found, "办公室")
            await submitted(author)
            await begun(staff, await accepted(author, staff, title="另一件事"))
            await handed(await hands(anew, http, found), title="转办的")
        return found

    return await prepared(store, "a busy office", filled)


def addresses(found: Office) -> list[tuple[str, str]]:
    """The pages that lead to what is there, each with its title; some with a part or a drawer of theirs."""
    record, member = encode("Record", found.record), encode("Member", found.members[0])
    version = encode("RuleSetVersion", 1)
    given = {"batch/:number": "batch/1", "member/:number": "member/001", "enter/:form": "enter/occasion"}
    given |= {
        "paper/:number": "paper/1",
        "handling/:number": "handling/1",
        "rules/:version": f"rules/{version}",
        "check-in/:record": f"check-in/{record}",
    }
    more = [
        *(f"occasions?record={record}", f"people?person={member}", "enter/work", "results?view=BULLETIN"),
        *(f"statistics?cell={member}%20调研", "statistics?view=MONTHS", "statistics?view=TIMELINESS"),
        *(f"rules/{version}?part=differences", f"rules/{version}?part=simulation"),
        *("rules?part=interpretations", "rules?part=closings", "accounts?account=2", "trail?about=2"),
        *("objections?number=1", "opinions?number=1", "ranking?node=activity"),
    ]
    titles = {given.get(path, path): title for path, title in PAGES.items()}
    titles["enter/work"] = titles["enter/occasion"]
    return [*titles.items(), *((path, titles[path.split("?")[0]]) for path in more)]


def test_every_page_is_asked_for() -> None:
    found = re.findall(r"path: '/desk/([^']+)', title: '([^']+)'", (HERE / "src/desk/pages.tsx").read_text())
    assert dict(found) == PAGES
    assert {*MENUS} == {*roles(), "没有角色"}


async def menu_of(window: Window) -> list[str]:
    """The titles in the menu, in their order; without those behind which others stand."""
    items = window.page.get_by_role("navigation", name="页面").get_by_role("menuitem")
    return [title for title in await items.all_inner_texts() if title.strip() not in ("", "千岛议家", "更多")]


@pytest.mark.parametrize("role", MENUS)
async def test_no_page_asks_for_what_a_role_may_not_see(
    browser: Browser, sqlite_store: Store, role: str
) -> None:
    found = await busy(sqlite_store)
    menu = MENUS[role]
    async with site(browser, sqlite_store) as at, at.window() as window:
        page, asked = window.page, Asked.of(window)
        await window.enter(found.phones[role])
        await window.open("/desk")
        await window.whole()
        assert await menu_of(window) == menu
        for title in menu[:1]:
            await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
            await through_the_menu(window, menu[-1])
        if not menu:
            await expect(page.get_by_text("谁都可以")).to_be_visible()
        assert (await asked.take())[1] == []
        for path, title in addresses(found):
            await page.evaluate(GO, f"/desk/{path}")
            await window.whole()
            theirs = BELOW.get(title, title) in (*menu, "通知")
            allowed = theirs or (role in READERS and title not in GUARDED)
            refusal = page.get_by_text(f"这一页不归您看：{title}")
            assert (path, await refusal.count()) == (path, 0 if allowed else 1)
            names, refused = await asked.take()
            # A paper waits for its editor: nobody is to sign it yet.
            absent = ["OpinionPaper NOT_FOUND"] if (path, role) == ("paper/1", "签批领导") else []
            assert (path, refused) == (path, absent)
            assert allowed or {*names} <= ALWAYS, (path, names)
