"""What publishing and withdrawing a measure ask for: a simulation, a second person, an open year (履13)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from rules.folding import folded_name
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.rule_sets.trail import asked, hands, simulated, simulated_against
from services.rule_sets.versions import STATES, Version
from services.runs.closings import check_open


async def check_publishable(connection: AsyncConnection, version: Version, actor: Actor) -> None:
    """Raises `Refusal` where this version may not be published by this actor now, with what is missing.

    As long as nothing is in force in the committee there is nothing to try a version against.
    """
    if version.state != "in_review":
        cure = "先送审（luzhi rules submit）" if version.state == "draft" else "另拟一稿"
        raise Refusal(Code.CONFLICT, f"这一版{STATES[version.state]}，送审中的才能发布：{cure}", "id")
    await check_open(connection, version.committee_id, version.year)
    await _check_department(connection, version, actor, "发布")
    hand = (await hands(connection, [version.id])).get(version.id)
    for name, did in ((version.author, "起草"), (hand.actor if hand else version.author, "最后修改")):
        if folded_name(name) == folded_name(actor.name):
            message = f"{actor.name}{did}了这一版，不能自己发布：请{actor.department}的另一人发布"
            raise Refusal(Code.SECOND_PERSON_REQUIRED, message, "actor")
    in_force = versions.of(version.committee_id, states=("published",))
    if await versions.chosen(connection, in_force, 1) and not await simulated(connection, version):
        message = "这份文本改定以后还没有试算过：先试算（luzhi rules simulate），看了结果再发布"
        raise Refusal(Code.SIMULATION_REQUIRED, message, "id")


async def check_withdrawable(connection: AsyncConnection, version: Version) -> Version | None:
    """The version that comes back where this one, which is in force, is withdrawn; None: there is none.

    Raises `Refusal` where nobody can ask for that now.
    """
    if not version.in_force:
        raise Refusal(Code.CONFLICT, f"这一版{STATES[version.state]}，没有什么可撤回", "id")
    await check_open(connection, version.committee_id, version.year)
    back = await versions.predecessor(connection, version)
    if back is not None and not await simulated_against(connection, back, version):
        cure = f"先试算它（luzhi rules simulate v{back.id}），看谁升谁降，再要求撤回"
        message = f"撤回以后 v{back.id} 恢复生效：{cure}"
        raise Refusal(Code.SIMULATION_REQUIRED, message, "id")
    return back


async def check_withdrawal(connection: AsyncConnection, version: Version, actor: Actor) -> Version | None:
    """The same for the one who confirms; raises `Refusal` where it is not for this actor to do so."""
    back = await check_withdrawable(connection, version)
    first = (await asked(connection, [version.id])).get(version.id)
    if first is None:
        message = "还没有人要求撤回这一版：先由一人要求（luzhi rules withdraw），再由另一人确认"
        raise Refusal(Code.CONFLICT, message, "id")
    await _check_department(connection, version, actor, "确认撤回")
    if folded_name(first.actor) == folded_name(actor.name):
        message = f"{actor.name}要求撤回这一版，不能自己确认：请{actor.department}的另一人确认"
        raise Refusal(Code.SECOND_PERSON_REQUIRED, message, "actor")
    return back


async def _check_department(connection: AsyncConnection, version: Version, actor: Actor, what: str) -> None:
    columns = select(Committee.publisher).where(Committee.id == version.committee_id)
    publisher: str = (await connection.execute(columns)).scalar_one()
    if folded_name(actor.department or "") != folded_name(publisher):
        named = f"{actor.department}的人" if actor.department else "没有写明部门的人"
        cure = f"由{publisher}的人{what}（命令行加 --department {publisher}）"
        raise Refusal(Code.FORBIDDEN, f"{named}不能{what}办法：{cure}", "actor")
