"""The texts of a committee's opinion items in memory, found by their words and by how alike they are.

It never changes: what is added or taken out makes another one, of few new segments beside those that stay. An
item that is taken out leaves nothing behind, since its segment is written anew without it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from services.opinions.bigrams import Numbers, Segment, beginnings, pairs_of, segment

# The most texts of a segment. Writing one of so many takes some 100 ms.
MOST = 1_024
# A pair that more than a tenth of the texts have tells nothing of likeness; in few texts each one tells.
COMMON, FEW = 0.1, 20
_LITTLE = 1e-9
_MARKS = re.compile(r"\W+")
_LOGARITHMS = 1 + np.log(np.maximum(np.arange(256), 1)).astype(np.float32)


class Like(NamedTuple):
    """An item whose text is like another: how much, from 0 to 1."""

    number: int
    likeness: float


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Segments, which share no item; the `lengths` of their texts as vectors, by the weights of `pairs`: each
    was in so many (`frequent`) of the texts that there were (`weighed`) when that was counted last.
    """

    segments: tuple[Segment, ...] = ()
    lengths: Mapping[Segment, Numbers] = field(default_factory=dict)
    pairs: Numbers = field(default_factory=lambda: np.zeros(0, np.uint32))
    frequent: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    weighed: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.segments))

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        arrays = sum(
            one.nbytes
            for each in self.segments
            for one in (each.numbers, each.pairs, each.starts, each.places, each.often)
        )
        # Two bytes a character, as the machine keeps Chinese.
        texts = sum(2 * len(text) for each in self.segments for text in each.texts)
        return arrays + texts + self.pairs.nbytes + self.frequent.nbytes

    def changed(self, texts: Mapping[int, str], gone: Collection[int] = ()) -> "TextIndex":
        """The same with these written texts in place of what these items had, and without those that went."""
        old = np.array(sorted({*texts, *gone}), np.int64)
        kept: list[Segment] = []
        for each in self.segments:
            out = np.isin(each.numbers, old)
            kept.append(_without(each, out) if out.any() else each)
        items = list(texts.items())
        kept += [segment(items[at : at + MOST]) for at in range(0, len(items), MOST)]
        return self._weighed(_merged([each for each in kept if len(each)]))

    def with_words(self, words: Iterable[str]) -> Numbers:
        """The numbers of the items that have all of these words, the newest first."""
        words = tuple(words)
        found = [each.with_words(words) for each in self.segments]
        return np.sort(np.concatenate(found or [np.zeros(0, np.int64)]))[::-1]

    def alike(self, text: str, least: float) -> list[Like]:
        """The items whose texts are like a written one, by at least so much; the most alike first."""
        pairs, often = _counted(text)
        weights = self._weights(pairs)
        told = weights > 0
        pairs, weights, said = pairs[told], weights[told], _LOGARITHMS[np.minimum(often[told], 255)]
        length = float(np.sqrt(((said * weights) ** 2).sum()))
        found: list[Like] = []
        for each in self.segments:
            # The weight of a pair counts on both sides.
            products = _products(each, pairs, said * weights**2)
            likeness = products / np.maximum(self.lengths[each] * length, _LITTLE)
            found += [
                Like(int(each.numbers[at]), round(float(likeness[at]), 4))
                for at in np.flatnonzero(likeness >= least)
            ]
        return sorted(found, key=lambda one: (-one.likeness, -one.number))

    def shared(self, text: str, other: str, most: int, longest: int) -> list[str]:
        """What stands in both of two written texts, the most telling first: of each only its beginning."""
        runs = list(dict.fromkeys(_runs(text, other)))
        weights = [float(self._weights(pairs_of(one)).sum()) for one in runs]
        found: list[str] = []
        for weight, said in sorted(zip(weights, runs, strict=True), key=lambda one: -one[0]):
            if weight and len(found) < most and not any(said in one for one in found):
                found.append(said)
        return [one if len(one) <= longest else f"{one[:longest]}…" for one in found]

    def text(self, number: int) -> str | None:
        """The written text of an item; None where there is none."""
        for each in self.segments:
            for at in np.flatnonzero(each.numbers == number).tolist():
                return each.texts[int(at)]
        return None

    def _weights(self, pairs: Numbers) -> Numbers:
        """How much each pair tells; nothing where too many texts have it, or none."""
        if not len(self.pairs):
            return np.zeros(len(pairs), np.float32)
        at = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
        spread = np.where(self.pairs[at] == pairs, self.frequent[at], 1)
        told = (spread <= max(FEW, COMMON * self.weighed)) & (pairs > 0xFFFF)
        return np.where(told, np.log1p(self.weighed / spread), 0).astype(np.float32)

    def _weighed(self, segments: Sequence[Segment]) -> "TextIndex":
        """These segments, each text with its length; how frequent pairs are is counted anew only where the
        texts are many more, or fewer, than when that was done last.
        """
        count = sum(map(len, segments))
        if self.weighed and 0.9 <= count / self.weighed <= 1.1:
            made = replace(self, segments=tuple(segments))
        else:
            pairs, frequent = _frequent(segments)
            made = TextIndex(tuple(segments), {}, pairs, frequent, count)
        lengths = {
            each: made.lengths[each] if each in made.lengths else _lengths(each, made._weights(each.pairs))
            for each in segments
        }
        return replace(made, lengths=lengths)


