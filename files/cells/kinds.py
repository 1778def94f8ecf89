"""Which kind of record a sheet or a cell names, however the office wrote it."""

import re

from files.cell import squeezed
from files.problem import Refused
from files.sheets.fit import LONGEST_TITLE, units
from files.suggestion import suggestion
from rules.catalogue import Catalogue, Kind
from rules.remembered import remembered
from wordlist import wordlist

OUTCOMES, EXPECTED = "采用与批示", "应到未到"
# What offices call their sheets.
_NAMES: dict[str, list[str]] = wordlist("files.cells", "sheet_names.yaml")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度|年)?")
_MORE = re.compile(r"(?:[(\[]?(?:续|之)?[\d一二三四五六七八九十]{0,3}[)\]]?|[-_]\d+)$")
_PART = re.compile(r"[_\-—.]")
_COUNTED = re.compile(r"^\d{1,3}[.、_-]?(?=[^\d年月])")
# Synonyms as wide as 会议 and 活动 say nothing where they only end a longer title.
VAGUE = ("其他会议", "其他活动")


def is_notes(sheet: str) -> bool:
    return squeezed(sheet) in _NAMES["notes"]


def is_outcomes(sheet: str) -> bool:
    return not {*_NAMES["outcomes"]}.isdisjoint(_forms(_COUNTED.sub("", sheet.strip())))


def is_expected(sheet: str) -> bool:
    return not {*_NAMES["expected"]}.isdisjoint(_forms(_COUNTED.sub("", sheet.strip())))


class Kinds:
    """The catalogue's kinds by their names and synonyms."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.by_word: dict[str, Kind] = {}
        for kind in catalogue.kinds.values():
            self.by_word[squeezed(kind.name)] = kind
        for kind in catalogue.kinds.values():
            for word in kind.synonyms:
                self.by_word.setdefault(squeezed(word), kind)

    def of_sheet(self, name: str) -> Kind | None:
        """The kind that a sheet's name means, also `调研2`, `提案（续）`, `2022年提案统计表`; or None."""
        for form in _forms(name):
            if form in self.by_word:
                return self.by_word[form]
        # A title that does not fit is cut, before a character that would take one unit too many.
        if units(name) >= LONGEST_TITLE - 1:
            cut = [kind for word, kind in self.by_word.items() if word.startswith(squeezed(name))]
            return cut[0] if len(cut) == 1 else None
        return None

    def in_title(self, text: str) -> Kind | None:
        """The kind with which a title, or a file's name, ends: 渔农业调研, 2022年提案登记表, 6大会发言."""
        text = _COUNTED.sub("", squeezed(text))
        found = self.of_sheet(text)
        if found is not None:
            return found
        for form in _forms(text):
            for start in range(len(form) - 1):
                if form[start:] in self.by_word and (kind := self.by_word[form[start:]]).name not in VAGUE:
                    return kind
        return None

    def of_cell(self, text: str) -> Kind | Refused:
        kind = self.by_word.get(text)
        return kind or Refused(f"没有“{text[:40]}”这种记录", self.suggestion(text))

    def suggestion(self, text: str) -> str:
        return suggestion(text, self.by_word) or f"可以写：{'、'.join(list(self.by_word)[:12])} 等"


@remembered
def kinds_of(catalogue: Catalogue) -> Kinds:
    """The kinds of a catalogue by their names, put together once."""
    return Kinds(catalogue)


def _forms(name: str) -> list[str]:
    """A sheet's name as written, then with year, ending and continuation taken off."""
    text = squeezed(name)
    forms = [text]
    first = _PART.split(text)[0]
    for shorter in (_YEAR.sub("", text), _MORE.sub("", text), _MORE.sub("", _YEAR.sub("", text)), first):
        forms.append(shorter)
        forms.extend(shorter.removesuffix(end) for end in _NAMES["endings"] if shorter.endswith(end))
    return [form for form in forms if form]
