"""Steps of a year that members take, or that are taken with them: transfers, change of term, leave of an
occasion to come, answers of co-signers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, multiple, precondition, rule

from tests.schema.test_co_signing import CONFIRM, DECLINE
from tests.schema.test_leave import ASK, DECIDE, ENTER, WITHDRAW, request
from tests.schema.test_people import CARRY, CHANGE, said
from tests.schema.year_at_work import CO_SIGNER, MEMBER, MWC, OFFICE
from tests.schema.year_steps import SOME, WHO_MAY_LEAVE, Steps
from tests.services.committee_of_ten import CODE, check_live

Json = Any
SET_TERM = """mutation ($term: String!, $first: Date, $last: Date) {
  setTerm(committee: "zhoushan", term: $term, firstDay: $first, lastDay: $last) {
    errors { code message } } }"""
LATER = """query ($of: ID!, $year: Int!) { committee(code: "zhoushan") { run(year: $year) {
  standing(member: $of) { total awards(first: 50) { nodes { kept } } } } } }"""
SECTORS = ("科技", "经济", "教育")
# The second term begins in December: who goes on is in office for one month of the year.
TERMS = (("本届", None, "2022-11-30"), ("下届", "2022-12-01", None))


class Members(Steps):
    """`on` are the memberships of the next term, by places in the roster; `turned`: its days are set.
    `asked_for` counts requests for leave; `seen_later` is the revision at which the later year was looked at.
    """

    records: Bundle[tuple[str, str]] = Bundle("records")
    # Of the same, by their form: a bundle of both would have to be looked through in vain.
    occasions: Bundle[tuple[str, str]] = Bundle("occasions")
    works: Bundle[tuple[str, str]] = Bundle("works")
    leaves: Bundle[int] = Bundle("leaves")

    def __init__(self) -> None:
        super().__init__()
        self.on: dict[int, str] = {}
        self.turned = False
        self.asked_for = self.seen_later = 0

    @precondition(lambda self: self.entered > 0)
    @rule(at=WHO_MAY_LEAVE, sector=st.sampled_from(SECTORS), month=st.integers(1, 12))
    def transfer(self, at: int, sector: str, month: int) -> None:
        given = {"attributes": said(界别=sector), "since": f"2022-{month:02}-20", "newWords": True}
        self.of_member(MWC, CHANGE, at, **given)

    @precondition(lambda self: self.entered > 2)
    @rule(members=SOME)
    def change_of_term(self, members: list[int]) -> None:
        """The days of both terms are set once; who is listed goes on under another number, or nobody does."""
        if not self.turned:
            for term, first, last in TERMS:
                assert self.taken(MWC, SET_TERM, term=term, first=first, last=last)
            self.turned = True
        numbers = [{"member": self.ids([at])[0], "number": f"B{at}"} for at in members]
        given = {"committee": CODE, "fromTerm": "本届", "toTerm": "下届", "members": numbers, "dryRun": False}
        done = self.taken(MWC, CARRY, input=given)
        if done is not None:
            assert len(done["going"]) == len(members)
            assert self.on.keys().isdisjoint(members)
            of = {one["number"]: one["id"] for one in self.roster()}
            self.on |= {at: of[f"B{at}"] for at in members}

    def roster(self) -> list[Json]:
        """Who is of the next term."""
        query = f"""{{ committee(code: "{CODE}") {{ roster(first: 50, term: "下届") {{
            nodes {{ id number }} }} }} }}"""
        nodes: list[Json] = self.asked(query)["committee"]["roster"]["nodes"]
        return nodes

    @precondition(lambda self: self.asked_for < 3)
    @rule(target=leaves, others=SOME, named=st.booleans())
    def ask_leave(self, others: list[int], named: bool) -> Any:
        """The first asks for leave of what is to come: an occasion that is entered, or one not yet."""
        self.asked_for += 1
        title = f"请假{self.asked_for}"
        asking = request(self.tomorrow, kind="调研", title=title, organiser="办公室")
        if named:
            present = [self.on.get(at) or self.ids([at])[0] for at in others]
            form = {name: asking[name] for name in ("committee", "year", "kind", "title", "day")}
            form |= {"participants": [{"members": present}], "upTo": "APPROVED"}
            entered = self.taken(OFFICE, ENTER, input=form)
            if entered is None:
                return multiple()
            asking |= {"record": entered["record"]["id"], "kind": None, "title": None, "organiser": None}
        done = self.taken(MEMBER, ASK, input=asking)
        return multiple() if done is None else done["leave"]["number"]

    @rule(
        number=leaves,
        how=st.sampled_from(["grant", "grant", "refuse", "withdraw"]),
        stale=st.sampled_from([False, False, False, True]),
    )
    def decide_leave(self, number: int, how: str, stale: bool) -> None:
        """Whoever comes second is told: once it is decided, or taken back, it stays so."""
        of: Json = {"number": number, "version": 1 + stale}
        if how == "withdraw":
            done = self.taken(MEMBER, WITHDRAW, **of)
        else:
            done = self.taken(OFFICE, DECIDE, **of, granted=how == "grant", words="另有原因")
        assert not (done and stale)

    @rule(
        work=works,
        who=st.sampled_from([MEMBER, CO_SIGNER, CO_SIGNER]),
        signed=st.booleans(),
    )
    def answer_as_co_signer(self, work: tuple[str, str], who: str, signed: bool) -> None:
        if signed:
            self.taken(who, CONFIRM, record=work[1])
        else:
            self.taken(who, DECLINE, record=work[1], reason="没有参与")

    @invariant()
    def the_later_year_holds_together(self) -> None:
        """Who is on leave from what is to come has the points that scoring it anew gives."""
        if self.asked_for == 0 or self.seen_later == self.revision:
            return
        self.seen_later = self.revision
        if not self.turned or 0 in self.on:
            of: Json = {"of": self.on.get(0, self.ids([0])[0]), "year": self.later.year}
            found = self.asked(LATER, **of)["committee"]["run"]["standing"]
            assert sum(Decimal(one["kept"]) for one in found["awards"]["nodes"]) == Decimal(found["total"])
        self.wait(check_live(self.store, rule_set=self.later))
