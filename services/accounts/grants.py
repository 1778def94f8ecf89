"""Roles given to accounts and taken back, by whoever grants rights (安全管理员); nobody changes their own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.grant import Grant
from models.store import Store
from services.actor import Actor, known
from services.committee.committees import committees
from services.reason import checked_reason, one_line, optional_reason
from services.refusal import Code, Refusal
from services.rights.held import GRANT, GrantRow, grants_of, holders, today
from services.rights.policy import GRANTING, Whole
from services.rights.role import Right, Role, roles
from services.unit_of_work import Unit, unit_of_work

ENTITY = "grant"
FIRST = "安全管理员"
LONGEST_DEPARTMENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What is to be given: a role, of a department where the role has one, from a day to a day.

    Without a first day from today on, without a last one until it is taken back.
    """

    role: str
    department: str | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A grant, whose it is, and who gave it."""

    grant: GrantRow
    real_name: str
    granted_by: str


def grantable() -> list[str]:
    """The roles that can be given, by name."""
    return [role.name for role in roles().values() if not role.member]


async def given(connection: AsyncConnection, committee_id: int) -> list[Given]:
    """All grants of a committee, past ones too, in the order in which they were given."""
    return await _given(connection, Grant.committee_id == committee_id)


async def given_to(connection: AsyncConnection, account_ids: Collection[int]) -> dict[int, list[Given]]:
    """The same of each of these accounts."""
    found: dict[int, list[Given]] = {account_id: [] for account_id in account_ids}
    for one in await _given(connection, Grant.account_id.in_(account_ids)):
        found[one.grant.account_id].append(one)
    return found


async def _given(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Given]:
    columns = select(*GRANT, NAME, Grant.granted_by).join(Account, Account.id == Grant.account_id)
    rows = await connection.execute(columns.where(which).order_by(Grant.id))
    return [Given(GrantRow(*row[:-2]), *row[-2:]) for row in rows]


async def grant(
    store: Store,
    committee: str,
    actor: Actor | None,
    account_id: int,
    giving: Giving,
    reason: str | None = None,
) -> GrantRow:
    """Gives a role to an account (履15, 履16).

    Raises `Refusal`: for one's own account, where the account holds it already in these days or holds another
    of the three administrators' roles, and where a department would have a second administrator without a
    reason.
    """
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.GRANT) as unit:
        await _check_account(unit, account_id)
        row_id = await give(unit, account_id, giving)
        unit.result = account_id
        (found,) = [one for one in await grants_of(unit.connection, account_id) if one.id == row_id]
    return found


async def give(unit: Unit, account_id: int, giving: Giving) -> int:
    """The row of a new grant, noted; raises `Refusal` where it does not go with those that there are."""
    day = await today(unit.connection)
    first_day, last_day = giving.first_day or day, giving.last_day
    if last_day is not None and last_day < first_day:
        raise Refusal(Code.BAD_USER_INPUT, "最后一天不能早于第一天", "lastDay")
    role, department = _role(giving), _department(giving)
    meant = GrantRow(0, account_id, role.name, department, first_day, last_day)
    for one in await grants_of(unit.connection, account_id):
        _check_beside(one, meant, role)
    if role.of_department and unit.reason is None:
        await _check_alone(unit, meant)
    values = {"role": role.name, "department": department, "first_day": first_day, "last_day": last_day}
    added = insert(Grant).values(
        committee_id=unit.committee_id,
        account_id=account_id,
        granted_by=unit.actor.signature,
        granted_at=unit.at,
        **values,
    )
    row_id: int = (await unit.connection.execute(added.returning(Grant.id))).scalar_one()
    unit.note("grant", ENTITY, row_id, after={"account": account_id, **_plain(values)})
    return row_id


async def revoke(
    store: Store, committee: str, actor: Actor | None, grant_id: int, reason: str | None = None
) -> Given:
    """Takes a grant back: it gives nothing from now on.

    Raises `Refusal` for one of one's own account, and one that is over.
    """
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.GRANT) as unit:
        all_given = await given(unit.connection, unit.committee_id)
        found = next((one for one in all_given if one.grant.id == grant_id), None)
        if found is None:
            raise Refusal(Code.NOT_FOUND, "没有这个编号的授权", "grant")
        _check_other(unit, found.grant.account_id)
        day = await today(unit.connection)
        before = found.grant.last_day
        if before is not None and before < day:
            raise Refusal(Code.CONFLICT, "这个授权已经到期，或已收回", "grant")
        await _end(unit, found.grant, day)
        unit.result = found.grant.account_id
    return found


async def hand_over(
    store: Store, committee: str, actor: Actor | None, from_id: int, to_id: int, reason: str
) -> list[GrantRow]:
    """Takes the roles of departments from one account and gives them to another, all or nothing (履15, 履16).

    What the other has of departments then. Raises `Refusal` for one's own account, and where the one has no
    such role or the other has it already.
    """
    who, why = known(actor), checked_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.GRANT) as unit:
        if from_id == to_id:
            raise Refusal(Code.BAD_USER_INPUT, "移交给另一个账号", "to")
        await _check_account(unit, from_id, "from")
        await _check_account(unit, to_id, "to")
        day = await today(unit.connection)
        handed = await administered(unit.connection, from_id, day)
        if not handed:
            raise Refusal(Code.CONFLICT, "这个账号没有部门的角色，没有可以移交的", "from")
        for one in handed:
            await _end(unit, one, day)
            giving = Giving(
                role=one.role,
                department=one.department,
                first_day=max(day, one.first_day),
                last_day=one.last_day,
            )
            await give(unit, to_id, giving)
        unit.result = to_id
        return await administered(unit.connection, to_id, day)


async def administered(connection: AsyncConnection, account_id: int, day: date) -> list[GrantRow]:
    """The roles of departments that an account has or will have, from a day on."""
    held = await grants_of(connection, account_id)
    of_departments = {role.name for role in roles().values() if role.of_department}
    return [
        one for one in held if one.role in of_departments and (one.last_day is None or one.last_day >= day)
    ]


async def end_all(unit: Unit, account_id: int) -> int:
    """Ends all that an account holds or would hold; how many grants those were."""
    day = await today(unit.connection)
    ended = 0
    for one in await grants_of(unit.connection, account_id):
        if one.last_day is None or one.last_day >= day:
            await _end(unit, one, day)
            ended += 1
    return ended


async def nobody_grants(unit: Unit) -> bool:
    """Whether no active account of the committee may grant rights today: then the first is made by hand."""
    return not await holders(unit.connection, unit.committee_id, Right.GRANT)


async def unadministered(store: Store) -> list[str]:
    """The committees, by their codes, in which nobody may grant rights: of which no account was made by hand;
    `（没有政协）` where there is none.
    """
    async with store.reading() as connection:
        known = await committees(connection)
        found = [one.code for one in known if not await holders(connection, one.id, Right.GRANT)]
    return found if known else ["（没有政协）"]


async def _end(unit: Unit, grant: GrantRow, day: date) -> None:
    last_day = min(day, grant.first_day) - timedelta(days=1)
    await unit.connection.execute(update(Grant).where(Grant.id == grant.id).values(last_day=last_day))
    dates = ({"last_day": grant.last_day}, {"last_day": last_day})
    unit.note("revoke", ENTITY, grant.id, *(_plain(one) for one in dates))


def _role(giving: Giving) -> Role:
    found = roles().get(giving.role)
    if found is None:
        raise Refusal(Code.BAD_USER_INPUT, f"没有这个角色，可以写 {'、'.join(grantable())}", "role")
    if found.member:
        message = f"{found.name}不用授予：登记账号时写明委员编号（--member），就有这个角色"
        raise Refusal(Code.BAD_USER_INPUT, message, "role")
    return found


def _department(giving: Giving) -> str | None:
    role = _role(giving)
    if not role.scoped:
        if giving.department is not None:
            raise Refusal(Code.BAD_USER_INPUT, f"{role.name}不分部门，不写部门", "department")
        return None
    named = giving.department
    department = role.department if named is None else one_line(named, LONGEST_DEPARTMENT)
    if department is None:
        raise Refusal(Code.BAD_USER_INPUT, f"{role.name}要写明部门，如 提案委员会", "department")
    return department


def _check_beside(one: GrantRow, meant: GrantRow, role: Role) -> None:
    """Raises `Refusal` where a grant that there is excludes the one that is meant."""
    if not one.meets(meant):
        return
    if one.role == meant.role and one.department == meant.department:
        raise Refusal(Code.CONFLICT, f"这个账号在这些日子里已经是{meant.role}（授权 {one.id}）", "role")
    held = roles().get(one.role)
    if role.administrator and held is not None and held.administrator:
        message = f"这个账号是{one.role}：系统、安全、审计三种管理员，一人只能当一种"
        raise Refusal(Code.CONFLICT, message, "role")


async def _check_alone(unit: Unit, meant: GrantRow) -> None:
    """Raises `Refusal` where the department has an administrator in these days already."""
    for one in await given(unit.connection, unit.committee_id):
        held = one.grant
        if (held.role, held.department) == (meant.role, meant.department) and held.meets(meant):
            message = (
                f"{meant.department or meant.role}已经有管理员（账号 {held.account_id}，授权 {held.id}），"
                "一个部门一名（履15）：换人用移交（luzhi rights hand-over）；要再加一名的，写明事由"
            )
            raise Refusal(Code.CONFLICT, message, "reason")


async def _check_account(unit: Unit, account_id: int, field: str = "account") -> None:
    _check_other(unit, account_id, field)
    own = (Account.committee_id == unit.committee_id) & (Account.id == account_id)
    state = await unit.connection.scalar(select(Account.state).where(own))
    if state is None:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的账号", field)
    if state == "closed":
        raise Refusal(Code.CONFLICT, "这个账号已经注销", field)


def _check_other(unit: Unit, account_id: int, field: str = "account") -> None:
    if not GRANTING.may(unit.rights, Whole(committee_id=unit.committee_id, id=account_id)):
        raise Refusal(Code.FORBIDDEN, "自己的权限不能自己改：请另一名安全管理员", field)


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
