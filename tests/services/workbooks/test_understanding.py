"""One reading at a time: who comes when too many wait is refused, and the next one is not."""

import pytest

from services.refusal import Code, Refusal
from services.workbooks.understanding import Reading

pytestmark = pytest.mark.anyio


async def test_who_comes_when_too_many_wait_is_refused() -> None:
    reading = Reading(waiting=0)
    async with reading.turn():
        with pytest.raises(Refusal) as refused:
            async with reading.turn():
                pytest.fail("two at once")
        assert refused.value.code is Code.UNAVAILABLE
    async with reading.turn():
        pass