def _without(each: Segment, out: Numbers) -> Segment:
    left = np.flatnonzero(~out).tolist()
    return segment([(int(each.numbers[at]), each.texts[at]) for at in left])


def _merged(segments: list[Segment]) -> list[Segment]:
    """The same texts in few segments: each is at least twice as large as the next, but for full ones."""
    found: list[Segment] = []
    for each in sorted(segments, key=len, reverse=True):
        found.append(each)
        while (
            len(found) > 1 and len(found[-2]) < 2 * len(found[-1]) and len(found[-2]) + len(found[-1]) <= MOST
        ):
            last, before = found.pop(), found.pop()
            found.append(segment([*_items(before), *_items(last)]))
    return found


def _items(each: Segment) -> list[tuple[int, str]]:
    return list(zip(each.numbers.tolist(), each.texts, strict=True))


def _counted(text: str) -> tuple[Numbers, Numbers]:
    pairs, often = np.unique(pairs_of(text), return_counts=True)
    return pairs, often


def _frequent(segments: Sequence[Segment]) -> tuple[Numbers, Numbers]:
    """Every pair, in rising order, and in how many texts it is."""
    if not segments:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    every = np.concatenate([each.pairs for each in segments])
    spread = np.concatenate([each.spread for each in segments])
    order = np.argsort(every, kind="stable")
    every, spread = every[order], spread[order]
    begins = beginnings(every)
    return every[begins], np.add.reduceat(spread, begins)


def _lengths(each: Segment, weights: Numbers) -> Numbers:
    """How long each text of a segment is, as a vector."""
    squares = (_LOGARITHMS[each.often] * np.repeat(weights, each.spread)) ** 2
    return np.sqrt(np.bincount(each.places, squares, len(each)))


def _products(each: Segment, pairs: Numbers, weights: Numbers) -> Numbers:
    """How much of a vector each text of a segment has."""
    at = np.searchsorted(each.pairs, pairs)
    at[at == len(each.pairs)] = 0
    there = each.pairs[at] == pairs
    at, weights = at[there], weights[there]
    begins, spread = each.starts[at], each.spread[at]
    # The rows of each pair, one pair behind the other.
    ends = np.cumsum(spread)
    rows = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - ends + spread, spread)
    told = _LOGARITHMS[each.often[rows]] * np.repeat(weights, spread)
    return np.bincount(each.places[rows], told, len(each))


def _runs(text: str, other: str) -> Iterator[str]:
    """What stands in both texts, as long as it goes, of two characters at least; no marks in it."""
    for part in _MARKS.split(text):
        begin = 0
        while begin + 2 <= len(part):
            end = begin + 1
            while end < len(part) and part[begin : end + 1] in other:
                end += 1
            if end - begin >= 2:
                yield part[begin:end]
            begin = end
