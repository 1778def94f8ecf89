"""Steps of a year that come once in a while: signing in by code, samples, leaving, exits, closing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, multiple, precondition, rule

from tests.schema.test_closing import CLOSE as CLOSE_YEAR
from tests.schema.test_closing import REOPEN
from tests.schema.test_people import LEAVE
from tests.schema.year_at_work import LEFT_EARLY, MEMBER, MWC, OFFICE, SECOND, AtWork, standings
from tests.server.test_check_in_organiser import HERE, SCAN
from tests.server.test_exit import ASK, CANCEL, CONFIRM
from tests.server.test_sample_pages import DRAW, EXTEND, FIND, FREEZE, PERSONS
from tests.services.check_in.people import CLOSE, CORRECT, LIST, OPEN
from tests.services.check_in.people import CONFIRM as CONFIRM_LIST
from tests.services.committee_of_ten import CODE, YEAR

Json = Any
RECOMPUTE = """mutation { recompute(committee: "zhoushan", year: 2022) { errors { code message } } }"""
VERSION = """query ($id: ID!) { node(id: $id) { ... on Member { version } } }"""
# The first and the ninth have accounts and stay; who may leave comes to much as well.
SOME = st.sets(st.sampled_from([0, 0, 0, 8, *range(10)]), min_size=1, max_size=4).map(sorted)
WHO_MAY_LEAVE = st.integers(1, 5)
REASON = {"reason": "另有原因"}


class Steps(AtWork):
    """What else people of the committee do; records are there by the machine."""

    check_ins: Bundle[str] = Bundle("check_ins")
    samples: Bundle[int] = Bundle("samples")
    gone: Bundle[int] = Bundle("gone")
    exits: Bundle[int] = Bundle("exits")

    def opened(self, record: str, stale: bool) -> Any:
        """The record whose code stands on the screen now."""
        moment = datetime.now(UTC)
        times = {"from": moment - timedelta(minutes=1), "until": moment + timedelta(hours=1)}
        given: Json = {"record": record, **{name: at.isoformat() for name, at in times.items()}}
        listed = self.asked(LIST, OFFICE, id=record)["checkIn"]
        seen = listed["timesVersion"] if listed else None
        given["timesVersion"] = (seen or 0) + 1 if stale else seen
        done = self.taken(OFFICE, OPEN, input=given)
        assert not (done and stale)
        return multiple() if done is None else record

    @rule(record=check_ins)
    def sign_in(self, record: str) -> None:
        code = self.asked(LIST, OFFICE, id=record)["checkIn"]["code"]
        if code is not None:
            token = urlsplit(code["address"]).path.rpartition("/")[2]
            told = self.taken(MEMBER, SCAN, perhaps=True, token=token)
            if told is not None and told["scan"] is not None:
                self.taken(MEMBER, HERE, perhaps=True, challenge=told["scan"]["challenge"])

    @rule(record=check_ins, members=SOME, field=st.sampled_from(["add", "add", "remove"]))
    def put_right(self, record: str, members: list[int], field: str) -> None:
        given = {"record": record, field: self.ids(members), **REASON}
        self.taken(OFFICE, CORRECT, perhaps=True, input=given)

    @rule(record=check_ins, stale=st.sampled_from([False, False, True]))
    def confirm_list(self, record: str, stale: bool) -> None:
        self.taken(OFFICE, CLOSE, perhaps=True, id=record)
        version = self.asked(LIST, OFFICE, id=record)["checkIn"]["version"] - stale
        assert not (self.taken(OFFICE, CONFIRM_LIST, id=record, version=version) and stale)

    @precondition(lambda self: self.archived > 0)
    @rule(target=samples, size=st.integers(1, 2))
    def freeze(self, size: int) -> Any:
        done = self.taken(MWC, FREEZE, frame={"year": YEAR})
        if done is None:
            return multiple()
        number = done["sample"]["number"]
        self.drawn[number] = (done["sample"]["digest"], [])
        self.draw(number, size, DRAW)
        return number

    @rule(number=samples, size=st.integers(1, 4))
    def extend(self, number: int, size: int) -> None:
        self.draw(number, size, EXTEND)

    def draw(self, number: int, size: int, query: str) -> None:
        digest, before = self.drawn[number]
        persons = {"persons": PERSONS} if query == DRAW else {}
        given: Json = {"number": number, "version": self.sample_version(number), "size": size, **persons}
        done = self.taken(MWC, query, **given)
        if done is not None:
            order = [one["rowNumber"] for one in done["sample"]["drawn"]["nodes"]]
            # The larger sample goes on where the smaller ended.
            assert (order[: len(before)], len(order)) == (before, size)
            self.drawn[number] = (digest, order)

    def sample_version(self, number: int) -> int:
        query = f'{{ committee(code: "{CODE}") {{ sample(number: {number}) {{ version }} }} }}'
        return int(self.asked(query)["committee"]["sample"]["version"])

    @rule(number=samples, fault=st.booleans())
    def examine(self, number: int, fault: bool) -> None:
        query = f"""{{ committee(code: "{CODE}") {{ sample(number: {number}) {{ drawn(first: 20) {{
            nodes {{ record {{ id }} finding {{ version }} }} }} }} }} }}"""
        for one in self.asked(query)["committee"]["sample"]["drawn"]["nodes"][:1]:
            version = one["finding"]["version"] if one["finding"] else 0
            said = {"what": "缺一页", "cure": "COUNTER_ENTRY"} if fault else {}
            finding = {"record": one["record"]["id"], "version": version, "fault": fault, **said}
            assert self.taken(MWC, FIND, number=number, finding=finding)

    @rule(target=gone, at=WHO_MAY_LEAVE, last_day=st.sampled_from([*LEFT_EARLY, "2022-11-30", None]))
    def leave(self, at: int, last_day: str | None) -> Any:
        if not self.of_member(MWC, LEAVE, at, lastDay=last_day):
            return multiple()
        number = f"{at + 1:03}"
        assert number not in self.exited
        self.last_days[number] = last_day
        return at if last_day else multiple()

    @rule(target=exits, at=gone)
    def ask_exit(self, at: int) -> Any:
        return at if self.of_member(MWC, ASK, at) else multiple()

    @rule(at=consumes(exits), cancelled=st.sampled_from([False, False, True]))
    def decide_exit(self, at: int, cancelled: bool) -> None:
        if cancelled:
            self.of_member(MWC, CANCEL, at)
            return
        # Whoever asked has to wait for a week.
        assert not self.of_member(MWC, CONFIRM, at)
        if self.of_member(SECOND, CONFIRM, at):
            self.exited.add(f"{at + 1:03}")

    def of_member(self, who: str, query: str, at: int, **more: Json) -> Json | None:
        """What became of a change of a member as they are now."""
        (id_,) = self.ids([at])
        version = self.asked(VERSION, id=id_)["node"]["version"]
        return self.taken(who, query, input={"id": id_, "version": version, **REASON, **more})

    @precondition(lambda self: self.recomputed < self.revision)
    @rule()
    def recompute(self) -> None:
        assert bool(self.taken(MWC, RECOMPUTE)) == (self.frozen is None)
        self.recomputed = self.revision

    def is_worth_closing(self) -> bool:
        """Whether the year is open and has something in it."""
        return self.frozen is None and self.entered > 2

    @precondition(is_worth_closing)
    @rule()
    def close_year(self) -> None:
        assert self.taken(MWC, CLOSE_YEAR, committee=CODE, year=YEAR)
        self.frozen = standings(self.look())
        assert not self.taken(MWC, CLOSE_YEAR, committee=CODE, year=YEAR)

    @precondition(lambda self: self.frozen is not None)
    @rule()
    def reopen_year(self) -> None:
        for done in (True, False):
            reopened = self.taken(MWC, REOPEN, committee=CODE, year=YEAR, reason="漏了记录")
            assert bool(reopened) == done
        self.frozen = None
