"""The command line: which commands there are.

Exit codes: 0 done; 1 the data or the rules were refused; 2 the command was called wrongly; 130 interrupted.
"""

from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

import screen
from commands.ending import REFUSED, WRONG_CALL


class Listed(NamedTuple):
    """A command, or a group of them, that nobody has asked for yet: where it is, and its line of help."""

    module: str
    name: str
    line: str


COMMANDS = {
    "due": Listed("deadlines", "due", "列出还没有提交的记录：草稿和退回的，最先到期的在前。"),
    "timeliness": Listed(
        "deadlines", "timeliness", "一年里各部门录入各种类的及时情况：按期几条，补录几条，还没有提交几条。"
    ),
    "explain": Listed(
        "explain",
        "explain",
        "逐条说明一名委员的得分：记录、规则、出处、扣减，还能得什么；已关账的，照关账时的。",
    ),
    "statements": Listed(
        "statements",
        "statements",
        "给每名委员写一份说明：总分、名次、每一分的来由；已关账的，照关账时的。",
    ),
    "migrate": Listed("committee", "migrate", "建立数据库，或把表更新到这个版本；已是最新的，什么也不改。"),
    "recompute": Listed("committee", "recompute", "把一年全部重新记分。平时不必：每次改动都已重新记分。"),
    "backup": Listed(
        "backup", "backup", "备份数据库和上传的文件：一步做成，服务照常开着。密钥文件不在里面，另外存。"
    ),
    "restore": Listed(
        "backup", "restore", "从备份恢复数据库和上传的文件。先停下服务；现在的数据库留在旁边，不删。"
    ),
    "serve": Listed(
        "serving", "serve", "启动服务：GraphQL 在 /graphql。不写地址的只在本机监听；Ctrl-C 停止。"
    ),
    "demo-database": Listed(
        "serving",
        "demo_database",
        "建一个演示数据库：表、办法、编造的委员和记录，每个角色一个账号。已经有的只更新表、补上账号。",
    ),
    "score": Listed("score", "score", "按规则给履职记录记分、排名。"),
    "demo": Listed("demo", "demo", "写出一套演示数据：人名和记录都是编造的。"),
    "demo-year": Listed(
        "demo",
        "demo_year",
        "从头演一年：300 名委员、12 个部门，经接口录入、签到、审核、退回、归档、抽查、异议、请假、离任、"
        "退出。",
    ),
    "rules": Listed("rules", "app", "检查、验算、查看规则文件，加入数据库。"),
    "template": Listed("template", "app", "写出空白的登记表。"),
    "import": Listed("imports", "app", "把名册、记录导入数据库。"),
    "export": Listed("exports", "app", "把一年的名册、记录从数据库导出为工作簿。"),
    "records": Listed("records", "app", "录入、撤回履职记录。"),
    "connectors": Listed("connectors", "app", "接口：别的系统交来的提案、社情民意等。"),
    "mapping": Listed("mapping", "app", "对应表：本单位表格里的列、词、记号、表是什么；导入时自动用。"),
    # It adds its own to those of members.
    "members": Listed("carrying", "app", "人员管理：名册、录入、更新、离任、退出、换届。"),
    "terms": Listed("terms", "app", "届次的起止日期。"),
    "runs": Listed("committee", "runs_app", "留下来比较的记分结果。"),
    "years": Listed("years", "app", "关账、重新打开，列出关账以后的改动，重算核对。"),
    "workdays": Listed("deadlines", "workdays_app", "放假、调休的安排：录入的期限（履6）按它算。"),
    "committees": Listed("committees", "app", "政协：一个库里有哪些，各自的委员、记录、账号的数。"),
    "accounts": Listed("accounts", "app", "账号：登记、首次口令、重置、锁定、注销、登录情况。"),
    "rights": Listed("rights", "app", "权限：谁有什么角色，授予、收回。"),
    "database": Listed("checking", "app", "数据库本身：是否完好，能不能改。"),
    "audit": Listed("audit", "app", "改动记录：是否完整，另存一份。"),
    "keys": Listed("keys", "app", "密钥文件：换一把，或者原来的找不回来了。先停下服务。"),
    "jobs": Listed("jobs", "app", "后台任务：列出、做一遍到期的。"),
    "feedback": Listed("feedback", "app", "意见箱：列出、答复、导出。"),
    "review": Listed("review", "app", "审核：列出等着的，提交、通过、退回、归档；决定更正。"),
    "sample": Listed("sample", "app", "抽查已归档的记录：冻结名单、抽取、加抽、写检查结果、看结果。"),
    "objections": Listed("objections", "app", "异议：列出、受理、转办、答复。"),
}


class Commands(TyperGroup):
    """All commands; each is a line of help until it is called: to make all would cost more than most do."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, with the rest of the words."""
        if args[0] in COMMANDS:
            self.commands[args[0]] = made(args[0])
        return super().resolve_command(ctx, args)


@cache
def made(name: str) -> Any:
    """The command or group of that name, with all that its help tells."""
    listed = COMMANDS[name]
    found = getattr(import_module(f"commands.{listed.module}"), listed.name)
    around = typer.Typer(add_completion=False, callback=_only_listed)
    if isinstance(found, typer.Typer):
        around.add_typer(found, name=name, help=listed.line)
    else:
        around.command(name)(found)
    group = get_command(around)
    assert isinstance(group, TyperGroup)
    return group.commands[name]


def _only_listed() -> None:
    """What stands behind a line of help: it is never called."""


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="履职：给委员的履职记录记分、排名，并说明每一分的来由。",
)
for word, one in COMMANDS.items():
    app.command(word, help=one.line)(_only_listed)


def command() -> int:
    """Runs what the words of the command line say; a wrong call is answered in Chinese. The exit code."""
    try:
        return int(app(prog_name="luzhi", standalone_mode=False) or 0)
    except TyperException as wrong:
        screen.show_wrong_call(wrong)
        return WRONG_CALL
    except (ArithmeticError, RuntimeError, MemoryError) as fault:
        # Ours, not the caller's. Nothing was written; the data is no part of the message.
        screen.show_fault(fault)
        return REFUSED
