"""The key by which Chinese names sort: by sound, as a printed list of names does, alike on both databases.

By it they are found, too, by whoever types letters.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 400
# What these characters sound like as a surname, and nowhere else.
_READINGS = """
曾:zeng1 单:shan4 解:xie4 仇:qiu2 查:zha1 区:ou1 翟:zhai2 朴:piao2 任:ren2 华:hua4 盖:ge3 缪:miao4 乐:yue4
卜:bu3 尉:wei4 黑:he4 秘:bi4 冼:xian3 覃:qin2 种:chong2 晁:chao2 葛:ge3 瞿:qu2 宓:mi4 逄:pang2
尉迟:yu4+chi2 单于:chan2+yu2 万俟:mo4+qi2 令狐:ling2+hu2 长孙:zhang3+sun1 澹台:tan2+tai2 鲜于:xian1+yu2
"""
_SURNAMES = dict(pair.split(":") for pair in _READINGS.split())


@lru_cache(maxsize=100_000)
def sort_key(name: str) -> str:
    """Syllables with their tones, one blank between them, then the name itself: `zhang1 wei3|张伟`."""
    # It reads a dictionary of phrases, for which nobody who enrols nobody should wait.
    from pypinyin import Style, lazy_pinyin

    surname = next((part for part in (name[:2], name[:1]) if part in _SURNAMES), "")
    sounds = _SURNAMES[surname].split("+") if surname else []
    rest = name.removeprefix(surname)
    sounds += lazy_pinyin(rest, style=Style.TONE3, neutral_tone_with_five=True) if rest else []
    return f"{' '.join(sounds).lower()}|{name}"[:LONGEST]


def is_found(wanted: str, texts: Iterable[str], key: str) -> bool:
    """Whether somebody is found by what is typed, in small letters: as a part of one of these texts.

    Or by the first letters of the syllables of the name (`zw` of 张伟), or as it is spelled (`zhangw`).
    """
    initials, whole = _spelled(key)
    return any(wanted in text for text in texts) or wanted in initials or whole.startswith(wanted)


@lru_cache(maxsize=100_000)
def _spelled(key: str) -> tuple[str, str]:
    """The first letters and all letters of a `sort_key`."""
    sounds, bar, _ = key.partition("|")
    letters = [re.sub(r"[^a-z]", "", one) for one in sounds.split()] if bar else []
    return "".join(one[:1] for one in letters), "".join(letters)
