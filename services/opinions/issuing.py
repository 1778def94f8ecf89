"""The issue number of a paper: each once in a vehicle and year, given when it is signed (议9)."""

from datetime import date

from sqlalchemy import func, or_, select

from models.opinion_paper import Paper
from services.opinions.routes import routes
from services.refusal import Code, Refusal
from services.rights.held import today
from services.unit_of_work import Unit


async def check_free(unit: Unit, vehicle: str, number: int, paper_id: int | None = None) -> None:
    """Raises `Refusal` where a paper of this year has the number, or one that is being signed asks for it."""
    year = (await today(unit.connection)).year
    of_vehicle = (Paper.committee_id == unit.committee_id) & (Paper.vehicle == vehicle)
    has = (Paper.issue_year == year) & (Paper.issue_number == number)
    asks = (Paper.state == "signing") & (Paper.asked_number == number)
    taken = select(Paper.id).where(of_vehicle, or_(has, asks), Paper.id != (paper_id or 0))
    if (other := await unit.connection.scalar(taken)) is not None:
        name = routes().vehicles.get(vehicle, vehicle)
        message = f"{name} {year} 年第 {number} 期已经有了（编发稿 {other} 号）：换一个，或空着，签发时接着编"
        raise Refusal(Code.CONFLICT, message, "issueNumber")


async def issue_number(unit: Unit, paper_id: int, vehicle: str, asked: int | None) -> tuple[date, int]:
    """The day on which a paper is issued, and its number: what was asked for, else the next of the year that
    no paper asks for that is being signed. Raises `Refusal` where what was asked for is taken.
    """
    day = await today(unit.connection)
    if asked is not None:
        await check_free(unit, vehicle, asked, paper_id)
        return day, asked
    of_vehicle = (Paper.committee_id == unit.committee_id) & (Paper.vehicle == vehicle)
    last = select(func.max(Paper.issue_number)).where(of_vehicle, Paper.issue_year == day.year)
    asks = select(Paper.asked_number).where(
        of_vehicle, Paper.state == "signing", Paper.asked_number.is_not(None)
    )
    reserved = {*await unit.connection.scalars(asks)}
    number = (await unit.connection.scalar(last) or 0) + 1
    while number in reserved:
        number += 1
    return day, number
