"""A mapping in a database that was made before there were any: what was closed stays as it was."""

import pytest

from models.store import Store
from services.actor import Actor
from services.committee.committees import committees
from services.refusal import Code, Refusal
from services.runs.closings import closings
from services.workbooks.mapping import mapping_of, put_mapping, told_by
from services.years.verification import verify
from tests.services.years.kept_years import filled

pytestmark = pytest.mark.anyio

ME = Actor("王秘书", "system")


async def test_closed_years_of_former_tables_verify_beside_a_mapping(empty_address: str) -> None:
    await filled(empty_address, "2022")
    store = Store.open(empty_address)
    async with store.reading() as connection:
        assert (await mapping_of(connection, 1)).version == 0
        assert (await told_by(connection, 1)).said == {}
        found = await closings(connection, 1)
        (code,) = {one.code for one in await committees(connection)}
    put = await put_mapping(store, code, ME, "记号:\n  来: 出席\n")
    assert (put.version, put.text) == (1, "记号:\n  来: 出席\n")
    assert [(await verify(store, closing)).same for closing in found] == [True, True, True]
    with pytest.raises(Refusal) as refused:
        await put_mapping(store, code, ME, "", version=0)
    assert refused.value.code is Code.CONFLICT
    await store.close()
