"""How files would be understood, as clients see it: sheets with their columns and marks, and problems."""

import base64
from collections.abc import Sequence
from enum import Enum
from typing import Annotated, TypeVar

import strawberry

from files.answers import Question
from files.problem import Problem, masked, shown
from files.reading.understood import Understood
from files.understanding import SheetRead
from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.context import Info
from resolvers.field import answered
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.workbooks.understanding import OfficeFile, understanding

MOST = 100
MOST_FILES = 50
# A name of four-byte characters must still be one that a disk takes.
MOST_NAME_BYTES = 250
T = TypeVar("T")

First = Annotated[int, strawberry.argument(description=f"取几项，1 到 {MOST}")]
Skip = Annotated[int, strawberry.argument(description="跳过前面几项")]


@strawberry.enum(description="一处问题有多重")
class ProblemLevel(Enum):
    """What a problem does to what it is about."""

    ERROR = strawberry.enum_value("error", description="错误：没有读入，导入会整个拒绝")
    QUESTION = strawberry.enum_value("question", description="请核实：没有读入，等人回答")
    REMINDER = strawberry.enum_value("reminder", description="提醒：照常读入")


@strawberry.enum(description="问的是什么")
class QuestionSection(Enum):
    """What a question is about: the headings of a mapping and of a file of answers."""

    SHEET = strawberry.enum_value("表", description="一张表是什么；写进对应表")
    COLUMN = strawberry.enum_value("列", description="一列是什么；写进对应表")
    MARK = strawberry.enum_value("记号", description="一个记号是什么；写进对应表")
    WORD = strawberry.enum_value("词", description="一个词是什么意思；写进对应表")
    DEFAULT = strawberry.enum_value("缺省", description="表里没有的一项，是不是就没有；写进对应表")
    STATUS = strawberry.enum_value("状态", description="一个人到了没有；只对这一年的文件")
    NAME = strawberry.enum_value("姓名", description="一个名字是哪一位；只对这一年的文件")
    LIST = strawberry.enum_value("名单", description="一份名单是哪些人；只对这一年的文件")
    DAY = strawberry.enum_value("日期", description="在哪一天；只对这一年的文件")


@strawberry.input(description="一个文件：表格，或装着表格的 ZIP")
class OfficeFileInput:
    """A file of the office."""

    name: str = strawberry.field(description="文件名，带扩展名，不带文件夹，如 3月考勤.xlsx")
    content: str = strawberry.field(description="文件的内容，写成 base64；整个请求不能超过服务器的上限")


FilesArgument = Annotated[
    list[OfficeFileInput], argument.several(f"一年的记录文件，1 到 {MOST_FILES} 个，合起来读", MOST_FILES)
]


@strawberry.type(description="表里的一列读作什么")
class ReadColumn:
    """A header and what it was taken for."""

    heading: str = strawberry.field(description="列名")
    meaning: str | None = strawberry.field(description="读作什么；空为没有读懂，也没有读")


@strawberry.type(description="表里的一个记号读作什么")
class ReadMark:
    """A mark and what it was taken for."""

    mark: str = strawberry.field(description="记号，如 √；空字是空格")
    meaning: str = strawberry.field(description="读作什么")
    count: int = strawberry.field(description="有几处")


@strawberry.type(description="表里没有写的，怎么算的")
class AssumedPeople:
    """Of how many people nothing was written."""

    count: int = strawberry.field(description="多少人没有写；0 是不论几人")
    meaning: str = strawberry.field(description="算作什么")
    why: str = strawberry.field(description="为什么")


def _columns(root: "strawberry.Parent[ReadSheet]", first: First = 30, skip: Skip = 0) -> list[ReadColumn]:
    """The columns of a sheet."""
    return [
        ReadColumn(heading=shown(each.heading), meaning=each.meaning and masked(each.meaning))
        for each in some(root.sheet_read.columns, first, skip)
    ]


def _marks(root: "strawberry.Parent[ReadSheet]", first: First = 20, skip: Skip = 0) -> list[ReadMark]:
    """The marks of a sheet."""
    return [
        ReadMark(mark=shown(each.mark), meaning=masked(each.meaning), count=each.count)
        for each in some(root.sheet_read.marks, first, skip)
    ]


@strawberry.type(description="一张表是怎么读懂的")
class ReadSheet:
    """How one sheet was understood."""

    file: str = strawberry.field(description="文件名")
    sheet: str = strawberry.field(description="工作表名")
    shape: str = strawberry.field(description="当作什么样的表")
    kinds: list[str] = strawberry.field(description="里面是哪几种记录")
    rows: int = strawberry.field(description="读了几行")
    left_out: int = strawberry.field(description="没有读入的几处")
    column_count: int = strawberry.field(description="一共几列")
    columns: list[ReadColumn] | None = answered(_columns, "各列读作什么")
    mark_count: int = strawberry.field(description="一共几种记号")
    marks: list[ReadMark] | None = answered(_marks, "各种记号读作什么")
    assumed: list[AssumedPeople] = strawberry.field(description="没有写的人怎么算的、为什么")
    sheet_read: strawberry.Private[SheetRead]


@strawberry.type(description="要人回答的一问；答过的写进对应表（putMapping），下次不再问")
class FileQuestion:
    """What the office could answer once."""

    section: QuestionSection = strawberry.field(description="问的是什么")
    subject: str = strawberry.field(description="问哪一个，如 一列的列名、一个记号")
    choices: list[str] = strawberry.field(description=f"可以回答什么，最多 {MOST} 个")
    other: str | None = strawberry.field(description="此外还可以写什么；空为只能从上面选")
    alike: str | None = strawberry.field(
        description="把同样写的几处一起答，subject 换成这个；空为 subject 已经管到全部"
    )


