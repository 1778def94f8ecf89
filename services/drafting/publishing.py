"""What publishing a measure asks for: a review, a simulation, a second person of the department (履13)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from rules.folding import folded_name
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rule_sets.trail import hands, simulated
from services.rule_sets.versions import STATES, Version
from services.runs.closings import check_open


async def check_publishable(connection: AsyncConnection, version: Version, actor: Actor) -> None:
    """Raises `Refusal` where this version may not be published by this actor now, with what is missing."""
    if version.state != "in_review":
        cure = "先送审（luzhi rules submit）" if version.state == "draft" else "另拟一稿"
        raise Refusal(Code.CONFLICT, f"这一版{STATES[version.state]}，送审中的才能发布：{cure}", "id")
    await check_open(connection, version.committee_id, version.year)
    columns = select(Committee.publisher).where(Committee.id == version.committee_id)
    publisher: str = (await connection.execute(columns)).scalar_one()
    if folded_name(actor.department or "") != folded_name(publisher):
        named = f"{actor.department}的人" if actor.department else "没有写明部门的人"
        cure = f"由{publisher}的人发布（命令行加 --department {publisher}）"
        raise Refusal(Code.FORBIDDEN, f"{named}不能发布办法：{cure}", "actor")
    hand = (await hands(connection, [version.id])).get(version.id)
    for name, did in ((version.author, "起草"), (hand.actor if hand else version.author, "最后修改")):
        if folded_name(name) == folded_name(actor.name):
            message = f"{actor.name}{did}了这一版，不能自己发布：请{publisher}的另一人发布"
            raise Refusal(Code.SECOND_PERSON_REQUIRED, message, "actor")
    if not await simulated(connection, version):
        message = "这份文本改定以后还没有试算过：先试算（luzhi rules simulate），看了结果再发布"
        raise Refusal(Code.SIMULATION_REQUIRED, message, "id")
