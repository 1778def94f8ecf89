"""Sources of facts: what they are, with all their attributes. Facts that say the same have one source.

A committee has millions of facts that differ in little more than who and when; their attributes are merged
and coded once for each different content.
"""

from collections.abc import Mapping

from rules.catalogue import OWNERS_OF_TAKE, Catalogue
from rules.record import Attributes, Record, Value
from rules.remembered import remembered
from scoring.facts import TAKE, Column, Integers, Labelled, Numeric, narrow
from scoring.roster import encode, vocabulary

NONE: Mapping[str, Value] = {}


class Sources:
    """The different sources of a run, numbered as they are met. `takes` has the kind of fact of each."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.takes: list[int] = []
        self._merged: list[dict[str, Value]] = []
        self._places: dict[tuple[int | str, ...], int] = {}
        self._written: dict[tuple[str, tuple[int, ...]], list[int]] = {}
        self._codes: dict[tuple[tuple[str, Value], ...], int] = {}
        self._coded: dict[int, int] = {}
        self._defaults = _defaults(catalogue)

    def participation(self, record: Record, own: Attributes) -> int:
        """The source of a participation with attributes `own`."""
        key = (record.kind, self._code(record.attributes), self._code(own))
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = self._add(record.kind, "participation", record.attributes, own)
        return place

    def authorships(self, record: Record, outcome: Attributes | None = None) -> list[int]:
        """The sources of all authorships of a work in their order, or of the shares in an outcome."""
        code, followed = self._code, -1 if outcome is None else self._code(outcome)
        of_parts = [code(part.attributes) for part in record.parts]
        key = record.kind, (code(record.attributes), record.outsiders, followed, *of_parts)
        places = self._written.get(key)
        if places is None:
            places = self._written[key] = [
                self._authorship(record, at, part.attributes, outcome) for at, part in enumerate(record.parts)
            ]
        return places

    def _authorship(self, record: Record, at: int, own: Attributes, outcome: Attributes | None) -> int:
        """The source of the authorship that stands in place `at`, or of its share in an outcome."""
        authors = len(record.parts) + record.outsiders
        followed = -1 if outcome is None else self._code(outcome)
        key = (record.kind, self._code(record.attributes), authors, at, self._code(own), followed)
        place = self._places.get(key)
        if place is None:
            shared: dict[str, Value] = {"联名": authors > 1, "作者人数": authors, **record.attributes}
            number = own.get("序号", at + 1)
            derived = {"序号": number, "位次": own.get("位次") or ("首" if number == 1 else "联")}
            take = "authorship" if outcome is None else "outcome"
            place = self._add(record.kind, take, shared, {**own, **derived}, outcome or NONE)
            self._places[key] = place
        return place

    def columns(self, source: Integers) -> dict[str, Column]:
        """A column for each attribute any source has, given or by default; `source` is that of each fact."""
        given: dict[str, list[Value | None]] = {}
        for at, merged in enumerate(self._merged):
            for name, value in merged.items():
                if name not in given:
                    given[name] = [None] * len(self._merged)
                given[name][at] = value
        columns: dict[str, Column] = {}
        for name, values in sorted(given.items()):
            attribute = self.catalogue.attributes[name]
            labels = vocabulary(attribute, values)
            coded = encode(attribute, values, labels)
            columns[name] = (
                Numeric(narrow(coded)[source]) if labels is None else Labelled(coded[source], labels)
            )
        return columns

    def _code(self, attributes: Attributes) -> int:
        """A number for the content of some attributes."""
        # The records stay for as long as their sources are looked for: an id() is that of one mapping.
        code = self._coded.get(id(attributes))
        if code is None:
            # True equals 1 here, but no attribute can have both.
            code = self._codes.setdefault(tuple(attributes.items()), len(self._codes))
            self._coded[id(attributes)] = code
        return code

    def _add(self, kind: str, take: str, *attributes: Attributes) -> int:
        """A new source; of attributes that are given twice the later hold."""
        merged = dict(self._defaults[kind, take])
        for some in attributes:
            merged.update(some)
        self._merged.append(merged)
        self.takes.append(TAKE[take])
        return len(self._merged) - 1


@remembered
def _defaults(catalogue: Catalogue) -> dict[tuple[str, str], dict[str, Value]]:
    """What holds for facts of a kind that do not say otherwise, by the kind and what is taken of it."""
    return {
        (kind.name, take): {
            one.name: one.default_value
            for one in catalogue.attributes_of(kind, *owners)
            if one.default_value is not None
        }
        for kind in catalogue.kinds.values()
        for take, owners in OWNERS_OF_TAKE.items()
    }
