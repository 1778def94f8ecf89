"""Words that more items of a quarter say than usual (议8): counted, in how many items, beside the mean of the
quarters before it, both shown, and no score.

A word is what stands together in texts: pairs of neighbours, joined where nearly all that have the pair have
the longer one. There is no dictionary; what is no word is left out by the document beside this.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from services.opinions.analysis import Period, quarter_of
from services.opinions.bigrams import Numbers, written
from services.opinions.text_index import TextIndex
from wordlist import wordlist

FILE = "words.yaml"
# How many pairs are looked at, those that rose most.
CANDIDATES = 100
_FIRST, _LAST = ord("一"), 0x9FFF


@dataclass(frozen=True, slots=True)
class Rising:
    """A word, the items of the quarter that say it, and how many of each quarter before, the oldest first."""

    word: str
    items: frozenset[int]
    before: tuple[int, ...]

    @property
    def mean(self) -> float:
        """Of the quarters before."""
        return sum(self.before) / len(self.before)

    @property
    def more(self) -> float:
        """By how many items it is more than usual."""
        return len(self.items) - self.mean


@dataclass(frozen=True, slots=True)
class Words:
    """The bounds, and what is no word."""

    least: int
    quarters: int
    most: int
    longest: int
    whole: int
    characters: frozenset[str]
    words: frozenset[str]


@cache
def words() -> Words:
    """What the document says."""
    told: dict[str, Any] = wordlist("services.opinions", FILE)
    characters, listed = frozenset(told.pop("characters")), frozenset(told.pop("words"))
    return Words(**told, characters=characters, words=listed)


def quarters_to(day: date) -> list[Period]:
    """The quarter of a day behind those with which it is compared, the oldest first."""
    found = [quarter_of(day)]
    for _ in range(words().quarters):
        found.insert(0, quarter_of(date.fromordinal(found[0].first.toordinal() - 1)))
    return found


def rising(index: TextIndex, received: Mapping[int, date], day: date) -> list[Rising]:
    """The words of the quarter of a day that rose most; `received` is when each item came that counts. None
    where the first came after the oldest of the quarters: against nothing everything rises.
    """
    periods = quarters_to(day)
    if not any(since <= periods[0].last for since in received.values()):
        return []
    place = {
        number: at for number, since in received.items() for at, one in enumerate(periods) if since in one
    }
    found: dict[str, Rising] = {}
    for word in _pairs(index, place, len(periods)):
        told = _told(index, place, len(periods), word)
        if told is not None and not _seam(index, place, len(periods), told):
            found[word] = told
    for longer in _joined(index, place, len(periods), found):
        found[longer.word] = longer
    kept = [one for one in found.values() if not _in_longer(one, found.values())]
    return sorted(kept, key=lambda one: (-one.more, one.word))[: words().most]


def _told(index: TextIndex, place: Mapping[int, int], count: int, word: str) -> Rising | None:
    """A word with its counts; None where it did not rise, or too few say it."""
    said: list[set[int]] = [set() for _ in range(count)]
    for number in index.with_words([written([word])[:-1]]).tolist():
        if number in place:
            said[place[number]].add(number)
    one = Rising(word, frozenset(said[-1]), tuple(map(len, said[:-1])))
    return one if len(one.items) >= words().least and one.more > 0 else None


def _pairs(index: TextIndex, place: Mapping[int, int], count: int) -> list[str]:
    """The pairs that rose most, those of plain characters alone."""
    keys, often = [], []
    for each in index.segments:
        quarters = np.array([place.get(int(number), -1) for number in each.numbers], np.int64)
        rows = np.repeat(np.arange(len(each.pairs)), each.spread)
        at = quarters[each.places]
        counts = np.bincount(rows[at >= 0] * count + at[at >= 0], minlength=len(each.pairs) * count)
        keys.append(each.pairs)
        often.append(counts.reshape(-1, count))
    if not keys:
        return []
    pairs, inverse = np.unique(np.concatenate(keys), return_inverse=True)
    total = np.zeros((len(pairs), count), np.int64)
    np.add.at(total, inverse, np.concatenate(often))
    more = total[:, -1] - total[:, :-1].mean(axis=1)
    rose = np.flatnonzero((total[:, -1] >= words().least) & (more > 0) & _plain(pairs))
    order = rose[np.argsort(-more[rose], kind="stable")]
    spelled = (f"{chr(int(pairs[at]) >> 16)}{chr(int(pairs[at]) & 0xFFFF)}" for at in order)
    return [one for one in spelled if words().characters.isdisjoint(one)][:CANDIDATES]


def _seam(index: TextIndex, place: Mapping[int, int], count: int, pair: Rising) -> bool:
    """Whether a pair is a word of the list, or stands where such a word begins or ends."""
    front, behind = pair.word[0], pair.word[1]
    wider = [front + one for one in words().words if one.startswith(behind)]
    wider += [one + behind for one in words().words if one.endswith(front)]
    told = (_told(index, place, count, one) for one in wider)
    return pair.word in words().words or any(one is not None and _whole(pair, one) for one in told)


def _plain(pairs: Numbers) -> Numbers:
    front, behind = pairs >> 16, pairs & 0xFFFF
    plain: Numbers = (front >= _FIRST) & (front <= _LAST) & (behind >= _FIRST) & (behind <= _LAST)
    return plain


def _joined(
    index: TextIndex, place: Mapping[int, int], count: int, pairs: Mapping[str, Rising]
) -> list[Rising]:
    """Longer words of pairs that overlap, where nearly all that say the shorter one say the longer one."""
    found: list[Rising] = []
    grown: Sequence[Rising] = list(pairs.values())
    for _ in range(words().longest - 2):
        longer: dict[str, Rising] = {}
        for one in grown:
            for pair in pairs:
                if one.word[-1] == pair[0] and one.word + pair[1] not in longer:
                    told = _told(index, place, count, one.word + pair[1])
                    if told is not None and _whole(one, told):
                        longer[told.word] = told
        found += longer.values()
        grown = list(longer.values())
    return found


def _whole(shorter: Rising, longer: Rising) -> bool:
    return 100 * len(longer.items) >= words().whole * len(shorter.items)


def _in_longer(one: Rising, others: Collection[Rising]) -> bool:
    return any(one.word in each.word and each.word != one.word and _whole(one, each) for each in others)
