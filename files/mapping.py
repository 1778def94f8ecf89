"""The office's mapping (对应表) and its answers, as text: read with the line of what is wrong, and written.

A mapping is YAML: a heading each section, beneath it what is meant and what it means.

    表:
      7履职统计表: 不读
    列:
      活动类别: 种类
    记号:
      ○: 出席
    词:
      采用层级 县政协: 区
    缺省:
      结果日期（社情民意）: 作品日期

Answers about single persons and days (状态, 姓名, 名单, 日期) are written in the same way, or filled into the
workbook of questions.
"""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from files.answers import LASTING, Answers, Question, Section
from files.cell import clean
from files.problem import Problem, Problems
from files.sheets.sheet import read_sheets
from rules.source import Mapping as Node
from rules.source import Refusals, Scalar, nearest, parse, read

COLUMNS = ("类别", "对象", "问题", "可以填", "回答")
_NEEDED = ("类别", "对象", "回答")
# The mappings that come with the program.
SHIPPED = ("dingtalk",)
_TABLES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv")


def read_mapping(text: str, name: str) -> Answers:
    """A mapping or answers as YAML; raises `DocumentRefused` with the line of everything that is wrong."""
    tree = parse(text, name)
    refusals = Refusals(name)
    if not isinstance(tree, Node):
        refusals.add(tree.mark, "对应表应是几个标题，下面各写几项", "如 记号: 下面写 ○: 出席")
        refusals.check()
        return Answers()
    said: dict[tuple[Section, str], str] = {}
    sections = {section.value: section for section in Section}
    for word, entry in tree.entries.items():
        section = sections.get(word)
        if section is None:
            cure = nearest(word, sections) or f"可以写：{'、'.join(sections)}"
            refusals.add(entry.key.mark, f"没有“{word}”这一类", cure)
        elif isinstance(entry.value, Node):
            _entries(section, entry.value, said, refusals)
        elif not isinstance(entry.value, Scalar) or entry.value.text:
            refusals.add(entry.value.mark, f"“{word}”下面应是几项，每项写成“什么: 是什么”")
    refusals.check()
    return Answers(said)


def _entries(section: Section, node: Node, said: dict[tuple[Section, str], str], refusals: Refusals) -> None:
    for subject, entry in node.entries.items():
        value = entry.value
        if not isinstance(value, Scalar):
            refusals.add(value.mark, f"“{subject}”只能有一个答案", "写成“什么: 是什么”")
        elif value.text:
            said[section, subject] = value.text


def mapping_text(answers: Answers, title: str = "") -> str:
    """What holds for every file of the office, as YAML in a settled order, without answers about one day."""
    lines = [f"# {title}"] if title else []
    for section in LASTING:
        own = sorted((subject, answer) for (of, subject), answer in answers.said.items() if of is section)
        if own:
            lines.append(f"{section.value}:")
            lines += [f"  {_quoted(subject)}: {_quoted(answer)}" for subject, answer in own]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read_answers(path: Path) -> Answers | list[Problem]:
    """A file of answers: YAML, or the filled-in workbook of questions; or what is wrong with it.

    A name of `SHIPPED` without such a file is the mapping that comes with the program.
    """
    if str(path) in SHIPPED and not path.exists():
        return read_mapping(resources.files("files").joinpath(f"{path}.yaml").read_text("utf-8"), str(path))
    if path.suffix.lower() not in _TABLES:
        return read_mapping(*read(path))
    problems = Problems()
    said: dict[tuple[Section, str], str] = {}
    sections = {section.value: section for section in Section}
    for sheet in read_sheets(path, problems):
        header = [clean(cell) for cell in sheet.rows[0]] if sheet.rows else []
        if not set(_NEEDED) <= set(header):
            continue
        at = {name: header.index(name) for name in _NEEDED}
        for row in sheet.rows[1:]:
            section, answer = sections.get(clean(row[at["类别"]])), clean(row[at["回答"]])
            if section is not None and answer:
                said[section, clean(row[at["对象"]])] = answer
    return problems.sorted() or Answers(said)


def is_questions(path: Path) -> bool:
    """Whether a file is a workbook of questions."""
    sheets = list(read_sheets(path, Problems()))
    return bool(sheets) and all(
        sheet.rows and tuple(map(clean, sheet.rows[0])) == COLUMNS for sheet in sheets
    )


def asked(problems: Iterable[Problem]) -> list[Question]:
    """The questions that the files leave open, each once."""
    return list(dict.fromkeys(problem.ask for problem in problems if problem.ask is not None))


def unfit(problems: Iterable[Problem], answers: Answers) -> dict[tuple[Section, str], str]:
    """The answers that were given and did not help, by section and subject of their questions."""
    found = ((one, answers.get(one.section, one.subject)) for one in asked(problems))
    return {(one.section, one.subject): answer for one, answer in found if answer is not None}
