"""A sample from the frame to the published page (履7), over HTTP: what it tells, and who repeats it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from consistent_sampler import sampler
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from models.record import Record
from models.sample import Sample, SampleFinding
from models.store import Store
from resolvers.global_id import encode
from services.actor import Actor
from services.entry.form import Author, WorkForm
from services.review.decision import Reviewing
from services.runs.board import Boards
from services.runs.live import Live
from tests.services.accounts.holder import CODE, Holder, codes, lines, served
from tests.services.accounts.office import OTHER, Office, office
from tests.services.committee_of_ten import YEAR, desk, rows

pytestmark = pytest.mark.anyio
Json = Any

TOLD = """
fragment told on Sample {
  number state version year records digest proposed seed persons { seat digits }
  draws { kinds departments records size examined faults low high }
  drawn(first: 100) { totalCount nodes { place rowNumber kind department versionThen versionNow changed
    record { id } finding { fault what cure version recordVersion foundBy } } }
}
"""


def changing(name: str, declared: str, given: str) -> str:
    return (
        f'mutation ({declared}, $key: String) {{ {name}(committee: "{CODE}", {given}, requestKey: $key)'
        f" {{ sample {{ ...told }} repeated errors {{ code field message }} }} }}{TOLD}"
    )


FREEZE = changing("freezeSample", "$frame: SampleFrameInput!", "frame: $frame")
DRAW = changing(
    "drawSample",
    "$number: Int!, $version: Int!, $persons: [SamplePersonInput!]!, $size: Int!, $kinds: [String!]",
    "number: $number, version: $version, persons: $persons, size: $size, kinds: $kinds",
)
EXTEND = changing(
    "extendSample",
    "$number: Int!, $version: Int!, $size: Int!, $kinds: [String!], $departments: [String!]",
    "number: $number, version: $version, size: $size, kinds: $kinds, departments: $departments",
)
ABANDON = changing(
    "abandonSample", "$number: Int!, $version: Int!", 'number: $number, version: $version, reason: "范围不对"'
)
FIND = changing(
    "recordFinding", "$number: Int!, $finding: SampleFindingInput!", "number: $number, finding: $finding"
)
PROPOSED = (
    f'{{ committee(code: "{CODE}") {{ sampleProposal(frame: {{year: {YEAR}}}) {{ records proposed }} }} }}'
)
PERSONS = [{"seat": "主持  人", "digits": "1234567890"}, {"seat": "监督员", "digits": "09876543210"[:10]}]
NAMED = [{**PERSONS[1], "seat": "钱 二"}, {**PERSONS[1], "seat": "办公室甲主任"}]
DIGITS = "12345678900987654321"


async def filled(store: Store) -> Office:
    """An office with twelve archived records: a survey of the Office's, eleven proposals."""
    of = await office(store)
    mwc = Actor("委员工作委员会甲", "command")
    for at in range(11):
        form = WorkForm(
            title=f"提案 {at}", day=date(2022, 3, 1), key=f"T{at}", authors=[Author(of.members[0])]
        )
        await desk(store, actor=mwc).enter(CODE, YEAR, "提案", form)
    async with store.writing() as connection:
        await connection.execute(update(Record).values(state="archived"))
    return of


def mwc(of: Office, http: Any) -> Holder:
    return Holder(http, token=of.tokens["委员工作委员会"], headers={})


def errors(payload: Json) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in payload["errors"]]


