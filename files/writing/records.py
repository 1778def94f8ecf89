"""Records to a workbook that `files.reading.records` reads as the same records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from files.cell import clean, identifier
from files.cells.heading import Role
from files.cells.kinds import OUTCOMES
from files.cells.outcome_words import FILED
from files.reading.attributes import Carried, carried
from files.sheets.row_text import Row, Value
from files.sheets.workbook import Table, write_workbook
from files.writing.authors import author_rows
from files.writing.cells import cell, header
from files.writing.people import People
from rules.catalogue import Catalogue, Kind
from rules.record import Member, Record

# A cell holds 32,767 characters; two of a name are four bytes and nobody reads even this many.
_LONGEST_CELL = 20_000
_LINKS = 200

# How far a record has come in its review. 状态 is that of whoever came.
REVIEW = "审核状态"

# What a cell says where there is nothing to say, and a blank would be asked about.
NOTHING = "—"

Cells = dict[str, Value]


def write_records(
    path: Path,
    records: Iterable[Record],
    members: Iterable[Member],
    catalogue: Catalogue,
    states: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Writes a sheet for each kind, and 采用与批示. Everybody who has a part is one of `members`.

    `states` says by kind and number how far a record has come, which the readers leave aside.

    A record without any part says nothing of anybody, and no file can hold it: it is left out. Raises OSError
    where the file cannot be written.
    """
    write_workbook(path, _Writing(catalogue, People(members, catalogue), states or {}).tables(records))


@dataclass(slots=True)
class _Writing:
    catalogue: Catalogue
    people: People
    states: Mapping[tuple[str, str], str]
    kinds: dict[str, Carried] = field(init=False)
    links: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kinds = carried(self.catalogue)

    def tables(self, records: Iterable[Record]) -> Iterator[Table]:
        by_kind: dict[str, list[Record]] = defaultdict(list)
        for record in sorted(records, key=lambda each: (each.day, each.key)):
            if record.parts or record.outsiders:
                by_kind[record.kind].append(record)
        self.links = _links(one for group in by_kind.values() for one in group)
        kinds = [kind for kind in self.catalogue.kinds.values() if kind.name in by_kind]
        for kind in kinds or list(self.catalogue.kinds.values())[:1]:
            rows = [row for record in by_kind[kind.name] for row in self._rows(kind, record)]
            yield _table(kind.name, self._headers(kind), rows, *self._telling(kind))
        outcomes = [row for kind in kinds for record in by_kind[kind.name] for row in self._outcomes(record)]
        if outcomes:
            names = [a.name for a in self.catalogue.attributes.values() if "outcome" in a.of]
            headers = ["行号", "日期", "种类", "编号", Role.KEY.value, "题目", *names, "备注"]
            yield _table(OUTCOMES, headers, outcomes)

    def _telling(self, kind: Kind) -> tuple[set[str], set[str]]:
        """The headers that stay though nothing stands under them: a rule may ask for what they tell.

        Those under which each cell then says that there is nothing: the readers ask about an empty column,
        which an office may have forgotten, unless it is one to be ticked.
        """
        own = [self.catalogue.attributes[name] for name in self.kinds[kind.name].owners]
        telling = [one for one in own if one.default is None and one.derived is None]
        return {header(one) for one in telling}, {header(one) for one in telling if not one.ticked}

    def _headers(self, kind: Kind) -> list[str]:
        owners = self.kinds[kind.name].owners
        own = [
            header(self.catalogue.attributes[name]) for name, owner in owners.items() if owner != "outcome"
        ]
        named = ["行号", kind.date, "编号", Role.KEY.value, "题目", "姓名", "委员编号"]
        return [*named, *own, "关联编号", REVIEW]

    def _rows(self, kind: Kind, record: Record) -> Iterator[Cells]:
        """The rows of a record, each with all that is said of the record itself."""
        said: Cells = {kind.date: cell(record.day), **_called(record), "题目": record.title}
        said |= {self._header(name): cell(value) for name, value in record.attributes.items()}
        if FILED in kind.attributes and FILED not in record.attributes:
            # A blank would be asked about.
            said[FILED] = NOTHING
        said["关联编号"] = self.links.get((record.kind, record.key), "")
        said[REVIEW] = self.states.get((record.kind, record.key), "")
        if kind.form == "occasion":
            rows = list(self._present(record))
        else:
            rows = author_rows(record, self.kinds[kind.name], self.people)
        for row in rows:
            yield said | {self._header(name): value for name, value in row.items()}

    def _header(self, name: str) -> str:
        attribute = self.catalogue.attributes.get(name)
        return name if attribute is None else header(attribute)

    def _present(self, record: Record) -> Iterator[Cells]:
        """Those of whom the same is said in one cell; whom a cell cannot name has a row."""
        groups: dict[tuple[tuple[str, Value], ...], list[str]] = defaultdict(list)
        # Whoever came is said in so many words: without it a sheet with 签到 is read as one that people sign.
        defaults = self.kinds[record.kind].part_defaults
        for part in sorted(record.parts, key=lambda part: part.member):
            told = {**defaults, **part.attributes}
            said = tuple(sorted((name, cell(value)) for name, value in told.items()))
            named = self.people.named(part.member)
            if named.number:
                yield {"姓名": named.text, "委员编号": named.number, **dict(said)}
            else:
                groups[said].append(named.text)
        for said, names in groups.items():
            for text in _cells(names):
                yield {"姓名": text, **dict(said)}

    def _outcomes(self, record: Record) -> Iterator[Cells]:
        order = self.kinds[record.kind].of("outcome")
        for outcome in record.outcomes:
            held = [(name, outcome.attributes.get(name)) for name in order]
            says = " ".join(value if isinstance(value, str) else name for name, value in held if value)
            said: Cells = {"日期": cell(outcome.day), "种类": record.kind, "题目": record.title}
            said |= {name: cell(value) for name, value in outcome.attributes.items()}
            # What tells two outcomes of one day apart stands behind what they say.
            yield said | _called(record) | {"备注": outcome.key.removeprefix(says).strip()}


