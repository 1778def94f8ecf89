"""The same work by Polars and DuckDB: the totals of all members by the measure of `bench.measure`.

Of one thread. Each is written as its users would: labels as enums, rules as expressions or SQL over one
table, which the optimizer sees whole. Loading the table is not counted. Points are in hundredths, as the
measure rounds.
"""

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from bench import population
from bench.fold_figure import Figure, figure, tell
from bench.measure import FORMS, occasion, work
from scoring.facts import TAKE, Array, Facts, Integers, Labelled
from scoring.items import EPOCH
from scoring.roster import Roster

LABELLED = ["状态", "必须参加", "位次", "结果", "采用层级", "合并", "确认"]
WORTH = {"市政协": 3, "省政协": 6, "全国单篇": 12}
# What a peer computes: the points of all members, in hundredths.
Totals = Callable[[], Integers]


def installed() -> list[str]:
    """The peers that are there."""
    return [name for name in PEERS if find_spec(name.lower())]


def theirs(name: str, members: int, leaves: int, times: int) -> Figure:
    """The figure of a peer, its table loaded."""
    facts, roster = population.facts(members), population.roster(members)
    totals = PEERS[name](facts, roster, leaves)
    return figure(lambda: (totals(), 100), times)


def _columns(facts: Facts) -> dict[str, Labelled]:
    take = Labelled(facts.take + np.int8(1), tuple(TAKE))
    return {"take": take, "kind": facts.kind, **{name: _labelled(facts, name) for name in LABELLED}}


def _labelled(facts: Facts, name: str) -> Labelled:
    column = facts.columns[name]
    assert isinstance(column, Labelled)
    return column


def _role(roster: Roster) -> Labelled:
    column = roster.at_end("身份")
    assert isinstance(column, Labelled)
    return column


# Polars


def _polars(facts: Facts, roster: Roster, leaves: int) -> Totals:
    # Read when it is imported.
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars as pl

    def enum(column: Labelled) -> Any:
        labels = pl.Series([None, *column.labels], dtype=pl.Enum(list(column.labels)))
        return labels.gather(column.codes.astype(np.uint32))

    table = pl.DataFrame(
        {
            "member": facts.member,
            "work": facts.work,
            "day": pl.Series(facts.day - EPOCH).cast(pl.Date),
            **{name: enum(column) for name, column in _columns(facts).items()},
        }
    )
    members = pl.DataFrame({"member": np.arange(roster.n, dtype=np.int32), "身份": enum(_role(roster))})
    inside = table.lazy().filter(pl.col("day").is_between(*population.PERIOD))
    parts = [_polars_rule(pl, at, inside, members.lazy()) for at in range(leaves)]

    def totals() -> Integers:
        summed = pl.concat(parts).group_by("member").agg(pl.col("points").sum().clip(lower_bound=0))
        everybody = members.lazy().join(summed, on="member", how="left", maintain_order="left")
        found: Integers = everybody.select(pl.col("points").fill_null(0)).collect()["points"].to_numpy()
        return found

    return totals


def _polars_rule(pl: Any, at: int, facts: Any, members: Any) -> Any:
    """The points of each member by the rule of this place, before the root."""
    col, form = pl.col, at % FORMS
    attended = facts.filter((col("take") == "participation") & (col("kind") == occasion(at)))
    if form in (0, 1):
        points = (pl.len().cast(pl.Int64) * 200).clip(upper_bound=(8 + at) * 100)
        return attended.filter(col("状态") == "出席").group_by("member").agg(points=points)
    if form == 2:
        points = (
            pl.when(col("状态") == "请假").then(-100).when(col("身份") == "常委").then(-300).otherwise(-200)
        )
        away = attended.filter(col("状态").is_in(["缺席", "请假"])).join(members, on="member")
        return away.group_by("member").agg(points=points.sum().cast(pl.Int64))
    if form == 3:
        written = facts.filter((col("take") == "authorship") & (col("kind") == work(at)))
        points = pl.when(col("位次") == "首").then(500).otherwise(100)
        later = written.group_by("member", maintain_order=True).agg(points=points.slice(1).sum())
        return later.select("member", col("points").cast(pl.Int64).clip(upper_bound=2000))
    if form == 4:
        return _polars_shared(pl, facts.filter(col("kind") == "社情民意"))
    present = attended.filter((col("状态") != "缺席") & (col("必须参加") == "是"))
    of_month = present.group_by("member", col("day").dt.month().alias("month")).agg(points=pl.len())
    capped = (col("points").cast(pl.Int64) * 100).clip(upper_bound=200)
    return of_month.group_by("member").agg(points=capped.sum())


