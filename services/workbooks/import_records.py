"""Importing the records of a year: what is new, what changed, what is gone; then all of it, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from files.answers import Answers
from files.reading.gathering import loose_key
from files.reading.members import MembersFile
from files.reading.records import RecordsFile
from files.reading.starved import starved
from models.personal import Vault
from models.store import Store
from rules import record as plain
from rules.document import RuleSet
from rules.reach import reach, reaching
from services.committee.committees import committee as committee_of
from services.members.phones import with_phones
from services.members.roster import Enrolled, enrolled
from services.records.difference import difference
from services.records.reading import Reader, Stored
from services.refusal import Code, Refusal
from services.review.queue import waiting
from services.rights.role import Right
from services.runs.live import Live
from services.unit_of_work import Unit
from services.workbooks.comparison import Comparison, Difference
from services.workbooks.importing import (
    FileRefused,
    Request,
    judge,
    judge_lack,
    judge_mass,
    judge_reason,
    scored,
    unit_of,
    version_of,
)
from services.workbooks.mapping import told_by
from services.workbooks.mass_change import MassChanges
from services.workbooks.matching import Identity, named_matters, stored_of
from services.workbooks.members_word import members_word
from services.workbooks.reading import Limits, limited_records
from services.workbooks.record_change import (
    Unsaid,
    changeable,
    count,
    count_kept,
    same,
    whole,
)
from services.workbooks.writing import Writing

SOURCE = "import"
_NAMED = 10


async def import_records(
    store: Store,
    live: Live,
    request: Request,
    paths: Path | Sequence[Path],
    remove_gone: bool = False,
) -> Comparison:
    """Imports files of records, which are read as one, by the roster of the year in the database.

    A record is the one of its kind and number in the year, or in another year on the same day. Records that
    an earlier import brought and this file has not are listed as gone, if the file has any of their kind;
    `remove_gone` withdraws them, and refuses a file that is empty or in which anything is wrong. A withdrawn
    record that is in the file comes back. Of a record that could not be read whole, nothing recorded goes.

    What is imported waits for its review, unless the request says that it is reviewed. What was reviewed
    before changes only so; what is archived by a correction, which waits, too.

    Raises `FileRefused` where something is wrong with the file (see `Request`), `Refusal` where the year has
    no rules.
    """
    async with store.reading() as connection:
        revision = (await committee_of(connection, request.committee)).revision
        committee_id, version = await version_of(connection, request)
        roster = await roster_of(connection, store.vault, committee_id, version.rule_set)
        told = (await told_by(connection, committee_id)).joined(request.told)
    paths = [paths] if isinstance(paths, Path) else list(paths)
    name = paths[0].name if len(paths) == 1 else f"{len(paths)} 个文件"
    file = await _read(request.limits, paths, version.rule_set, roster, told)
    async with unit_of(store, request, Right.IMPORT) as unit:
        rule_set = version.rule_set
        if unit.revision != revision + (not request.dry_run):
            # Somebody made a change while the file was read: perhaps of the roster or the rules.
            _, now = await version_of(unit.connection, request)
            again = await roster_of(unit.connection, unit.vault, unit.committee_id, now.rule_set)
            if again != roster or now.rule_set.digest != rule_set.digest:
                roster, rule_set = again, now.rule_set
                file = await _read(request.limits, paths, rule_set, roster, told)
        verdict = _judge(request, name, file, rule_set, remove_gone)
        ids = {one.member.key: one.id for one in roster}
        word = await members_word(unit, rule_set.catalogue, ids)
        writing = Writing(unit, rule_set, ids, request.approve, word, request.cures)
        comparing = _Comparing(unit, rule_set, roster, writing)
        comparison = await comparing.compare(name, request.year, file)
        comparison.sheets = [replace(each, file=each.file or name) for each in file.sheets]
        many = judge_mass(request, comparison, comparing.mass, changeable(rule_set.catalogue))
        comparison.removed = remove_gone
        if uncounted := _uncounted(rule_set, writing.written()):
            comparison.notes.append(uncounted)
        comparison.late = await writing.late()
        if moved := await writing.newly_late():
            comparison.notes.append(f"改了日期以后，{moved} 条原来按期的成了补录（履6）。")
        lacking = starved(rule_set, MembersFile([]), replace(file, records=writing.new), told)
        lack = judge_lack(request, comparison, lacking)
        unsaid = judge_reason(request, comparison, writing.corrections(remove_gone))
        comparison.verdict = "".join(filter(None, (verdict, many, lack, unsaid))) or None
        if not request.dry_run:
            await _write(unit, live, request, writing, comparison)
        comparison.waiting = await waiting(unit.connection, unit.committee_id, request.year)
    return comparison


async def _write(unit: Unit, live: Live, request: Request, writing: Writing, comparison: Comparison) -> None:
    """Writes what was compared, and scores it; the comparison then says as which revision."""
    touched = await writing.write(comparison.removed, request.late_reason)
    if unit.lines:
        unit.result = comparison.revision = unit.revision
        await live.follow(unit, touched)
        await scored(unit, live, request.year)


async def roster_of(
    connection: AsyncConnection, vault: Vault, committee_id: int, rule_set: RuleSet
) -> list[Enrolled]:
    """The members of the year of the rules, by whom files are read; raises `Refusal` where there are none."""
    period = (rule_set.start, rule_set.end)
    found = await enrolled(connection, committee_id, rule_set.catalogue, period)
    if not found:
        message = f"{rule_set.year} 年还没有委员；先导入名册（“导入”页，或 luzhi import members）"
        raise Refusal(Code.NOT_FOUND, message, "year")
    return await with_phones(connection, vault, found)


async def _read(
    limits: Limits, paths: list[Path], rule_set: RuleSet, roster: list[Enrolled], told: Answers
) -> RecordsFile:
    members, period = [one.member for one in roster], (rule_set.start, rule_set.end)
    words = (rule_set.catalogue, members, period, rule_set.year, told, None, None, date.today())
    return await limited_records(limits, paths, *words)


def _judge(
    request: Request, name: str, file: RecordsFile, rule_set: RuleSet, remove_gone: bool
) -> str | None:
    """Refuses a file that cannot be used, is of another year, or leaves open what is gone from it.

    Returned is why the import would refuse what a dry run goes on with.
    """
    sheets = [replace(each, file=each.file or name) for each in file.sheets]
    verdict = judge(request, name, file.problems, file.unusable, sheets)
    if remove_gone and file.problems and verdict is None:
        why = f"可能有记录没有读入，看不出哪些是删去的；都改好了再用{request.cures.gone}。"
        if not request.dry_run:
            raise FileRefused(f"文件里有提示，{why}", name, file.problems)
        verdict = f"文件里有 {len(file.problems)} 处提示，正式导入会整个拒绝：{why}"
    if remove_gone and not file.records and not file.problems:
        message = f"文件里一条记录也没有，{request.cures.gone}会把以前导入的都撤回；没有导入。"
        raise FileRefused(message, name, [])
    counts = reaching(rule_set)
    if file.records and not any(counts(one.kind, plain.counted_days(one)) for one in file.records):
        message = f"没有一条记录的日期在 {rule_set.year} 年的统计期里，是不是年份写错了？没有导入。"
        raise FileRefused(message, name, file.problems)
    return verdict


def _uncounted(rule_set: RuleSet, records: Sequence[plain.Record]) -> str | None:
    """That there are records which count for nobody in the year that they are imported for; None: all do."""
    counts = reaching(rule_set)
    found = [one for one in records if not counts(one.kind, plain.counted_days(one))]
    if not found:
        return None
    first, last = reach(rule_set)
    told = "、".join(f"{one.kind} {one.title or one.key}（{one.day}）" for one in found[:_NAMED])
    return (
        f"{len(found)} 条不在 {rule_set.year} 年办法计的日期（{first} 至 {last}）里，这一年谁也不计分："
        f"{told}{'等' if len(found) > _NAMED else ''}。核对日期，或导入到它那一年。"
    )


@dataclass(slots=True)
class _Comparing:
    """The records of a file beside those of the database."""

    unit: Unit
    rule_set: RuleSet
    roster: list[Enrolled]
    writing: Writing
    mass: MassChanges = field(default_factory=lambda: MassChanges("处"))

    async def compare(self, file_name: str, year: int, file: RecordsFile) -> Comparison:
        """What the file changes."""
        comparison = Comparison("records", year, file_name, problems=file.problems)
        committee_id, keys = self.unit.committee_id, {one.id: one.member.key for one in self.roster}
        reader = Reader(self.unit.connection, committee_id, self.rule_set.catalogue, keys)
        stored = await stored_of(reader, year, file.records)
        unsaid = Unsaid(self.rule_set.catalogue, file)
        names = {one.member.key: one.member.name for one in self.roster}
        for told, record in zip(file.records, named_matters(file.records, stored, year), strict=True):
            known = stored.get((told.kind, told.key))
            if known is None:
                record = self.writing.word.upon(record)
                self.writing.new.append(record)
                comparison.new.append(_row(None, record))
            else:
                kept: tuple[str, ...] = ()
                alike = same(known.record, record, known.form)
                if not alike:
                    # What says the same leaves nothing unsaid that was recorded.
                    record = unsaid.filled(known.record, record)
                if (told.kind, told.key) in file.incomplete:
                    record, kept = whole(known.record, record, known.form)
                said = self.writing.word.upon(record, known.id)
                alike = (alike and said is record) or same(known.record, said, known.form)
                record = said
                if known.state != "withdrawn" and alike:
                    count_kept(self.mass, known.record)
                    self.writing.keep(known)
                    self._leave(comparison, record, kept)
                    continue
                if known.state != "withdrawn":
                    count(self.mass, names, known.record, record)
                await self._compare(comparison, known, record, kept)
        if unsaid.kept:
            kept_ones = "、".join(sorted(unsaid.kept))
            comparison.notes.append(f"文件里没有说到这几项，保留原值：{kept_ones}。")
        await self._compare_rest(comparison, stored, file)
        return comparison

    async def _compare_rest(
        self, comparison: Comparison, stored: Mapping[Identity, Stored], file: RecordsFile
    ) -> None:
        """Tells what the file has not, apart from what it has and could not be read."""
        found: set[Identity] = {(record.kind, record.key) for record in file.records}
        kinds = {kind for kind, _ in (*found, *file.left_out)}
        others, left_out = set(), 0
        for identity, known in stored.items():
            record = known.record
            if identity in found or known.state == "withdrawn" or known.source != SOURCE:
                continue
            loose = record.kind, loose_key(record.kind, record.day, record.title)
            if identity in file.left_out or loose in file.left_out:
                left_out += 1
            elif record.kind not in kinds:
                others.add(record.kind)
            else:
                why = await self.writing.leave(known)
                listed = comparison.gone if why is None else comparison.held
                listed.append(_row(known.id, record, (f"文件里没有；{why}",) if why else ()))
        comparison.other_kinds = sorted(others)
        if left_out:
            comparison.notes.append(
                f"{left_out} 条以前导入的记录，文件里有而这次没有读入（见上面的提示），没有动。"
            )

    def _leave(self, comparison: Comparison, record: plain.Record, kept: tuple[str, ...]) -> None:
        comparison.unchanged += 1
        comparison.notes += (f"{record.kind} {record.title or record.key}：{one}。" for one in kept)

    async def _compare(
        self, comparison: Comparison, known: Stored, record: plain.Record, kept: tuple[str, ...]
    ) -> None:
        recorder = self.writing.recorder(known.year)
        before, after = recorder.document(known.record), recorder.document(record)
        withdrawn = known.state == "withdrawn"
        if before == after and not withdrawn:
            self.writing.keep(known)
            self._leave(comparison, record, kept)
            return
        words = (*difference(before, after), *kept)
        row = _row(known.id, record, words, withdrawn)
        why = await self.writing.change(known, record)
        if why is not None:
            comparison.held.append(replace(row, changes=(*words, why)))
            return
        comparison.changed.append(replace(row, proposed=known.state == "archived"))


def _row(
    record_id: int | None, record: plain.Record, changes: tuple[str, ...] = (), reinstated: bool = False
) -> Difference:
    return Difference(
        id=record_id,
        kind=record.kind,
        key=record.key,
        title=record.title or record.key,
        changes=changes,
        reinstated=reinstated,
    )
