"""What every import has in common: whose year it is, what refuses a file, when nothing is written."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.answers import Answers
from files.problem import Problem
from files.understanding import SheetRead
from models.score import ScoreRun
from models.store import Store
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.rule_sets.versions import Version, in_force
from services.runs.closings import current
from services.runs.live import Live
from services.unit_of_work import Unit, unit_of_work
from services.workbooks.comparison import Comparison
from services.workbooks.cures import COMMAND, Cures
from services.workbooks.mass_change import MassChanges
from services.workbooks.reading import USUAL, Limits


@dataclass(frozen=True, slots=True)
class Request:
    """An import: into which committee and year, by whom and why.

    `dry_run` compares only. `leave_on`: who is in office and not in a roster leaves office on that day.
    `valid_only` imports the rest of a file in which something is wrong. `accepted`
    names what may change for many at once. `limits` are those of the process that reads the file. `told` is
    what the office says of these files; it goes before the mapping of the committee. `approve`: whoever
    imports has reviewed what is in the file, and may do so. `late_reason` is why those records are late that
    are (补录, 履6). `cures` are the words for what would be right.
    """

    committee: str
    year: int
    actor: Actor
    reason: str | None = None
    dry_run: bool = False
    valid_only: bool = False
    accepted: frozenset[str] = frozenset()
    limits: Limits = USUAL
    told: Answers = field(default_factory=Answers)
    approve: bool = False
    leave_on: date | None = None
    late_reason: str | None = None
    cures: Cures = COMMAND


class FileRefused(Refusal):
    """A file of which nothing is imported: `problems` say where and why, `sheets` how it was understood."""

    def __init__(
        self, message: str, file: str, problems: list[Problem], sheets: Sequence[SheetRead] = ()
    ) -> None:
        super().__init__(Code.BAD_USER_INPUT, message, "file")
        self.file = file
        self.problems = problems
        self.sheets = sheets


async def version_of(connection: AsyncConnection, request: Request) -> tuple[int, Version]:
    """The committee's row and the version of the rules by which the year is scored; raises `Refusal`."""
    found = await committee_of(connection, request.committee)
    return found.id, await in_force(connection, found.id, request.year)


@asynccontextmanager
async def unit_of(store: Store, request: Request, right: Right) -> AsyncIterator[Unit]:
    """The unit of work of an import, under its right; of a dry run, one on a connection that cannot write."""
    if not request.dry_run:
        by = (request.actor, request.reason)
        async with unit_of_work(store, request.committee, *by, right=right) as unit:
            yield unit
        return
    async with store.reading() as connection:
        found = await committee_of(connection, request.committee)
        yield Unit(
            connection=connection,
            vault=store.vault,
            committee_id=found.id,
            revision=found.revision,
            actor=request.actor,
            reason=request.reason,
            at=datetime.now(UTC),
        )


def judge(
    request: Request, file: str, problems: list[Problem], unusable: bool, sheets: Sequence[SheetRead]
) -> str | None:
    """Refuses a file that cannot be used, or not wholly; the name of the `file` goes into the refusal.

    A dry run goes on where only errors in rows are in the way; returned is why the import would not.
    """
    wrong = sum(problem.level == "error" for problem in problems)
    if unusable:
        raise FileRefused("文件用不上，没有导入。", file, problems, sheets)
    if not wrong or request.valid_only:
        return None
    cure = f"改好再试；或{request.cures.skip}，有错误的行不计，其余照导。"
    if not request.dry_run:
        raise FileRefused(f"共 {wrong} 处错误，没有导入。{cure}", file, problems, sheets)
    return f"这个文件有 {wrong} 处错误，正式导入会整个拒绝；{cure}"


def judge_mass(
    request: Request, comparison: Comparison, mass: MassChanges, known: Iterable[str]
) -> str | None:
    """Refuses a file that changes one thing for many; a dry run goes on, and returned is why.

    `known` are the names of all that a file of its sort may change.
    """
    if unknown := sorted(request.accepted - set(known)):
        message = f"要确认的是改的那一项，没有“{unknown[0]}”；可以写：{'、'.join(known)}"
        raise Refusal(Code.BAD_USER_INPUT, message, "accept")
    comparison.to_accept = list(mass.unaccepted(request.accepted))
    why = mass.verdict(request.accepted, request.cures.accept)
    if why is None:
        return None
    if not request.dry_run:
        raise FileRefused(f"{why}没有导入。", comparison.file, comparison.problems, comparison.sheets)
    return f"{why}正式导入会整个拒绝。"


def judge_lack(request: Request, comparison: Comparison, lacking: Sequence[Problem]) -> str | None:
    """Refuses a file that lacks what a rule looks at; a dry run goes on, and returned is why."""
    comparison.problems = [*comparison.problems, *lacking]
    missing = sum(one.level == "error" for one in lacking)
    if not missing:
        return None
    why = f"规则要看的，表里没有，共 {missing} 处；补上，或{request.cures.lacking}。"
    if not request.dry_run:
        raise FileRefused(f"{why}没有导入。", comparison.file, comparison.problems, comparison.sheets)
    return f"{why}正式导入会整个拒绝。"


def judge_reason(request: Request, comparison: Comparison, corrections: int) -> str | None:
    """Refuses a file that corrects so many archived records without a word why; a dry run goes on, and
    returned is why.
    """
    if not corrections or request.reason:
        return None
    why = f"{corrections} 条已归档的记录要更正，{request.cures.reason}。"
    if not request.dry_run:
        raise FileRefused(f"{why}没有导入。", comparison.file, comparison.problems, comparison.sheets)
    return f"{why}正式导入会整个拒绝。"


async def scored(unit: Unit, live: Live, year: int) -> None:
    """Makes sure that the year has a live run, unless it is closed."""
    of_year = ScoreRun.committee_id == unit.committee_id, ScoreRun.year == year, current()
    if await unit.connection.scalar(select(ScoreRun.id).where(*of_year)) is None:
        await live.recompute(unit, year)
