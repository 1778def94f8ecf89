"""Values of attributes as JSON, exact: decimals and days are text, told apart by the attribute's type."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from rules.catalogue import Attribute, Catalogue
from rules.number import decimal
from rules.record import Attributes, Value

JsonValue = str | bool | int


def to_json(attribute: Attribute, value: Value) -> JsonValue:
    """A value for JSON: days as 2022-03-15, numbers as decimal text, labels and truth as they are."""
    if isinstance(value, date):
        return value.isoformat()
    if attribute.type == "number":
        return decimal(Fraction(value))
    return int(value) if isinstance(value, Fraction) else value


def from_json(attribute: Attribute, value: Any) -> Value:
    """The value that `to_json` made JSON of."""
    if attribute.type == "date":
        return date.fromisoformat(value)
    if attribute.type == "number":
        return Fraction(value)
    return value  # type: ignore[no-any-return]


def attributes_to_json(catalogue: Catalogue, attributes: Attributes) -> dict[str, JsonValue]:
    """Attributes for JSON, each by its type in the catalogue."""
    return {name: to_json(catalogue.attributes[name], value) for name, value in attributes.items()}


def attributes_from_json(catalogue: Catalogue, attributes: Mapping[str, Any]) -> dict[str, Value]:
    """The attributes that `attributes_to_json` made JSON of; unknown names are left out."""
    known = catalogue.attributes
    return {name: from_json(known[name], value) for name, value in attributes.items() if name in known}
