"""One spelling for what keyboards and PDF files write in several: widths, radicals, the dot in a name."""

import re
import unicodedata

# A browser's PDF hands radicals over for characters (⻢ for 马). NFKC knows those of the block 2F00-2FD5;
# these are the others, by the property Equivalent_Unified_Ideograph of Unicode 14.
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧"
    "⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍"
    "⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_CHARACTERS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶"
    "辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
DOT = "·"
_KANGXI = "".join(map(chr, range(0x2F00, 0x2FD6)))
_TABLE = str.maketrans(_KANGXI + _RADICALS, unicodedata.normalize("NFKC", _KANGXI) + _CHARACTERS)
_IN_TABLE = re.compile("[\u2e80-\u2fd5]")
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_DOTS = re.compile(
    "[\u00b7\u1427\u16eb\u2022\u2024\u2027\u2219\u22c5\u25aa\u25cf\u25e6\u26ab\u2981\u2e31\u2e33\u30fb\ua78f]+"
    rf"|(?<={_HAN})\.+(?={_HAN})"
)


def unified(text: str) -> str:
    """`text` with characters where it has their radicals; all else as written."""
    return text.translate(_TABLE) if _IN_TABLE.search(text) else text


def folded(text: str) -> str:
    """`text` with half-width letters and digits (NFKC), and with characters where it has their radicals."""
    # NFKC would make a blank and an accent of the dot above.
    return unicodedata.normalize("NFKC", unified(text).replace("\u02d9", DOT))


def one_dot(text: str) -> str:
    """A folded name without blanks, its parts joined by `·`, whichever dot a keyboard wrote; a full stop is
    such a dot between two Chinese characters only.
    """
    return _DOTS.sub(DOT, text)


def folded_name(text: str) -> str:
    """A name as two spellings of it compare: folded, with one dot, without blanks."""
    return one_dot("".join(folded(text).split()))
