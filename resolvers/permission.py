"""Lists at the root that only whoever holds a right may read."""

from resolvers import argument
from resolvers.context import Info
from services.actor import known
from services.committee.committees import committee as committee_of
from services.rights.held import Rights, permitted
from services.rights.role import Right


async def committee_for(info: Info, committee: str, right: Right) -> tuple[int, Rights]:
    """The row of a committee, and what the one who asks holds there, the right among it; raises `Refusal`."""
    context = info.context
    argument.text(committee, "committee")
    context.caller.check_complete()
    async with context.store.reading() as reading:
        row = await committee_of(reading, committee)
        return row.id, (await permitted(reading, row.id, known(context.actor), right)).rights
