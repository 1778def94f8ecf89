"""A signed bulletin of opinion items as its readers have it: marked with who asks (议18), and noted."""

from sqlalchemy import select

from documents.bulletin import Bulletin
from models.account import NAME, Account
from models.bulletin import LAYOUTS
from models.clock import CHINA, now
from models.committee import Committee
from models.store import Store
from services.accounts.exports import Export, mark, named, note
from services.accounts.sessions import SessionRow
from services.bulletins.issue import Tabled, file_of
from services.opinion_bulletins.bulletin import BulletinRow, bulletin
from services.opinion_bulletins.wording import worded
from services.opinions import analysis
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import unit_of_work

WHAT, CALLED = "社情民意信息通报", {"official": "公文", "brief": "简报"}
TABLED = Tabled("一览表", frozenset({0, 3}))


async def copy(
    store: Store, session: SessionRow, number: int, layout: str, ending: str
) -> tuple[BulletinRow, bytes]:
    """The file of a bulletin, of which whoever asks reads the results; noted before it is given. Raises
    `Refusal`.
    """
    if layout not in LAYOUTS:
        raise Refusal(Code.NOT_FOUND, "没有这种版式：official（公文）或 brief（简报）")
    by = await named(store, session)
    async with store.reading() as reading:
        row = await bulletin(reading, session.committee_id, number)
        marked = mark(by, (await now(reading)).astimezone(CHINA))
        of_committee = select(Committee.name).where(Committee.id == row.committee_id)
        committee = (await reading.scalar(of_committee)) or ""
        keys = [int(one.key) for one in row.told.report.groups.get(analysis.AUTHOR, [])]
        columns = select(Account.id, NAME).where(
            Account.committee_id == row.committee_id, Account.id.in_(keys)
        )
        names = {f"{one.id}": one.real_name for one in await reading.execute(columns)}
    page: Bulletin = worded(row, committee, names, layout, marked)
    made = await file_of(page, ending, row.signed_at.astimezone(CHINA).date(), TABLED)
    async with unit_of_work(store, session.committee, session.actor, right=Right.READ) as unit:
        await note(unit, _export(row, layout, ending))
    return row, made


def _export(row: BulletinRow, layout: str, ending: str) -> Export:
    return Export(
        what=f"{WHAT}（{CALLED[layout]}）",
        form=ending,
        year=row.first_day.year,
        rows=sum(map(len, row.told.report.groups.values())),
        conditions={},
        members=(),
    )