async def test_a_sample_from_the_frame_to_the_results(store: Store, tmp_path: Path) -> None:
    of = await filled(store)
    async with served(store) as http:
        committee = mwc(of, http)
        # Of twelve one may be faulty: only who sees all finds it with certainty of 95 %.
        proposed = (await committee.ask(PROPOSED))["data"]["committee"]["sampleProposal"]
        assert proposed == {"records": 12, "proposed": 12}
        frozen = (await committee.change(FREEZE, frame={"year": YEAR}))["sample"]
        assert (frozen["state"], frozen["version"], frozen["records"]) == ("FROZEN", 1, 12)
        assert (frozen["seed"], frozen["drawn"]["nodes"]) == (None, [])
        drawn = (await committee.change(DRAW, number=1, version=1, persons=PERSONS, size=3))["sample"]
        seed = DIGITS + frozen["digest"]
        assert (drawn["state"], drawn["seed"]) == ("DRAWN", seed)
        assert drawn["persons"] == [
            {"seat": "主持 人", "digits": "1234567890"},
            {"seat": "监督员", "digits": "0987654321"},
        ]
        ids = [str(one.id) for one in await rows(store, Record)]
        expected = list(sampler(ids, seed=seed, output="id"))
        assert [str(one["rowNumber"]) for one in drawn["drawn"]["nodes"]] == expected[:3]
        # A larger sample goes on, and a part has what the order has of it.
        larger = (await committee.change(EXTEND, number=1, version=2, size=5))["sample"]
        assert [str(one["rowNumber"]) for one in larger["drawn"]["nodes"]] == expected[:5]
        part = {"number": 1, "version": 3, "size": 1, "kinds": ["调研"], "departments": ["办公室"]}
        more = (await committee.change(EXTEND, **part))["sample"]
        taken = {*expected[:5], str(of.record)}
        assert [str(one["rowNumber"]) for one in more["drawn"]["nodes"]] == [
            one for one in expected if one in taken
        ]
        assert [(one["kinds"], one["records"], one["size"]) for one in more["draws"]] == [
            (None, 12, 5),
            (["调研"], 1, 1),
        ]
        page = await http.get("/samples/1", headers=bearing(of, "结果查阅"))
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        for said in (frozen["digest"], seed, "主持 人", "调研", "办公室"):
            assert said in page.text
        packed = await http.get("/samples/1/files", headers=bearing(of, "结果查阅"))
    with ZipFile(BytesIO(packed.content)) as zipped:
        zipped.extractall(tmp_path)
    frame = (tmp_path / "frame.txt").read_bytes()
    assert sha256(frame).hexdigest() == frozen["digest"]
    # Nothing in it names anybody or says a title.
    assert "提案 1" not in frame.decode()
    assert "赵一" not in frame.decode()
    assert frame.decode().splitlines()[1] == f"{of.record}\t1\t调研\t办公室"
    assert (tmp_path / "list.txt").read_text().split() == [one for one in expected if one in taken]
    for words, told in ((["5"], expected[:5]), (["1", "调研"], [str(of.record)])):
        run = subprocess.run(
            [sys.executable, str(tmp_path / "repeat.py"), *words], capture_output=True, text=True, check=True
        )
        assert run.stdout.split() == told
    noted = await lines(store, "freeze", "draw", "extend")
    assert noted[0]["after"] == {"digest": frozen["digest"], "records": 12}
    assert noted[1]["after"]["digits"] == DIGITS
    assert all("王" not in str(line["after"]) for line in noted)


