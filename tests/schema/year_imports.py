"""Steps of a year by files: works and the roster, imported anew as they are changed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import multiple, precondition, rule

from tests.schema.importer import IMPORT, Importer, asked, roster, table
from tests.schema.year_at_work import LEFT_EARLY, MWC, OFFICE
from tests.schema.year_members import SECTORS, Members
from tests.schema.year_steps import WHO_MAY_LEAVE
from tests.services.committee_of_ten import NAMES

Json = Any
NUMBERED = """query ($kinds: [String!]) { committee(code: "zhoushan") {
  records(first: 50, where: {kinds: $kinds, states: null}) { nodes { id title } } } }"""
HEADINGS = ("编号", "题目", "提交日期", "姓名")
ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(1, 12),
        st.lists(st.sampled_from([0, 0, 8, *range(10)]), min_size=1, max_size=3, unique=True),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0],
)


class Imports(Members):
    """The Members' Work Committee imports; what is there is compared, and follows the file."""

    def __init__(self) -> None:
        super().__init__()
        self.files = 0

    def may_import(self) -> bool:
        """A few files a year: reading one is dear."""
        return self.files < 3

    def imported(self, content: bytes, name: str, **more: Json) -> Json | None:
        """The batch of an import; None where it was refused or changed nothing."""
        self.files += 1
        file = self.wait(Importer(self.http, self.tokens[MWC]).handed(content, name))
        self.revision += 1
        payload = self.taken(MWC, IMPORT, input=asked(file, **more))
        if payload is None or payload["batch"] is None:
            return None
        # The batch itself; what was read is erased, whatever came of it.
        self.revision += 1
        batch: Json = payload["batch"]
        return batch

    @precondition(may_import)
    @rule(targets=(Members.records, Members.works), rows=ROWS, whole=st.booleans(), approve=st.booleans())
    def import_works(self, rows: Sequence[tuple[int, int, list[int]]], whole: bool, approve: bool) -> Any:
        lines = [
            (f"{at}", f"来信{at}", f"2022-{month:02}-10", "、".join(NAMES[one] for one in authors))
            for at, month, authors in rows
        ]
        more = {"removeGone": True, "reason": "以新表为准"} if whole else {}
        batch = self.imported(table(lines, HEADINGS), "社情民意.csv", approve=approve, **more)
        if batch is None:
            return multiple()
        found = self.asked(NUMBERED, OFFICE, kinds=["社情民意"])["committee"]["records"]["nodes"]
        titles = {title for _, title, *_ in lines}
        return multiple(*(("社情民意", one["id"]) for one in found if one["title"] in titles))

    @precondition(may_import)
    @rule(
        without=st.sets(WHO_MAY_LEAVE, max_size=2),
        moved=st.dictionaries(WHO_MAY_LEAVE, st.sampled_from(SECTORS), max_size=2),
        leave_on=st.sampled_from([None, *LEFT_EARLY, "2022-11-30"]),
    )
    def import_roster(self, without: set[int], moved: dict[int, str], leave_on: str | None) -> None:
        """Names of who exited are in the file still, and stay away."""
        changes = {number(at): {"界别": sector} for at, sector in moved.items()}
        gone = [number(at) for at in without]
        more = {} if leave_on is None else {"leaveOn": leave_on}
        content = roster(changes, without=gone)
        done = self.imported(content, "名册.csv", holds="MEMBERS", term="本届", **more)
        if done is not None and leave_on is not None:
            for one in gone:
                if one not in self.exited and leave_on < (self.last_days.get(one) or "2099"):
                    self.last_days[one] = leave_on


def number(at: int) -> str:
    """Of a member by the place in the roster."""
    return f"{at + 1:03}"
