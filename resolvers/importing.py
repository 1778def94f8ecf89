"""Importing a roster or records from files handed in at `POST /imports`: looked at first, then entered."""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from files.answers import Answers, Section
from files.problem import Problem, grouped
from files.reading.shown_rows import MOST_ROWS
from files.reading.understood import MOST_PROBLEMS, MOST_SHEETS, Understood
from resolvers import argument
from resolvers.change import REPEATED, Payload, UserError, made
from resolvers.context import Info
from resolvers.field import answered, several
from resolvers.global_id import encode, own_number
from resolvers.understanding import (
    MOST,
    MOST_FILES,
    FileProblem,
    First,
    QuestionSection,
    Skip,
    Understanding,
    problem_of,
    some,
    understanding_of,
)
from services.actor import Actor, known
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.reason import optional_reason
from services.refusal import Code, Refusal
from services.rights.held import permitted
from services.rights.role import Right
from services.runs.live import Live
from services.workbooks.batch import Batch, batch_of
from services.workbooks.comparison import Comparison, Difference, What
from services.workbooks.cures import WEB
from services.workbooks.handed_in import Held, Importing, OfMembers, OfRecords, Preview
from services.workbooks.importing import Request

UPLOAD = "Upload"
NODES: dict[What, str] = {"members": "Member", "records": "Record"}
MOST_ANSWERS, MOST_ACCEPTED = 2_000, 50
LONGEST_WORDS = 500


@strawberry.enum(description="文件里装的是什么")
class FileHolding(Enum):
    """What files that are imported hold."""

    MEMBERS = strawberry.enum_value("members", description="委员名册：一届的委员，只选一个文件")
    RECORDS = strawberry.enum_value("records", description="履职记录：会议活动、作品")


@strawberry.enum(description="文件里的一条记录、一名委员，与已有的比")
class ImportSort(Enum):
    """What an import does with a record or member."""

    NEW = strawberry.enum_value("new", description="新的")
    CHANGED = strawberry.enum_value("changed", description="与已有的不同，照文件改")
    HELD = strawberry.enum_value("held", description="与已有的不同，没有动：审核过了，或另有更正等着")
    GONE = strawberry.enum_value(
        "gone", description="以前导入、这次文件里没有的；名册：在任而文件里没有的，换届时是不再连任的"
    )


@strawberry.input(description="一问的回答，问的见 FileQuestion")
class FileAnswerInput:
    """An answer to a question of a file."""

    section: QuestionSection = strawberry.field(description="问的是什么")
    subject: str = strawberry.field(description="问的哪一个：subject，或 alike（同样写的一起答）")
    answer: str = strawberry.field(description="回答，choices 里的一个，或照 other 写")