def bearing(of: Office, role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {of.tokens[role]}"}


async def test_findings_and_what_they_come_to(store: Store) -> None:
    of = await filled(store)
    async with served(store) as http:
        committee = mwc(of, http)
        assert codes(await committee.change(FREEZE, frame={"year": YEAR})) == []
        drawn = (await committee.change(DRAW, number=1, version=1, persons=PERSONS, size=2))["sample"]
        first, second = (one["record"]["id"] for one in drawn["drawn"]["nodes"])
        wrong = {"record": first, "version": 0, "fault": True}
        assert errors(await committee.change(FIND, number=1, finding=wrong)) == [("BAD_USER_INPUT", "what")]
        wrong["what"] = "少一名作者"
        assert errors(await committee.change(FIND, number=1, finding=wrong)) == [("BAD_USER_INPUT", "cure")]
        assert codes(await committee.change(FIND, number=1, finding={**wrong, "cure": "RETURN"})) == []
        late = await committee.change(FIND, number=1, finding={**wrong, "cure": "COUNTER_ENTRY"})
        assert errors(late) == [("CONFLICT", "version")]
        half = (await committee.change(FIND, number=1, finding={**wrong, "version": 1, "cure": "RETURN"}))[
            "sample"
        ]
        # Nothing is said of all before all that were drawn are examined.
        (draw,) = half["draws"]
        assert (draw["examined"], draw["faults"], draw["low"], draw["high"]) == (1, 1, None, None)
        sound = {"record": second, "version": 0, "fault": False}
        assert errors(await committee.change(FIND, number=1, finding={**sound, "what": "有"})) == [
            ("BAD_USER_INPUT", "what")
        ]
        done = (await committee.change(FIND, number=1, finding=sound))["sample"]
        # One of two: 1 - sqrt(0.975) = 1.258 % and sqrt(0.975) = 98.742 %, rounded outward.
        (draw,) = done["draws"]
        assert (draw["examined"], draw["faults"], draw["low"], draw["high"]) == (2, 1, "1.2", "98.8")
        found = done["drawn"]["nodes"][0]["finding"]
        assert (found["what"], found["cure"], found["version"]) == ("少一名作者", "RETURN", 2)
        other = {"record": encode("Record", 999), "version": 0, "fault": False}
        assert errors(await committee.change(FIND, number=1, finding=other)) == [("NOT_FOUND", "record")]
        # A record that is changed after the frame was fixed is shown as such.
        assert not any(one["changed"] for one in done["drawn"]["nodes"])
        at = next(at for at, one in enumerate(done["drawn"]["nodes"]) if one["kind"] == "提案")
        row, by = done["drawn"]["nodes"][at]["rowNumber"], Actor("委员工作委员会甲", "command")
        await desk(store, actor=by).correct(row, 1, WorkForm(title="停车"), "题目写错")
        # What is archived is as it was, until the correction takes effect.
        await Reviewing(store, Live(Boards()), by).decide(CODE, row, 1, approve=True)
        query = f'{{ committee(code: "{CODE}") {{ sample(number: 1) {{ ...told }} }} }}{TOLD}'
        now = (await committee.ask(query))["data"]["committee"]["sample"]["drawn"]["nodes"][at]
        assert (now["versionThen"], now["versionNow"], now["changed"]) == (1, 2, True)


def given(*digits: str) -> list[dict[str, str]]:
    return [{"seat": f"甲{at}", "digits": one} for at, one in enumerate(digits)]


async def test_what_cannot_be_done_is_told_with_its_field(store: Store) -> None:
    of = await filled(store)
    draw = {"number": 1, "version": 1, "persons": PERSONS, "size": 3}
    async with served(store) as http:
        committee = mwc(of, http)
        for frame, expected in (
            ({"year": YEAR, "kinds": ["没有"]}, ("NOT_FOUND", "kinds")),
            ({"year": YEAR, "kinds": ["视察"]}, ("CONFLICT", "year")),
            ({"year": YEAR, "departments": ["提案委员会", "提案委"]}, ("NOT_FOUND", "departments")),
            ({"year": 2020}, ("NOT_FOUND", "year")),
            ({"year": YEAR, "kinds": []}, ("BAD_USER_INPUT", "frame.kinds")),
            ({"year": YEAR, "since": "2022-05-01", "until": "2022-04-01"}, ("BAD_USER_INPUT", "until")),
        ):
            assert (frame, errors(await committee.change(FREEZE, frame=frame))) == (frame, [expected])
        (typed,) = (await committee.change(FREEZE, frame={"year": YEAR, "departments": ["提案委"]}))["errors"]
        there = "办公室、提案委员会"
        assert typed["message"] == f"没有“提案委”这个部门；{YEAR} 年有已归档记录的：{there}"
        assert codes(await committee.change(FREEZE, frame={"year": YEAR})) == []
        for more, expected in (
            ({"persons": given("1" * 20)}, ("BAD_USER_INPUT", "persons")),
            ({"persons": given("1" * 10, "1" * 9)}, ("BAD_USER_INPUT", "persons")),
            ({"persons": given("1" * 20, "")}, ("BAD_USER_INPUT", "persons[1].digits")),
            ({"persons": given("1" * 19, "１")}, ("BAD_USER_INPUT", "persons[1].digits")),
            ({"persons": [PERSONS[0], {**PERSONS[0], "seat": "主持 人"}]}, ("BAD_USER_INPUT", "persons")),
            ({"persons": [PERSONS[0], {**PERSONS[1], "seat": " "}]}, ("BAD_USER_INPUT", "persons[1].seat")),
            # A member's name; that of one of the staff within more words.
            ({"persons": [NAMED[0], PERSONS[0]]}, ("BAD_USER_INPUT", "persons[0].seat")),
            ({"persons": [PERSONS[0], NAMED[1]]}, ("BAD_USER_INPUT", "persons[1].seat")),
            ({"size": 0}, ("BAD_USER_INPUT", "size")),
            ({"size": 13}, ("BAD_USER_INPUT", "size")),
            ({"size": 2, "kinds": ["视察"]}, ("CONFLICT", "kinds")),
            ({"version": 2}, ("CONFLICT", "version")),
            ({"number": 9}, ("NOT_FOUND", "number")),
        ):
            assert (more, errors(await committee.change(DRAW, **(draw | more)))) == (more, [expected])
        extended = await committee.change(EXTEND, number=1, version=1, size=3)
        assert errors(extended) == [("CONFLICT", "number")]
        first = await committee.change(DRAW, **draw, key="k")
        assert (first["repeated"], codes(first)) == (False, [])
        assert (await committee.change(DRAW, **draw, key="k"))["repeated"] is True
        # Nobody draws twice from a frame, gives it up once it was drawn, or makes a sample smaller.
        assert errors(await committee.change(DRAW, **(draw | {"version": 2}))) == [("CONFLICT", "number")]
        assert errors(await committee.change(ABANDON, number=1, version=2)) == [("CONFLICT", "number")]
        smaller = await committee.change(EXTEND, number=1, version=2, size=3)
        assert errors(smaller) == [("CONFLICT", "size")]
        whose = await committee.change(EXTEND, number=1, version=2, size=1, departments=["提案委"])
        (told,) = whose["errors"]
        said = "有的部门：办公室、提案委员会；有的种类：" in told["message"]
        assert (told["code"], said) == ("CONFLICT", True)
        assert codes(await committee.change(FREEZE, frame={"year": YEAR})) == []
        given_up = (await committee.change(ABANDON, number=2, version=1))["sample"]
        assert given_up["state"] == "ABANDONED"
        assert errors(await committee.change(DRAW, **(draw | {"number": 2, "version": 2}))) == [
            ("CONFLICT", "number")
        ]
    digests = {one.digest for one in await rows(store, Sample)}
    assert len(digests) == 2


async def test_of_two_who_draw_at_once_one_is_told_to_look_again(store: Store) -> None:
    of = await filled(store)
    async with served(store) as http:
        committee = mwc(of, http)
        assert codes(await committee.change(FREEZE, frame={"year": YEAR})) == []
        draw = {"number": 1, "version": 1, "size": 3}
        found = await asyncio.gather(
            committee.change(DRAW, **draw, persons=PERSONS),
            committee.change(DRAW, **draw, persons=given("1" * 10, "2" * 10)),
            committee.change(ABANDON, number=1, version=1),
        )
        told = sorted(tuple(errors(one)) for one in found)
        assert told == [(), (("CONFLICT", "version"),), (("CONFLICT", "version"),)]


async def test_of_two_who_note_a_finding_at_once_one_is_told_to_look_again(store: Store) -> None:
    of = await filled(store)
    another = Store.open(store.url.render_as_string(False))
    async with served(store) as http, served(another) as elsewhere:
        here, there = mwc(of, http), mwc(of, elsewhere)
        assert codes(await here.change(FREEZE, frame={"year": YEAR})) == []
        drawn = (await here.change(DRAW, number=1, version=1, persons=PERSONS, size=1))["sample"]
        record = drawn["drawn"]["nodes"][0]["record"]["id"]
        faulty = {"fault": True, "what": "少一名作者", "cure": "RETURN"}
        # Of the first that is noted, and of a change of it.
        for version, said in ((0, faulty), (1, {**faulty, "cure": "COUNTER_ENTRY"})):
            of_record = {"record": record, "version": version}
            found = await asyncio.gather(
                here.change(FIND, number=1, finding={**of_record, **said}),
                there.change(FIND, number=1, finding={**of_record, "fault": False}),
            )
            assert sorted(tuple(errors(one)) for one in found) == [(), (("CONFLICT", "version"),)]
            (row,) = await rows(store, SampleFinding)
            assert (row.version, row.fault) == (version + 1, errors(found[0]) == [])
    await another.close()


async def test_the_page_is_for_those_who_read_results_of_the_committee(store: Store) -> None:
    of, other = await filled(store), await office(store, OTHER)
    async with served(store) as http:
        assert codes(await mwc(of, http).change(FREEZE, frame={"year": YEAR})) == []
        for path in ("/samples/1", "/samples/1/files"):
            assert (await http.get(path)).status_code == 401
            seen = {role: (await http.get(path, headers=bearing(of, role))).status_code for role in of.tokens}
            may = {"委员工作委员会", "办公室", "专门委员会", "大会发言组", "结果查阅"}
            assert {role for role, status in seen.items() if status == 200} == may
            assert set(seen.values()) == {200, 403}
            stranger = bearing(other, "委员工作委员会")
            assert (await http.get(path, headers=stranger)).status_code == 404
        for path in ("/samples/9", "/samples/x", "/samples/9/files"):
            assert (await http.get(path, headers=bearing(of, "结果查阅"))).status_code == 404


@pytest.mark.parametrize("changed", ["frame = 'x'", "digest = 'x'", "frozen_by = 'x'", "digits = '1'"])
async def test_the_database_keeps_a_frame_and_its_digits(store: Store, changed: str) -> None:
    of = await filled(store)
    async with served(store) as http:
        committee = mwc(of, http)
        assert codes(await committee.change(FREEZE, frame={"year": YEAR})) == []
        drawn = await committee.change(DRAW, number=1, version=1, persons=PERSONS, size=3)
        assert codes(drawn) == []
    for statement in (f"update samples set {changed}", "delete from samples"):
        with pytest.raises(IntegrityError):
            async with store.writing() as connection:
                await connection.execute(text(statement))
