"""`make pictures`: the pictures of the README and of the help, of the demo in the browser of the tests."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from models.store import Store
from services.demo_accounts import PASSWORD, user_name_of
from tests.dashboard.chromium import running
from tests.dashboard.window import DESK, PHONE, Window, site

DEMO = Path("build/demo/luzhi.db").absolute()
FOLDER = Path("dashboard/help/pictures")
MOST_BYTES = 200_000
# Whose page, where, how wide, and the name of the picture.
TAKEN = (
    ("结果查阅", "/desk/ranking?year=2022", DESK, "ranking.png"),
    ("委员", "/me?year=2022", PHONE, "me.png"),
    ("委员工作委员会", "/desk/results?year=2022", DESK, "results.png"),
    ("专门委员会", "/desk/enter/occasion?year=2022", DESK, "enter.png"),
    ("办公室", "/desk/opinions", DESK, "opinions.png"),
    ("办公室", "/desk/opinion-analysis", DESK, "opinion-analysis.png"),
    ("承办单位", "/desk/handling", PHONE, "handling.png"),
    ("系统管理员", "/desk/accounts", DESK, "accounts.png"),
    ("信息员", "/me/opinions", PHONE, "own-opinions.png"),
)


async def take() -> None:
    """Writes them; raises where one is larger than what a page should weigh."""
    FOLDER.mkdir(exist_ok=True)
    store = Store.open(f"sqlite:///{DEMO}")
    with TemporaryDirectory() as folder:
        async with running(Path(folder)) as browser, site(browser, store) as at:
            for role, path, width, name in TAKEN:
                async with at.window(width) as window:
                    await window.sign_in(user_name_of(role), PASSWORD)
                    await window.open(path)
                    await _whole(window)
                    await window.page.screenshot(path=FOLDER / name)
                size = (FOLDER / name).stat().st_size
                print(f"{FOLDER / name}: {size:,} bytes")
                if size > MOST_BYTES:
                    sys.exit(f"{name} is larger than {MOST_BYTES:,} bytes")
    await store.close()


async def _whole(window: Window) -> None:
    """Waits until a page has all that it asked for."""
    await window.page.wait_for_load_state("networkidle")
    await window.page.wait_for_function("!document.querySelector('.ant-skeleton, .ant-spin-spinning')")


if __name__ == "__main__":
    asyncio.run(take())
