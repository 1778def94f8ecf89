"""The terminal: where a command's answer goes and where its complaints, and how it fails there."""

import re
from collections.abc import Collection

from rich.console import Console
from rich.table import Table
from typer.exceptions import TyperException

output = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
# What Typer says of a wrong call, in its own order of looking, and how we say it.
_IN_CHINESE = (
    (r"valid integer|as an integer", "应为整数"),
    (r"valid number|as a number", "应为数"),
    (r"valid boolean", "应为 true 或 false"),
    (r"greater than or equal to (\S+)", r"不能小于 {}"),
    (r"less than or equal to (\S+)", r"不能大于 {}"),
    (r"does not match the format", "日期写成 2022-04-10 这样"),
    (r"[Gg]ot unexpected extra arguments?(?:\(s\))? \((.*)\)", "多写了 {}"),
    (r"Option '?(.*?)'? does not take a value", "选项 {} 后面不带值"),
    (r"Option '?(.*?)'? requires", "选项 {} 缺少值"),
    (r"No such command '(.*?)'", "没有这个命令：{}"),
    (r"does not exist", "没有这个文件"),
    # What was written stands before it, whatever it holds.
    (r".*\bis not one of (.*)\.$", "写 {}"),
    (r".*\bis not '(.*)'\.$", "写 {}"),
)


def say(text: str) -> None:
    """A line of the answer."""
    output.print(text, markup=False, soft_wrap=True)


def table(*headers: str, whole: Collection[str] = (), right: Collection[str] = ()) -> Table:
    """A table of the answer without rows. Nothing is cut: a long text is folded, but in columns that stay
    `whole`; those of numbers stand on the `right`.
    """
    made = Table()
    for header in headers:
        made.add_column(
            header,
            justify="right" if header in right else "left",
            no_wrap=header in whole,
            overflow="fold",
        )
    return made


def show_wrong_call(wrong: TyperException) -> None:
    """What is wrong with how the command was called, on stderr; without arguments, the help."""
    context = getattr(wrong, "ctx", None)
    option = getattr(wrong, "option_name", None)
    parameter = getattr(wrong, "param", None)
    name = parameter.get_error_hint() if parameter is not None else ""
    match type(wrong).__name__:
        case "NoArgsIsHelpError":
            errors.print(wrong.format_message(), markup=False)
            return
        case "NoSuchOption":
            known = getattr(wrong, "possibilities", None) or []
            text = f"没有选项 {option}" + (f"，也许是 {'、'.join(known)}" if known else "")
        case "MissingParameter":
            text = f"缺少 {name}"
        case "BadParameter":
            said = _chinese(wrong.message)
            text = f"{name} 的值不对" + (f"：{said}" if said else "")
        case _:
            text = _chinese(wrong.message) or "命令写法不对"
    command = context.command_path if context else "luzhi"
    errors.print(f"{text}。用法见 {command} --help", markup=False, soft_wrap=True)


def _chinese(message: str) -> str:
    """What Typer says, in Chinese; nothing where it says something that we do not know."""
    for pattern, words in _IN_CHINESE:
        if found := re.search(pattern, message):
            return words.format(*(group.strip("'").replace("', '", "、") for group in found.groups()))
    return ""


def show_fault(fault: BaseException) -> None:
    """That the program failed, and where in it, for whoever maintains it; never with a value of the data."""
    place = fault.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}，第 {place.tb_lineno} 行" if place else ""
    text = f"程序出错，没有写出结果：{type(fault).__name__}（{where}）。请把这句话和规则文件交给维护人员。"
    errors.print(text, markup=False, soft_wrap=True)
