"""Made-up opinion items as long as real ones, and copies of some in other words."""

import random
from itertools import accumulate

# Characters that stand in most texts, and all the others: words are made of both, as the law of Zipf has it.
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
    "同工也能下过子说产种面而方后多定行学法所民得经"
)
CHARACTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 3_000)))
WORDS, CHARACTERS_EACH, REPLACED = 30_000, 1_400, 0.4


class Language:
    """Words of one to four characters, from a seed; the most frequent are of one or two."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        characters = [*COMMON * 3, *CHARACTERS]
        lengths = self._random.choices((1, 2, 3, 4), (1, 12, 4, 3), k=WORDS)
        self.words = ["".join(self._random.choices(characters, k=length)) for length in lengths]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))

    def text(self, length: int = CHARACTERS_EACH) -> list[str]:
        """The words of a text of about so many characters."""
        return self._drawn(round(length / 2.1))

    def rewritten(self, words: list[str], share: float = REPLACED) -> list[str]:
        """A text with a share of its words replaced by others."""
        drawn = iter(self._drawn(len(words)))
        return [next(drawn) if self._random.random() < share else word for word in words]

    def _drawn(self, count: int) -> list[str]:
        return self._random.choices(self.words, cum_weights=self._weights, k=count)


def spelt(words: list[str]) -> str:
    """The words as sentences."""
    return "".join(
        f"{word}{'，' if at % 9 == 8 else '。' if at % 25 == 24 else ''}" for at, word in enumerate(words)
    )
