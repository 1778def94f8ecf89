"""What an entry is checked against: its committee and year, who is in it, which keys are taken."""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import squeezed
from files.cells.kinds import kinds_of
from files.problem import Refused
from models.base import LAST_ROW
from models.committee import Committee
from models.member import Membership
from models.quick import Quick
from models.record import Record as Row
from models.rows import batches
from models.rule_set import RuleSetVersion
from rules.catalogue import Kind
from services.entry.form import MOST_AUTHORS, MOST_PARTICIPANTS, AnyForm, OccasionForm, linked_to
from services.entry.record import Ground
from services.members.roster import enrolled
from services.records.matter import other_record
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.runs.board import Boards
from services.unit_of_work import Unit

FORMS = {"occasion": "会议活动", "work": "作品"}
# Put together once: that costs more than to run them.
_HOME = Quick(
    select(Committee.code, Row.year)
    .join(Committee, Committee.id == Row.committee_id)
    .where(Row.id == bindparam("of_record"))
)
_IN_FORCE = Quick(
    select(RuleSetVersion.id).where(
        RuleSetVersion.committee_id == bindparam("of_committee"),
        RuleSetVersion.year == bindparam("of_year"),
        RuleSetVersion.in_force,
    )
)


async def home_of(connection: AsyncConnection, record_id: int) -> tuple[str, int]:
    """The committee of a record, by code, and its year; raises `Refusal`. Neither ever changes."""
    rows = await _HOME.rows(connection, of_record=record_id) if 0 < record_id <= LAST_ROW else ()
    for code, year in rows:
        return code, year
    raise Refusal(Code.NOT_FOUND, "没有这条记录", "id")


async def ground_of(unit: Unit, boards: Boards, year: int, form: AnyForm | None) -> Ground:
    """What a form is checked against; raises `Refusal` where the year has no rule set in force.

    Members are those of the live run; of a year without one, or a closed one, all who are in office in it.
    """
    found = await _IN_FORCE.rows(unit.connection, of_committee=unit.committee_id, of_year=year)
    if not found:
        raise versions.without_rules(year)
    version_id: int = found[0][0]
    lives = await boards.lives(unit.connection, unit.committee_id)
    board = next((one for one in lives if one.year == year), None)
    if board is not None and board.rule_set_id == version_id:
        rule_set = board.rule_set
    else:
        rule_set = (await versions.version(unit.connection, version_id)).rule_set
    if board is not None:
        keys = board.keys
    else:
        period = (rule_set.start, rule_set.end)
        members = await enrolled(unit.connection, unit.committee_id, rule_set.catalogue, period)
        keys = {one.id: one.member.key for one in members}
    if form is None:
        return Ground(year, rule_set, keys, lives)
    linked = linked_to(form)
    other = await other_record(unit, linked) if isinstance(linked, int) and 0 < linked <= LAST_ROW else None
    return Ground(year, rule_set, keys, lives, await _strangers(unit, keys, form), other)


async def _strangers(unit: Unit, keys: Mapping[int, str], form: AnyForm) -> frozenset[int]:
    """Those members of the form who are in the committee, but not in the year."""
    asked = {member for member in _members(form) if member not in keys and 0 < member <= LAST_ROW}
    strangers: set[int] = set()
    for some in batches(asked):
        of_committee = select(Membership.id).where(Membership.committee_id == unit.committee_id)
        strangers.update(await unit.connection.scalars(of_committee.where(Membership.id.in_(some))))
    return frozenset(strangers)


def _members(form: AnyForm) -> Iterable[int]:
    if isinstance(form, OccasionForm):
        for present in (form.participants or ())[:MOST_PARTICIPANTS]:
            yield from present.members[:MOST_PARTICIPANTS]
    else:
        for author in (form.authors or ())[:MOST_AUTHORS]:
            if author.member is not None:
                yield author.member


def kind_of(ground: Ground, name: str, form: AnyForm, field: str) -> Kind:
    """The kind of this name or synonym, if it is of the form's; raises `Refusal`."""
    kind = kinds_of(ground.rule_set.catalogue).of_cell(squeezed(name))
    if isinstance(kind, Refused):
        raise Refusal(Code.BAD_USER_INPUT, f"没有这种记录：{kind.suggestion}", field)
    wanted = "occasion" if isinstance(form, OccasionForm) else "work"
    if kind.form != wanted:
        message = f"“{kind.name}”不是{FORMS[wanted]}：按{FORMS[kind.form]}录入和改正"
        raise Refusal(Code.BAD_USER_INPUT, message, field)
    return kind


async def taken(unit: Unit, year: int, kind: str, key: str) -> str | None:
    """The state of the record that has this key among its kind in the year; None where none has."""
    of_key = Row.committee_id == unit.committee_id, Row.year == year, Row.kind == kind, Row.key == key
    state: str | None = await unit.connection.scalar(select(Row.state).where(*of_key))
    return state
