"""Half-days of a meeting: nobody is present, on leave and absent for more than there were."""

from collections.abc import Mapping
from fractions import Fraction

from files.problem import Refused
from rules.number import decimal
from rules.record import Value

EXPECTED = "应到半天"
SURE = "没错"
_MOST_LIKELY = 20
ATTENDED, ON_LEAVE, MISSED = "出席半天", "请假半天", "缺席半天"
SPENT = (ATTENDED, ON_LEAVE, MISSED)


def too_many(attributes: Mapping[str, Value]) -> tuple[str, str, Refused] | None:
    """Where a row has too many half-days: column, what stands there, and what would be right; or None."""
    expected = _quantity(attributes.get(EXPECTED))
    if expected is None:
        return None
    spent = {name: number for name in SPENT if (number := _quantity(attributes.get(name))) is not None}
    most = decimal(expected)
    for name, number in spent.items():
        if number > expected:
            message = f"“{name}”{decimal(number)} 多于“{EXPECTED}”{most}"
            return (
                name,
                decimal(number),
                Refused(message, f"“{name}”至多填 {most}；应到填错的，改“{EXPECTED}”"),
            )
    total = sum(spent.values(), Fraction(0))
    if total <= expected:
        return None
    said = "、".join(f"“{name}”{decimal(number)}" for name, number in spent.items())
    refused = Refused(
        f"{said}，合起来 {decimal(total)}，多于“{EXPECTED}”{most}",
        f"合起来至多 {most}；应到填错的，改“{EXPECTED}”",
    )
    last = list(spent)[-1]
    return last, decimal(spent[last]), refused


def unlikely(value: Value) -> str | None:
    """What to do about more half-days at one occasion than ten days have; None where there are fewer."""
    if (number := _quantity(value)) is None or number <= _MOST_LIKELY:
        return None
    return f"一天是两个半天，{decimal(number)} 个半天是 {decimal(number / 2)} 天；确是的，回答“{SURE}”"


def _quantity(value: Value | None) -> Fraction | None:
    return Fraction(value) if isinstance(value, int | Fraction) else None
