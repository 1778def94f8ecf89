"""Texts by single characters and pairs of neighbours: what is searched for is found in any part of a
sentence, words of one or two characters too, without a dictionary.

Characters are those of UTF-16, so each is a number below 65,536, a rare one two of them. A text is made of
parts; nothing that is found goes beyond one part or one line.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from unicodedata import is_normalized

import numpy as np

from rules.folding import folded

# Between parts and lines, and at the end: no pair leads over it, and nobody can write it.
END = "\0"
Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]
_LINES = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029\0]+")
# Folding is slow where something is to be folded, and of Chinese text it is nearly always marks alone.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_BLANK = re.compile(r"\s")
# A blank counts between letters or digits only: Chinese is written without, whatever a keyboard put in.
_BLANKS = re.compile(r"\s+(?=[^\s!-~])|(?<=[^\s!-~])\s+|^\s+|\s+$")


def written(parts: Iterable[str]) -> str:
    """A text as it is compared: folded, in one case, each line closed by END."""
    return "".join(f"{line}{END}" for part in parts for line in _lines(part) if line)


def _lines(part: str) -> list[str]:
    text = part.translate(_WIDE)
    text = (text if is_normalized("NFKC", text) else folded(text)).casefold()
    lines = _LINES.split(text) if len(text.splitlines()) > 1 or END in text else [text]
    return [_BLANKS.sub("", line) if _BLANK.search(line) else line for line in lines]


def words_of(query: str) -> tuple[str, ...]:
    """What has to stand in a text for a query to find it: each of its words."""
    return tuple(dict.fromkeys(folded(query.replace(END, " ")).casefold().split()))


def units_of(text: str) -> Numbers:
    """The characters of a text, as numbers."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").astype(np.uint32)


def pairs_of(text: str) -> Numbers:
    """The pairs of a text or of a word, as often as they are there: the first character in front."""
    units = units_of(text)
    return ((units[:-1] << 16) | units[1:])[(units[:-1] > 0) & (units[1:] > 0)]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Written texts by the `numbers` of their items, with an index of their characters and pairs: `pairs` in
    rising order, those below 65,536 single characters; `starts[at]` to `starts[at + 1]` of `places` are the
    texts that have each, `often` how many times (255 at most).
    """

    numbers: Numbers
    texts: tuple[str, ...]
    pairs: Numbers
    starts: Numbers
    places: Numbers
    often: Numbers

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def spread(self) -> Numbers:
        """In how many texts each pair is."""
        spread: Numbers = np.diff(self.starts)
        return spread

    def with_words(self, words: Iterable[str]) -> Numbers:
        """The numbers of the items in whose texts all of these words are."""
        left = np.ones(len(self), bool)
        # What is longer may have to be looked for in the texts: so in those that are left.
        for word in sorted(words, key=len):
            left &= self._with(word, left)
            if not left.any():
                break
        found: Numbers = self.numbers[left]
        return found

    def _with(self, word: str, left: Numbers) -> Numbers:
        units = units_of(word)
        pairs = units if len(units) == 1 else np.unique(pairs_of(word))
        at = np.searchsorted(self.pairs, pairs)
        if at[-1] == len(self.pairs) or (self.pairs[at] != pairs).any():
            return np.zeros(len(self), bool)
        hits = np.zeros(len(self), np.uint16)
        for one in at:
            hits[self.places[self.starts[one] : self.starts[one + 1]]] += 1
        found: Numbers = hits == len(pairs)
        if len(units) <= 2:
            return found
        # Its pairs may stand apart.
        texts = self.texts
        places = np.flatnonzero(found & left)
        found[places] = [word in texts[place] for place in places.tolist()]
        return found


def segment(items: Sequence[tuple[int, str]]) -> Segment:
    """The index of written texts, fewer than 65,536, by the numbers of their items."""
    texts = tuple(text for _, text in items)
    told = [np.concatenate((np.unique(units_of(text)), pairs_of(text))) for text in texts]
    places = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(one) for one in told])
    keys = np.concatenate(told or [np.zeros(0, np.uint32)]).astype(np.uint64) << 16 | places
    keys.sort()
    begins = beginnings(keys)
    often = np.minimum(np.diff(np.append(begins, len(keys))), 255).astype(np.uint8)
    keys = keys[begins]
    pairs = (keys >> 16).astype(np.uint32)
    starts = beginnings(pairs)
    return Segment(
        numbers=np.array([number for number, _ in items], np.int64),
        texts=texts,
        pairs=pairs[starts],
        starts=np.append(starts, len(pairs)),
        places=(keys & 0xFFFF).astype(np.uint16),
        often=often,
    )


def beginnings(rising: Numbers) -> Numbers:
    """Where each value of a rising list begins."""
    return np.flatnonzero(np.concatenate(([len(rising) > 0], rising[1:] != rising[:-1])))
