"""Every command: by which right it is given, with what it is told, or why it asks for no person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.commands.office import RULES, Office
from tests.commands.test_deadlines import OFF

NEXT = RULES.replace("citation: 第一条", "citation: 第二条")
# Of those that say who gives them, the right that it takes.
NEEDS = {
    **dict.fromkeys(("import members", "import records", "mapping set", "mapping add"), "import"),
    **dict.fromkeys(("records enter", "records attend", "records withdraw", "review submit"), "enter"),
    **dict.fromkeys(("review approve", "review return", "review archive", "review correction"), "review"),
    **dict.fromkeys(("connectors add", "connectors end"), "grant"),
    "connectors take": "enter",
    "export members": "disclose",
    **dict.fromkeys(("terms set", "workdays set", "rights ranks"), "arrange"),
    **dict.fromkeys(("recompute", "runs keep"), "score"),
    **dict.fromkeys(("years close", "years reopen"), "close"),
    **dict.fromkeys(("rules draft", "rules change", "rules copy", "rules simulate"), "draft"),
    **dict.fromkeys(("rules submit", "rules return", "rules withdraw"), "draft"),
    **dict.fromkeys(("rules add", "rules publish"), "publish"),
    **dict.fromkeys(("accounts register", "accounts reset", "accounts lock"), "accounts"),
    **dict.fromkeys(("accounts unlock", "accounts close", "accounts policy"), "accounts"),
    **dict.fromkeys(("rights grant", "rights revoke", "rights hand-over"), "grant"),
    **dict.fromkeys(("members enter", "members leave", "members return"), "enrol"),
    **dict.fromkeys(("members exit", "members carry-over"), "enrol"),
    "members change": "keep",
    **dict.fromkeys(("sample frame", "sample draw", "sample extend", "sample findings"), "examine"),
    **dict.fromkeys(("objections accept", "objections pass", "objections answer"), "answer_objections"),
    **dict.fromkeys(("feedback list", "feedback answer", "feedback export"), "operate"),
    "feedback show": "disclose",
}
# Those that ask for no person. Who gives them works on files of their own;
ON_FILES = {
    *("score", "demo", "rights roles", "template members", "template records"),
    *("rules lint", "rules test", "rules show", "rules print", "rules conformance"),
}
# or reads the database as its operator, who can open the file as well (ADR 0033);
READING = {
    *("due", "timeliness", "explain", "statements", "export records", "sample results"),
    *("rules versions", "rules text", "rules diff", "rules notes", "connectors list"),
    *("mapping show", "mapping export", "members list", "members history", "terms list"),
    *("years late", "years verify", "years show", "workdays show", "accounts list", "accounts sessions"),
    *("rights list", "database check", "audit verify", "audit names", "jobs list", "committees list"),
}
# or keeps the database up, as its operator; none tells of a person, or changes what the Office wrote.
OPERATING = {
    *("migrate", "backup", "restore", "serve", "demo-database", "demo-year"),
    *("database sweep", "audit ship", "jobs run"),
}


def commands(of: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every command of a group, with the words by which it is called."""
    below = getattr(of, "commands", {})
    for name, one in below.items():
        yield from commands(one, (*path, name))
    if not below:
        yield " ".join(path), of


