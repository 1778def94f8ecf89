"""Papers signed one after the other by those who hold the posts of their route on that day (议9).

Nobody signs for another: who stands in for a holder is noted beforehand, and the signature says for whom.
Whoever wrote an item does not sign it.
"""

from models.store import Store
from services.actor import Actor, known
from services.opinions.editing import add_paper_step, move_items, move_paper, told_paper
from services.opinions.handling_step import begin as hand_over
from services.opinions.issuing import issue_number
from services.opinions.paper import PaperRow, check_paper_version, paper
from services.opinions.routes import post_name
from services.opinions.transitions import ISSUE, PAPERS, SEND_BACK, SIGN
from services.reason import several_lines
from services.refusal import Code, Refusal
from services.rights.posts import PostRow, signing
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

OWN = "里面有您写的信息，不由您签：请安全管理员登记代签的人"


async def sign(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    words: str | None = None,
) -> PaperRow:
    """Signs a paper by the post whose turn it is; the last signature issues it, and hands it to its units.
    Raises `Refusal`.
    """
    said = None if words is None else several_lines(words, "words")
    async with unit_of_work(store, committee, known(actor), right=Right.SIGN_OPINIONS) as unit:
        found, by = await _waiting(unit, number, version, SIGN)
        place = found.route.index(by.post) + 1
        if place < len(found.route):
            await move_paper(unit, found, SIGN, {"awaits": found.route[place]})
            await add_paper_step(unit, number, SIGN, found.text_number, by, said)
        else:
            await _issue(unit, found)
            await add_paper_step(unit, number, ISSUE, found.text_number, by, said)
        return await told_paper(unit, number)


async def send_back(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, words: str
) -> PaperRow:
    """Gives a paper back to be edited, and says why; it is signed from the beginning then."""
    said = several_lines(words, "words")
    async with unit_of_work(store, committee, known(actor), right=Right.SIGN_OPINIONS) as unit:
        found, by = await _waiting(unit, number, version, SEND_BACK)
        await add_paper_step(unit, number, SEND_BACK, found.text_number, by, said)
        await move_paper(unit, found, SEND_BACK, {"awaits": None})
        return await told_paper(unit, number)


async def _waiting(unit: Unit, number: int, version: int, action: str) -> tuple[PaperRow, PostRow]:
    """A paper that waits for whoever asks, and the post by which they sign; raises `Refusal`."""
    found = await paper(unit.connection, unit.vault, number, unit.rights)
    check_paper_version(found, version)
    PAPERS.after(found.state, action)
    assert found.awaits is not None
    by = (await signing(unit.connection, unit.committee_id)).get(found.awaits)
    if by is None or by.account_id != unit.rights.account_id:
        message = f"轮到{post_name(found.awaits)}签：只有今天担任这个职务的人能签，不能代别人签"
        raise Refusal(Code.FORBIDDEN, message, "actor")
    if found.is_author(unit.rights):
        raise Refusal(Code.SECOND_PERSON_REQUIRED, OWN, "actor")
    return found, by


async def _issue(unit: Unit, found: PaperRow) -> None:
    assert found.vehicle is not None
    day, number = await issue_number(unit, found.id, found.vehicle, found.asked_number)
    given = {"issue_year": day.year, "issue_number": number, "signed_at": unit.at}
    await move_paper(unit, found, ISSUE, {"awaits": None, **given})
    await move_items(unit, found.items, ISSUE)
    if found.unit is not None:
        await hand_over(unit, found.id, found.unit, found.co_units)