def _polars_shared(pl: Any, facts: Any) -> Any:
    """Of each work the highest outcome, half to its first authors and half to the others."""
    col = pl.col
    counts, leads = col("确认").is_null() | (col("确认") == "是"), col("位次") == "首"
    authors = (
        facts.filter((col("take") == "authorship") & counts)
        .group_by("work")
        .agg(firsts=leads.sum().cast(pl.Int64), others=(~leads).sum().cast(pl.Int64))
    )
    worth = col("采用层级").cast(pl.String).replace_strict(WORTH, default=None, return_dtype=pl.Int64)
    highest = (
        facts.filter(
            (col("take") == "outcome") & (col("结果") == "采用") & col("采用层级").is_in(list(WORTH))
        )
        .with_columns(twice=worth * pl.when(col("合并") == "是").then(1).otherwise(2))
        .sort("member", "work", "twice", descending=[False, False, True], maintain_order=True)
        .unique(["member", "work"], keep="first", maintain_order=True)
        .join(authors, on="work", how="left")
        .with_columns(col("firsts", "others").fill_null(0))
    )
    below = pl.when(leads & (col("others") == 0)).then(col("firsts")).when(leads).then(2 * col("firsts"))
    parts = pl.max_horizontal(below.otherwise(2 * col("others")), 1)
    # Half of a hundredth counts for a whole one.
    points = pl.when(counts).then((100 * col("twice") + parts) // (2 * parts)).otherwise(0)
    return highest.group_by("member").agg(points=points.sum().cast(pl.Int64))


# DuckDB


def _duckdb(facts: Facts, roster: Roster, leaves: int) -> Totals:
    import duckdb

    database = duckdb.connect(":memory:", config={"threads": 1})
    database.execute("SET enable_progress_bar = false")
    numbers: dict[str, Array] = {
        "place": np.arange(facts.n, dtype=np.int32),
        "member": facts.member,
        "work": facts.work,
        "day": facts.day - np.int32(EPOCH),
    }
    columns = _columns(facts)
    selected = ["place", "member", "work", "date '1970-01-01' + day AS day"]
    for at, (name, column) in enumerate(columns.items()):
        numbers[f"c{at}"] = column.codes
        selected.append(f"{_enum(column, f'c{at}')} AS {name}")
    database.register("numbers", numbers)
    database.execute(f"CREATE TABLE every_fact AS SELECT {', '.join(selected)} FROM numbers")
    role = _role(roster)
    database.register("people", {"member": np.arange(roster.n, dtype=np.int32), "role": role.codes})
    database.execute(f"CREATE TABLE members AS SELECT member, {_enum(role, 'role')} AS 身份 FROM people")
    database.execute(
        "CREATE VIEW facts AS SELECT * FROM every_fact WHERE day BETWEEN date '{}' AND date '{}'".format(
            *population.PERIOD
        )
    )
    query = (
        "SELECT coalesce(greatest(sum(points), 0), 0)::BIGINT AS points FROM members LEFT JOIN ("
        + " UNION ALL ".join(_sql(at) for at in range(leaves))
        + ") USING (member) GROUP BY member ORDER BY member"
    )

    def totals() -> Integers:
        found: Integers = database.execute(query).fetchnumpy()["points"]
        return found

    return totals


def _enum(column: Labelled, codes: str) -> str:
    labels = ", ".join(f"'{label}'" for label in column.labels)
    # A list is counted from 1, and what lies outside is missing: as with codes.
    return f"([{labels}])[{codes}]::ENUM ({labels})"


def _sql(at: int) -> str:
    """The points of each member by the rule of this place, before the root."""
    form = at % FORMS
    attended = f"take = 'participation' AND kind = '{occasion(at)}'"
    if form in (0, 1):
        points = f"least(count(*) * 200, {(8 + at) * 100})"
        return (
            f"SELECT member, {points} AS points FROM facts WHERE {attended} AND 状态 = '出席' GROUP BY member"
        )
    if form == 2:
        points = "sum(CASE WHEN 状态 = '请假' THEN -100 WHEN 身份 = '常委' THEN -300 ELSE -200 END)"
        away = f"facts JOIN members USING (member) WHERE {attended} AND 状态 IN ('缺席', '请假')"
        return f"SELECT member, {points} AS points FROM {away} GROUP BY member"
    if form == 3:
        worth = "CASE WHEN 位次 = '首' THEN 500 ELSE 100 END AS worth"
        nth = "row_number() OVER (PARTITION BY member ORDER BY place) AS nth"
        written = (
            f"SELECT member, {worth}, {nth} FROM facts WHERE take = 'authorship' AND kind = '{work(at)}'"
        )
        return (
            f"SELECT member, least(sum(worth), 2000) AS points FROM ({written}) WHERE nth > 1 GROUP BY member"
        )
    if form == 4:
        return SHARED
    present = f"{attended} AND 状态 <> '缺席' AND 必须参加 = '是'"
    of_month = f"SELECT member, least(count(*) * 100, 200) AS points FROM facts WHERE {present}"
    of_month += " GROUP BY member, month(day)"
    return f"SELECT member, sum(points) AS points FROM ({of_month}) GROUP BY member"


SHARED = """
SELECT member, sum(CASE WHEN counts THEN (100 * twice + parts) // (2 * parts) ELSE 0 END) AS points FROM (
    SELECT member, twice, counts, greatest(1, CASE
        WHEN leads AND coalesce(others, 0) = 0 THEN coalesce(firsts, 0)
        WHEN leads THEN 2 * coalesce(firsts, 0) ELSE 2 * coalesce(others, 0) END) AS parts
    FROM (
        SELECT member, work, twice, 位次 = '首' AS leads, coalesce(确认 = '是', true) AS counts,
            row_number() OVER (PARTITION BY member, work ORDER BY twice DESC, place) AS nth
        FROM (
            SELECT *, CASE 采用层级 WHEN '市政协' THEN 3 WHEN '省政协' THEN 6 ELSE 12 END
                * CASE WHEN 合并 = '是' THEN 1 ELSE 2 END AS twice
            FROM facts WHERE take = 'outcome' AND kind = '社情民意' AND 结果 = '采用'
                AND 采用层级 IN ('市政协', '省政协', '全国单篇')
        )
    ) LEFT JOIN (
        SELECT work, count(*) FILTER (WHERE 位次 = '首') AS firsts,
            count(*) FILTER (WHERE 位次 <> '首') AS others
        FROM every_fact
        WHERE take = 'authorship' AND kind = '社情民意' AND coalesce(确认 = '是', true) GROUP BY work
    ) USING (work)
    WHERE nth = 1
) GROUP BY member
"""

PEERS = {"Polars": _polars, "DuckDB": _duckdb}

if __name__ == "__main__":
    tell(theirs(sys.argv[1], *map(int, sys.argv[2:])))
