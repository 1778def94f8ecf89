"""Groups of opinion items that say much the same: what the meeting of analysis looks at together (议8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.opinions.likeness import bounds
from services.opinions.text_index import TextIndex

# The newest of a period are compared; how many groups are told, and how many items of one.
COMPARED, MOST_GROUPS, MOST_ITEMS = 200, 20, 20


@dataclass(frozen=True, slots=True)
class AlikeGroup:
    """Items of which each is like another of the group, not like all; what the two oldest both say."""

    items: tuple[int, ...]
    shared: tuple[str, ...]


def groups_alike(index: TextIndex, numbers: Iterable[int]) -> list[AlikeGroup]:
    """The groups of two items at least among the newest of these, the largest first."""
    newest = sorted(numbers)[-COMPARED:]
    texts = {number: text for number in newest if (text := index.text(number)) is not None}
    head = {number: number for number in texts}

    def first(number: int) -> int:
        while head[number] != number:
            number = head[number]
        return number

    for number, text in texts.items():
        for other in index.alike(text, bounds()["least"] / 100):
            if other.number < number and other.number in texts:
                one, two = sorted((first(number), first(other.number)))
                head[two] = one
    groups: dict[int, list[int]] = {}
    for number in texts:
        groups.setdefault(first(number), []).append(number)
    large = sorted((one for one in groups.values() if len(one) > 1), key=lambda one: (-len(one), one[0]))
    return [
        AlikeGroup(tuple(one), tuple(_shared(index, texts[one[0]], texts[one[1]])))
        for one in large[:MOST_GROUPS]
    ]


def _shared(index: TextIndex, text: str, other: str) -> list[str]:
    return index.shared(text, other, bounds()["shared"], bounds()["longest"])