def _called(record: Record) -> Cells:
    """The number; or the natural key, which the readers take as it stands."""
    return {"编号" if identifier(record.key) == record.key else Role.KEY.value: record.key}


def _links(records: Iterable[Record]) -> dict[tuple[str, str], str]:
    """What each record but one of a matter refers to: that one, by its kind and number."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.matter is not None:
            groups[record.matter].append(record)
    found: dict[tuple[str, str], str] = {}
    for group in groups.values():
        named = sorted((text, one.kind, one.key) for one in group if (text := _link(one)))
        if len(group) > 1 and named:
            text, kind, key = named[0]
            found |= {(one.kind, one.key): text for one in group if (one.kind, one.key) != (kind, key)}
    return found


def _link(record: Record) -> str:
    """How a cell refers to the record; empty where no cell can."""
    numbered = identifier(record.key) == record.key
    text = f"{record.kind} {record.key}" if numbered else record.key
    fits = clean(text) == text and "、" not in text and "，" not in text
    # A natural key begins with the kind, so that no record of another kind is called the same.
    plain = record.key[:1] not in "-_:#" if numbered else text.startswith(f"{record.kind} ")
    return text if fits and plain else ""


def _cells(names: Sequence[str]) -> Iterator[str]:
    """Names in as many cells as they need."""
    some: list[str] = []
    length = 0
    for name in names:
        if some and length + len(name) > _LONGEST_CELL:
            yield "、".join(some)
            some, length = [], 0
        some.append(name)
        length += len(name) + 1
    if some:
        yield "、".join(some)


def _table(
    title: str,
    headers: Sequence[str],
    rows: Sequence[Mapping[str, Value]],
    telling: Collection[str] = (),
    dashed: Collection[str] = (),
) -> Table:
    """A sheet of those columns in which something stands, or that tell something if nothing does.

    The first two hold no text, so that no row of records is taken for a total or a signature.
    """
    filled = {name for row in rows for name, value in row.items() if value not in (None, "")}
    needed = {"行号", "编号", "题目", "姓名", *telling} | filled
    kept = [name for name in headers if name in needed or (not rows and name != Role.KEY.value)]
    nothing: Mapping[str, Value] = dict.fromkeys(set(dashed) - filled, NOTHING)
    lines: Iterator[Row] = (
        [at if name == "行号" else nothing.get(name, row.get(name)) for name in kept]
        for at, row in enumerate(rows, 1)
    )
    return Table(title, kept, lines)
