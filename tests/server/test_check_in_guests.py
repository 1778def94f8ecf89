"""Guests whom the organiser lets in."""

import pytest

from models.store import Store
from tests.server.test_check_in_organiser import correct
from tests.services.accounts.holder import codes
from tests.services.check_in.people import people

pytestmark = pytest.mark.anyio


async def test_a_guest_who_is_let_in_came_when_they_signed_in(store: Store) -> None:
    async with people(store) as of:
        address = await of.open(late=-5)
        guest = await of.member(4)
        await guest.press(await guest.scan(address))
        assert codes(await correct(of, add=[4])) == []
        (told,) = [one for one in (await of.list())["arrivals"]["nodes"] if one["byHand"]]
        assert (told["member"]["name"], told["late"]) == ("周五", True)
        # Who was taken off first is put on the list anew, as the organiser says.
        assert codes(await correct(of, remove=[4])) == []
        assert codes(await correct(of, add=[4])) == []
        (told,) = [one for one in (await of.list())["arrivals"]["nodes"] if one["byHand"]]
        assert told["late"] is False
