"""Statements as they were written when a year was closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Closing, Statement
from models.rows import batches
from scoring.packed import unpacked


@dataclass(frozen=True, slots=True)
class FrozenStatements:
    """Statements of a closing by membership, as they are kept; one is unpacked when it is asked for."""

    dictionary: bytes
    packed: Mapping[int, bytes]

    def text(self, membership_id: int) -> bytes:
        """The text of a statement (`scoring.statement.read`); raises `Damaged` where it is none."""
        return unpacked(self.packed[membership_id], self.dictionary)


async def frozen(connection: AsyncConnection, run_id: int, members: Iterable[int]) -> FrozenStatements:
    """The statements of these memberships in a frozen run."""
    dictionary = await connection.scalar(select(Closing.dictionary).where(Closing.run_id == run_id))
    assert dictionary is not None
    packed: dict[int, bytes] = {}
    for some in batches(members):
        columns = select(Statement.membership_id, Statement.packed).where(
            Statement.run_id == run_id, Statement.membership_id.in_(some)
        )
        packed.update((row.membership_id, row.packed) for row in await connection.execute(columns))
    return FrozenStatements(dictionary, packed)