@strawberry.input(description="导入哪些文件、怎样导")
class ImportFilesInput:
    """Files of records or a roster, and what is told of them."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    year: int = strawberry.field(description="哪一年的记录，或名册")
    holds: FileHolding = strawberry.field(
        default=FileHolding.RECORDS, description="文件里是履职记录，还是委员名册；导入名册另要 enrol 的权限"
    )
    files: list[strawberry.ID] = strawberry.field(
        description=f"POST /imports 给出的 id，1 到 {MOST_FILES} 个，合起来读",
        metadata={"most": MOST_FILES},
    )
    answers: list[FileAnswerInput] | None = strawberry.field(
        default=None, description="对所问的回答，只用在这些文件上", metadata={"most": MOST_ANSWERS}
    )
    accept: list[str] | None = strawberry.field(
        default=None, description="一次改很多、确实要改的几项，见 toAccept", metadata={"most": MOST_ACCEPTED}
    )
    valid_only: bool = strawberry.field(default=False, description="有错误的行不导，其余照导")
    remove_gone: bool = strawberry.field(
        default=False, description="履职记录：以前导入、这次文件里没有的，撤回；不能和 validOnly 一起用"
    )
    approve: bool = strawberry.field(
        default=False, description="履职记录：已经审核过，导入就计分；要有审核的权限。不写的等审核"
    )
    reason: str | None = strawberry.field(
        default=None, description="事由，1 到 500 个字，不写姓名、电话；更正已归档的必须写"
    )
    late_reason: str | None = strawberry.field(
        default=None, description="履职记录：补录的原因（履6），过了录入期限的写，1 到 500 个字"
    )
    term: str | None = strawberry.field(
        default=None, description="名册：导入哪一届，如 第八届；看得出时可以不写"
    )
    leave_on: date | None = strawberry.field(
        default=None,
        description="名册：在任而文件里没有的，都在这一天离任；不写的没有动；不能和 validOnly 一起用",
    )


ImportInput = Annotated[ImportFilesInput, strawberry.argument(description="哪些文件，怎样导")]


@strawberry.type(description="文件里的一条记录、一名委员，导入会怎样")
class ImportEntry:
    """A record or member that the file and the database tell differently."""

    id: strawberry.ID | None = strawberry.field(description="已有的记录、委员的 id；新的为空")
    kind: str = strawberry.field(description="种类；委员的是“委员”")
    number: str = strawberry.field(description="编号")
    title: str = strawberry.field(description="题目；委员的姓名")
    changes: list[str] = several(3, "哪里不同，一处一行，改前 → 改后")
    reinstated: bool = strawberry.field(description="是否原来撤回了，这次恢复")
    corrected: bool = strawberry.field(description="是否已归档，另立更正")


@strawberry.type(description="文件里有问题的一行，照原样")
class FileRow:
    """A row in which something is wrong."""

    file: str = strawberry.field(description="文件名")
    sheet: str = strawberry.field(description="工作表名")
    row: int = strawberry.field(description="第几行，从 1 数")
    headings: list[str] = several(8, "各列的列名，最多 60 列")
    cells: list[str] = several(8, "各格写的，次序同列名；电话、身份证号隐去")
    problems: list[FileProblem] = several(2, "这一行的错误和要核实的，column 是哪一列；最多 20 处")


def _entries(
    root: "strawberry.Parent[ImportPreview]",
    sort: Annotated[ImportSort, strawberry.argument(description="要哪一类")],
    first: First = 50,
    skip: Skip = 0,
) -> list[ImportEntry]:
    """The records or members of one sort."""
    comparison = root.found.comparison
    noun = NODES[comparison.what]
    return [_entry(one, noun) for one in some(_of_sort(comparison, sort), first, skip)]


def _rows(root: "strawberry.Parent[ImportPreview]", first: First = 20, skip: Skip = 0) -> list[FileRow]:
    """The rows in which something is wrong."""
    problems: dict[tuple[str, str, int | None], list[Problem]] = {}
    for one in root.found.comparison.problems:
        if one.level != "reminder":
            problems.setdefault((one.file, one.sheet, one.row), []).append(one)
    return [
        FileRow(
            file=one.place.file,
            sheet=one.place.sheet,
            row=one.place.row,
            headings=list(one.headings),
            cells=list(one.cells),
            problems=[
                problem_of(each)
                for each in problems.get((one.place.file, one.place.sheet, one.place.row), [])[:20]
            ],
        )
        for one in some(root.found.rows, first, skip)
    ]


@strawberry.type(description="导入会改什么；什么都没有写入")
class ImportPreview:
    """What an import would do."""

    understood: Understanding = strawberry.field(description="文件是怎么读懂的，哪里有问题、要问什么")
    verdict: str | None = strawberry.field(description="导入为什么会整个拒绝，怎样才对；空为可以导入")
    to_accept: list[str] = several(1, "一次改很多、要确认的几项；确实要改的写在 accept 里")
    new_count: int = strawberry.field(description="新的几条")
    changed_count: int = strawberry.field(description="要改的几条")
    unchanged_count: int = strawberry.field(description="没变的几条")
    held_count: int = strawberry.field(description="不同而没有动的几条")
    gone_count: int = strawberry.field(description="文件里没有的几条，见 GONE")
    former: str | None = strawberry.field(
        description="换届后的第一份名册：与哪一届期满时的比；别的为空", name="formerTerm"
    )
    late_count: int = strawberry.field(description="新的里过了录入期限的几条，按补录计（履6）")
    error_count: int = strawberry.field(description="错误几处")
    question_count: int = strawberry.field(description="要核实的几处")
    entries: list[ImportEntry] | None = answered(_entries, "一类的各条")
    row_count: int = strawberry.field(description=f"有问题的行几行，最多 {MOST_ROWS}")
    rows: list[FileRow] | None = answered(_rows, "有错误或要核实的行，照原样")
    notes: list[str] = several(2, "留着没有动的、要留意的，各一句")
    found: strawberry.Private[Preview]


@strawberry.type(
    description="一次导入写下了什么；这一批记录：records 的 where 里写 batch，新录入的写 enteredIn"
)
class ImportBatch:
    """A unit of work that imported records or members."""

    number: int = strawberry.field(description="这一批的编号")
    occasions: int = strawberry.field(description="会议活动几条，新的、改的、撤回的都算")
    works: int = strawberry.field(description="作品几条，新的、改的、撤回的都算")
    members: int = strawberry.field(description="委员几名，新的、改的、离任的都算")
    entered: int = strawberry.field(description="其中新录入的几条；连任的委员进入新的一届，也算")
    withdrew: int = strawberry.field(description="其中撤回的几条")
    corrections: int = strawberry.field(description="另立的更正几条")


@strawberry.type(description="导入的结果")
class ImportPayload:
    """What became of an import."""

    done: ImportBatch | None = strawberry.field(
        name="batch", description="写下的一批；和已有的完全一样的，没有写什么，为空"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经导入")


async def preview(root: strawberry.Parent[CommitteeRow], info: Info, input: ImportInput) -> ImportPreview:
    """What an import would do; raises `Refusal` where it cannot be told."""
    who = known(info.context.actor)
    async with info.context.store.reading() as connection:
        holder = await permitted(connection, root.id, who, Right.IMPORT)
        await permitted(connection, root.id, who, _held(input).right)
    if input.committee != root.code:
        raise Refusal(Code.BAD_USER_INPUT, "committee 和所在的政协不同", "committee")
    request = _request(info, input, holder.actor)
    found = await _importing(info).preview(request, _files(input), _held(input))
    return _preview(found)


async def import_files(info: Info, input: ImportInput) -> Payload[Batch | None]:
    """Enters what is in files."""
    context = info.context

    async def work(actor: Actor | None) -> Batch | None:
        request = _request(info, input, known(actor))
        done = await _importing(info).enter(request, _files(input), _held(input))
        return None if done.revision is None else await again(done.revision)

    async def again(number: int) -> Batch | None:
        async with context.store.reading() as connection:
            committee = await committee_of(connection, input.committee)
            return await batch_of(connection, committee.id, number)

    return await made(info, work, again, _of_files)


def _importing(info: Info) -> Importing:
    context = info.context
    live, account = Live(context.boards), context.caller.signed_in().account_id
    return Importing(context.store, live, context.keeping, context.reading, account)


def _held(input: ImportFilesInput) -> Held:
    """What the files hold, as is said; raises `Refusal` where what is told is of the other."""
    members = input.holds is FileHolding.MEMBERS
    theirs = {"removeGone": input.remove_gone, "approve": input.approve, "lateReason": input.late_reason}
    told = theirs if members else {"term": input.term, "leaveOn": input.leave_on}
    for name, said in told.items():
        if said:
            message = f"{name} 只用于{'履职记录' if members else '委员名册'}"
            raise Refusal(Code.BAD_USER_INPUT, message, name)
    if members:
        return OfMembers(argument.optional_text(input.term, "term"))
    return OfRecords(input.remove_gone)


def _request(info: Info, input: ImportFilesInput, actor: Actor) -> Request:
    """What is asked for, within its bounds; raises `Refusal`."""
    argument.year(input.year)
    if input.valid_only and input.remove_gone:
        message = "“跳过有错误的行”和“撤回文件里没有的”不能一起用：有错误的行会被当作删去的"
        raise Refusal(Code.BAD_USER_INPUT, message, "removeGone")
    if input.valid_only and input.leave_on:
        message = "“跳过有错误的行”和离任的日期不能一起用：有错误的行会被当作离任的"
        raise Refusal(Code.BAD_USER_INPUT, message, "leaveOn")
    accepted = argument.bounded(input.accept or [], "accept", MOST_ACCEPTED, 0)
    return Request(
        committee=input.committee,
        year=input.year,
        actor=actor,
        reason=optional_reason(input.reason),
        valid_only=input.valid_only,
        accepted=frozenset(argument.text(one, "accept") for one in accepted),
        limits=info.context.reading.limits,
        told=_answers(input.answers or []),
        approve=input.approve,
        late_reason=optional_reason(input.late_reason),
        leave_on=input.leave_on,
        cures=WEB,
    )


def _answers(given: Sequence[FileAnswerInput]) -> Answers:
    argument.bounded(given, "answers", MOST_ANSWERS, 0)
    said: dict[tuple[Section, str], str] = {}
    for at, one in enumerate(given):
        subject = argument.text(one.subject, f"answers[{at}].subject", LONGEST_WORDS)
        said[Section(str(one.section.value)), subject] = argument.text(
            one.answer, f"answers[{at}].answer", LONGEST_WORDS
        )
    return Answers(said)


def _files(input: ImportFilesInput) -> list[int]:
    files = argument.bounded(input.files, "files", MOST_FILES)
    return list(dict.fromkeys(own_number(one, UPLOAD) or 0 for one in files))


def _of_files(refused: Refusal) -> Refusal:
    """What is wrong with the files, under the argument that names them."""
    return Refusal(refused.code, refused.message, "files") if refused.field == "file" else refused


def _preview(found: Preview) -> ImportPreview:
    comparison = found.comparison
    problems = grouped(comparison.problems)
    levels = [one.level for one in comparison.problems]
    records = len(comparison.new) + len(comparison.changed) + len(comparison.held) + comparison.unchanged
    understood = Understood(
        sheets=comparison.sheets[:MOST_SHEETS],
        sheet_count=len(comparison.sheets),
        problems=problems[:MOST_PROBLEMS],
        problem_count=len(problems),
        records=records,
        usable=found.usable,
    )
    return ImportPreview(
        understood=understanding_of(understood),
        verdict=comparison.verdict,
        to_accept=comparison.to_accept,
        new_count=len(comparison.new),
        changed_count=len(comparison.changed),
        unchanged_count=comparison.unchanged,
        held_count=len(comparison.held),
        gone_count=len(comparison.gone),
        former=comparison.former,
        late_count=comparison.late,
        error_count=levels.count("error"),
        question_count=levels.count("question"),
        row_count=len(found.rows),
        notes=comparison.notes,
        found=found,
    )


def _of_sort(comparison: Comparison, sort: ImportSort) -> Sequence[Difference]:
    return {
        ImportSort.NEW: comparison.new,
        ImportSort.CHANGED: comparison.changed,
        ImportSort.HELD: comparison.held,
        ImportSort.GONE: comparison.gone,
    }[sort]


def _entry(one: Difference, noun: str) -> ImportEntry:
    return ImportEntry(
        id=None if one.id is None else encode(noun, one.id),
        kind=one.kind,
        number=one.key,
        title=one.title,
        changes=list(one.changes[:MOST]),
        reinstated=one.reinstated,
        corrected=one.proposed,
    )