@strawberry.type(description="文件里的一处问题")
class FileProblem:
    """One thing wrong with a file; those that differ in the row only are one."""

    file: str = strawberry.field(description="文件名；空为所有的文件")
    sheet: str = strawberry.field(description="工作表名；空为整个文件")
    row: int | None = strawberry.field(description="第几行，从 1 数；空为整张表")
    column: str | None = strawberry.field(description="列名，没有列名的是列的字母；空为整行")
    value: str = strawberry.field(description="表里写的；电话、身份证号隐去")
    level: ProblemLevel = strawberry.field(description="有多重")
    message: str = strawberry.field(description="错在哪里")
    suggestion: str = strawberry.field(description="怎样才对")
    count: int = strawberry.field(description="同样的共几处，这里写的是第一处")
    question: FileQuestion | None = strawberry.field(description="可以回答的一问；空为要改文件")


def _sheets(root: "strawberry.Parent[Understanding]", first: First = 50, skip: Skip = 0) -> list[ReadSheet]:
    """The sheets of the files."""
    return [_sheet(each) for each in some(root.found.sheets, first, skip)]


def _problems(
    root: "strawberry.Parent[Understanding]", first: First = 50, skip: Skip = 0
) -> list[FileProblem]:
    """The problems of the files."""
    return [problem_of(each, count) for each, count in some(root.found.problems, first, skip)]


@strawberry.type(description="一年的文件会怎么读懂；什么都没有存")
class Understanding:
    """How files would be understood."""

    usable: bool = strawberry.field(description="文件能不能用；不能用的，问题里写着为什么")
    record_count: int = strawberry.field(description="能读出几条记录")
    sheet_count: int = strawberry.field(description="一共几张表")
    sheets: list[ReadSheet] | None = answered(_sheets, "各张表，最多给出前 500 张")
    problem_count: int = strawberry.field(description="一共几处问题，只有行号不同的算一处")
    problems: list[FileProblem] | None = answered(
        _problems, "错误、要核实的、提醒；规则要看而表里没有的在最前面；最多给出前 1000 处"
    )
    found: strawberry.Private[Understood]


async def of_files(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument, files: FilesArgument
) -> Understanding:
    """How files of a year would be understood; raises `Refusal` where they cannot be read at all."""
    argument.year(year)
    argument.bounded(files, "files", MOST_FILES)
    handed: dict[str, OfficeFile] = {}
    for number, each in enumerate(files):
        where = f"files[{number}].name"
        if _name(each.name, where) in handed:
            # A problem names its place by the file.
            raise Refusal(Code.BAD_USER_INPUT, f"{where} 和前面的文件同名，改一个名字", where)
        handed[each.name] = OfficeFile(each.name, _decoded(each.content, f"files[{number}].content"))
    context = info.context
    found = await understanding(context.store, context.reading, root.id, year, [*handed.values()])
    return understanding_of(found)


def understanding_of(found: Understood) -> Understanding:
    """How files would be understood, as clients see it."""
    return Understanding(
        usable=found.usable,
        record_count=found.records,
        sheet_count=found.sheet_count,
        problem_count=found.problem_count,
        found=found,
    )


def _decoded(content: str, where: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except ValueError:
        raise Refusal(Code.BAD_USER_INPUT, f"{where} 应为文件内容的 base64", where) from None


def _name(name: str, where: str) -> str:
    """The name of a file, if it is no more than that."""
    argument.text(name, where)
    if name in (".", "..") or "/" in name or "\\" in name:
        raise Refusal(Code.BAD_USER_INPUT, f"{where} 只写文件名，不带文件夹", where)
    if len(name.encode()) > MOST_NAME_BYTES:
        raise Refusal(Code.BAD_USER_INPUT, f"{where} 太长", where)
    return name


def some(found: Sequence[T], first: int, skip: int) -> Sequence[T]:
    """A part of a list; raises `Refusal` where it is out of bounds."""
    if not 1 <= first <= MOST:
        raise Refusal(Code.BAD_USER_INPUT, f"first 应为 1 到 {MOST}", "first")
    if skip < 0:
        raise Refusal(Code.BAD_USER_INPUT, "skip 不小于 0", "skip")
    return found[skip : skip + first]


def _sheet(read: SheetRead) -> ReadSheet:
    return ReadSheet(
        file=read.file,
        sheet=read.sheet,
        shape=read.shape,
        kinds=read.kinds,
        rows=read.rows,
        left_out=read.left_out,
        column_count=len(read.columns),
        mark_count=len(read.marks),
        assumed=[
            AssumedPeople(count=each.count, meaning=each.meaning, why=masked(each.why))
            for each in read.assumed
        ],
        sheet_read=read,
    )


def problem_of(problem: Problem, count: int = 1) -> FileProblem:
    """A problem as clients see it, with how often it comes."""
    return FileProblem(
        file=problem.file,
        sheet=problem.sheet,
        row=problem.row,
        column=problem.column,
        value=problem.value,
        level=ProblemLevel(problem.level),
        message=problem.message,
        suggestion=problem.suggestion,
        count=count,
        question=None if problem.ask is None else _question(problem.ask),
    )


def _question(asked: Question) -> FileQuestion:
    return FileQuestion(
        section=QuestionSection(asked.section.value),
        subject=masked(asked.subject),
        choices=[masked(each) for each in asked.choices[:MOST]],
        other=asked.other or None,
        alike=masked(asked.alike) or None,
    )
