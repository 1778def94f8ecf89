"""What the records of each kind carry, worked out of the catalogue once for a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from files.cell import name_text
from rules.catalogue import Attribute, Catalogue, Kind
from rules.record import Value

Owner = Literal["record", "part", "outcome"]


@dataclass(frozen=True, slots=True)
class Carried:
    """`owners` says of each attribute whether the record, each person in it, or an outcome carries it.

    `telling` are the attributes by which several uses of one text on one day differ: spoken and printed.
    `position`, `rank` and `joint` follow from the list of authors; None where the kind has none. `behind`
    are the words in parentheses that say something of a person's part: `张三（执笔）`.
    """

    kind: Kind
    owners: dict[str, Owner]
    record_defaults: dict[str, Value]
    part_defaults: dict[str, Value]
    telling: tuple[str, ...]
    position: Attribute | None
    rank: Attribute | None
    joint: Attribute | None
    behind: dict[str, tuple[str, str]]

    @property
    def ranked(self) -> bool:
        """Whether the order of the authors means anything."""
        return self.position is not None or self.rank is not None

    @property
    def ranks(self) -> tuple[str | None, str | None]:
        """The labels of the first author and of the others, as the catalogue lists them."""
        values = list(self.rank.values) if self.rank else []
        return (values[0], values[1]) if len(values) > 1 else (None, None)

    def of(self, owner: Owner) -> list[str]:
        return [name for name, each in self.owners.items() if each == owner]


def carried(catalogue: Catalogue) -> dict[str, Carried]:
    """For each kind by its name."""
    return {kind.name: _carried(catalogue, kind) for kind in catalogue.kinds.values()}


def _carried(catalogue: Catalogue, kind: Kind) -> Carried:
    occasion = kind.form == "occasion"
    record = catalogue.attributes_of(kind, "occasion" if occasion else "work")
    part = catalogue.attributes_of(kind, "participation" if occasion else "authorship")
    outcome = [] if occasion else catalogue.attributes_of(kind, "outcome")
    owners: dict[str, Owner] = {attribute.name: "outcome" for attribute in outcome}
    owners |= {attribute.name: "part" for attribute in part}
    owners |= {attribute.name: "record" for attribute in record}
    derived = {a.derived: a for a in (*record, *part) if a.derived}
    return Carried(
        kind=kind,
        owners=owners,
        record_defaults=defaults(record),
        part_defaults=defaults(part),
        telling=tuple(a.name for a in record if a.type == "choice") if kind.same_matter else (),
        position=derived.get("position"),
        rank=derived.get("rank"),
        joint=derived.get("joint"),
        behind=_behind_names(part),
    )


def _behind_names(part: Iterable[Attribute]) -> dict[str, tuple[str, str]]:
    """Attribute and label of each word that can mean one only; a label comes before another's synonym."""
    labels: dict[str, set[tuple[str, str]]] = {}
    synonyms: dict[str, set[tuple[str, str]]] = {}
    for attribute in part:
        if attribute.type != "choice" or attribute.derived:
            continue
        for label, others in attribute.values.items():
            labels.setdefault(name_text(label), set()).add((attribute.name, label))
            for word in others:
                synonyms.setdefault(name_text(word), set()).add((attribute.name, label))
    meant = synonyms | labels
    return {word: next(iter(found)) for word, found in meant.items() if len(found) == 1}


def defaults(attributes: Iterable[Attribute]) -> dict[str, Value]:
    """The values that the catalogue gives where a file gives none."""
    return {each.name: each.default_value for each in attributes if each.default_value is not None}