def writing(office: Office) -> dict[str, tuple[str, ...]]:
    """Every command that says who gives it, with what it is told to change or take out data."""
    roster, records = str(office.folder / "名册.xlsx"), str(office.folder / "记录.xlsx")
    (office.folder / "名单.txt").write_text("张三、李四", encoding="utf-8")
    (office.folder / "交来.json").write_text("{}", encoding="utf-8")
    names = str(office.folder / "名单.txt")
    rules, mapping = str(next_measure(office)), str(marks(office))
    return {
        "import members": (roster, "--year", "2022"),
        "import records": (records, "--year", "2022"),
        "records enter": ("专委会会议", "2022-05-01", "会", "--names", names),
        "records attend": ("3", names),
        "records withdraw": ("1", "--reason", "录错了"),
        "connectors add": ("tian", "--department", "办公室"),
        "review submit": ("1",),
        "review approve": ("1",),
        "review return": ("1", "--reason", "缺签到表"),
        "review archive": ("1",),
        "review correction": ("1", "通过"),
        "mapping set": (mapping,),
        "mapping add": (mapping,),
        "export members": (str(office.folder / "导出.xlsx"), "--year", "2022", "--phones"),
        "terms set": ("第八届",),
        "workdays set": ("2027", "--source", "国办发明电", *OFF),
        "recompute": ("--year", "2022"),
        "runs keep": ("一季度", "--year", "2022"),
        "years close": ("--year", "2022"),
        "years reopen": ("--year", "2022", "--reason", "更正"),
        "rules add": (rules, "--committee", "mou"),
        "rules draft": (rules,),
        "rules change": ("v1", rules),
        "rules copy": ("--from", "v1", "--to", "2023"),
        "rules simulate": ("v1",),
        "rules submit": ("v1",),
        "rules return": ("v1",),
        "rules publish": ("v1",),
        "rules withdraw": ("v1", "--reason", "有误"),
        "accounts register": ("周五", "--phone", "13905800009"),
        "accounts reset": ("4",),
        "accounts lock": ("4",),
        "accounts unlock": ("4",),
        "accounts close": ("4",),
        "accounts policy": ("--second-factor", "off"),
        "rights grant": ("4", "审计管理员"),
        "rights revoke": ("4",),
        "rights hand-over": ("4", "2", "--reason", "调离"),
        "rights ranks": ("ranking",),
        **{f"members {name}": words for name, words in of_members(office).items()},
        "connectors take": ("tian", str(office.folder / "交来.json")),
        "connectors end": ("tian",),
        "sample frame": ("--year", "2022"),
        "sample draw": ("1", "--size", "1", "--digits", "甲=1", "--digits", "乙=2"),
        "sample extend": ("1", "--size", "2"),
        "sample findings": ("1", "--record", "1"),
        "objections accept": ("1", "--version", "1"),
        "objections pass": ("1", "不是", "--version", "1"),
        "objections answer": ("1", "不成立", "没有错", "--version", "1"),
        "feedback list": (),
        "feedback show": ("1",),
        "feedback answer": ("1", "办结", "好", "--version", "1"),
        "feedback export": (str(office.folder / "意见.xlsx"),),
    }


def next_measure(office: Office) -> Path:
    """The file of a measure that is not in force yet."""
    path = office.folder / "新办法.yaml"
    path.write_text(NEXT, encoding="utf-8")
    return path


def marks(office: Office) -> Path:
    """The file of a mapping."""
    path = office.folder / "对应表.yaml"
    path.write_text('记号:\n  "◎": 出席\n', encoding="utf-8")
    return path


def of_members(office: Office) -> dict[str, tuple[str, ...]]:
    """The same of those that change members."""
    (office.folder / "连任.txt").write_text("W1\n", encoding="utf-8")
    why = ("--reason", "工作变动")
    return {
        "enter": ("W9", "赵六"),
        "change": ("W1", "--set", "界别=科技"),
        "leave": ("W1", "--day", "2022-06-30", *why),
        "return": ("W1", "--number", "W1-2", "--day", "2022-09-01", *why),
        "exit": ("W1", *why),
        "carry-over": ("本届", "下届", "--list", str(office.folder / "连任.txt")),
    }


def reading(office: Office) -> dict[str, tuple[str, ...]]:
    """Every command that only reads, with what it shows of an office whose year is closed, with a draft of
    the next measure and a sample.
    """
    year, out = ("--year", "2022"), str(office.folder / "已读")
    return {
        **dict.fromkeys(("due", "connectors list", "mapping show", "members list", "terms list"), ()),
        **dict.fromkeys(("rules versions", "workdays show", "accounts list", "rights list"), ()),
        **dict.fromkeys(("database check", "audit verify", "audit names", "jobs list"), ()),
        **dict.fromkeys(("timeliness", "rules notes", "years late", "years verify", "years show"), year),
        "committees list": year,
        **dict.fromkeys(LISTED, ("--as", office.by)),
        "explain": ("W1", *year),
        "statements": (*year, "--out", f"{out}明细", "--as", office.by),
        "export records": (f"{out}记录.xlsx", *year),
        "sample results": ("1",),
        "rules text": ("v1",),
        "rules diff": ("v1", "v2"),
        "mapping export": (f"{out}对应表.yaml",),
        "members history": ("W1",),
        "accounts sessions": ("1",),
    }


# The bootstrap asks no account; of the keys, which are of all committees, see tests/commands/test_keys.py.
# What only prints who issues it changes nothing.
KEEPERS = {"accounts first", "keys rotate", "keys lost"}
PRINTED = {"score", "statements"}
# Whose queue it is: it changes nothing.
LISTED = {"review list", "objections list"}


def commands_with_a_name(of: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Every command that takes `--as`."""
    for name, one in getattr(of, "commands", {}).items():
        yield from commands_with_a_name(one, (*path, name))
    if any("--as" in parameter.opts for parameter in of.params):
        yield " ".join(path)
