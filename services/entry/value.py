"""Values of attributes as people write them, checked by the catalogue; read as cells of files are."""

from collections.abc import Iterable

from files.cell import is_nothing, number, reader, squeezed
from files.cells.day import Years, read_day
from files.cells.half_days import EXPECTED, SPENT, too_many
from files.problem import Refused
from rules.catalogue import Attribute, Catalogue, Kind
from rules.number import LIMIT
from rules.record import Value
from rules.when import QUANTITY_SCALE
from services.entry.form import Faults, Given

LONGEST_TEXT = 500
_OWNERS = {
    "occasion": "会议活动",
    "participation": "参加情况",
    "work": "作品",
    "authorship": "署名",
    "outcome": "结果",
}


class Values:
    """Reads the attributes of records of one kind."""

    def __init__(self, catalogue: Catalogue, kind: Kind, faults: Faults) -> None:
        self.catalogue = catalogue
        self.kind = kind
        self.faults = faults

    def of(self, owner: str, given: Given, path: str) -> dict[str, Value]:
        """The values that `given` says of an occasion, a participation, a work, an authorship, an outcome.

        `path` is where they stand in the form. An empty value says nothing, as an empty cell does.
        """
        own = {attribute.name: attribute for attribute in self.catalogue.attributes_of(self.kind, owner)}
        found: dict[str, Value] = {}
        named: set[str] = set()
        for at, (name, text) in enumerate(given):
            attribute = own.get(name)
            if attribute is None:
                self._foreign(owner, name, own, path, at)
                continue
            field = f"{path}.{name}"
            if name in named:
                self.faults.add(field, f"“{name}”写了两次，只写一次")
            named.add(name)
            value = None if is_nothing(text) else _value(attribute, text)
            if isinstance(value, str) and attribute.type in ("text", "label") and len(value) > LONGEST_TEXT:
                value = Refused(f"“{name}”太长", f"最多 {LONGEST_TEXT} 个字")
            if isinstance(value, Refused):
                self.faults.add(field, told(value))
            elif value is not None:
                found[name] = value
        self._half_days(found, path)
        return found

    def _foreign(self, owner: str, name: str, own: Iterable[str], path: str, at: int) -> None:
        known = name in self.catalogue.attributes
        what = f"“{name}”" if known else "这一项"
        cure = f"可以写：{'、'.join(own)}" if own else "不用写属性"
        field = f"{path}.{name}" if known else f"{path}[{at}]"
        self.faults.add(field, f"“{self.kind.name}”的{_OWNERS[owner]}没有{what}：{cure}")

    def _half_days(self, values: dict[str, Value], path: str) -> None:
        if EXPECTED not in values and not values.keys() & set(SPENT):
            return
        if wrong := too_many(values):
            column, _, refused = wrong
            self.faults.add(f"{path}.{column}", told(refused))


def told(refused: Refused) -> str:
    """A refusal of `files` as one sentence."""
    return f"{refused.message}：{refused.suggestion}" if refused.suggestion else refused.message


def _value(attribute: Attribute, text: str) -> Value | Refused:
    """The value that a text says; the refusals here repeat nothing of it, which may be anything."""
    if attribute.quantity:
        return _quantity(attribute, text)
    if attribute.type == "date":
        return read_day(text, Years())
    value = reader(attribute)(text)
    if isinstance(value, Refused) and attribute.type == "choice" and value.level == "error":
        return Refused(f"“{attribute.name}”没有这一项", value.suggestion)
    if isinstance(value, Refused) and attribute.type == "choice":
        return Refused(f"“{attribute.name}”看不出是哪一项", value.suggestion)
    return value


def _quantity(attribute: Attribute, text: str) -> Value | Refused:
    most = attribute.most or LIMIT
    whole = attribute.type == "integer"
    cure = f"填 0 至 {most} 的{'整数' if whole else '数，最多三位小数'}"
    value = number(squeezed(text))
    if value is None:
        return Refused(f"“{attribute.name}”应是数字", cure)
    if value < 0:
        return Refused(f"“{attribute.name}”不能是负数", cure)
    if value > most:
        return Refused(f"“{attribute.name}”不能超过 {most}", cure)
    if value.denominator == 1:
        return int(value)
    if whole:
        return Refused(f"“{attribute.name}”应是整数", cure)
    if (value * QUANTITY_SCALE).denominator != 1:
        return Refused(f"“{attribute.name}”最多三位小数", cure)
    return value
