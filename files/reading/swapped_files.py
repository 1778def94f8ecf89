"""Which of the two files this is: a roster given as records, or records given as the roster."""

from collections.abc import Iterable
from pathlib import Path

from files.cell import squeezed
from files.cells.header_row import find_grid
from files.cells.heading import Role, heading_text
from files.cells.kinds import Kinds
from files.cells.vocabulary import Vocabulary, all_words, column_of, kind_column_words, member_words
from files.problem import Problem, Problems, Refused
from files.sheets.sheet import Sheet
from rules.catalogue import Attribute, Catalogue

ROSTER_NAMES = ("委员", "委员名册", "委员名单", "花名册", "委员花名册", "名册", "名单")
CHANGE_NAMES = ("变动", "委员变动", "变动情况", "变更")
_SEARCHED = 40


def swapped(path: Path, what: str) -> list[Problem]:
    """The one problem of a file that is the other one of the two."""
    problems = Problems()
    refused = Refused(f"这像是{what}，是不是两个文件写反了？", "委员名册和记录表各是一个文件，对调后再试")
    problems.add("", None, None, path.name, refused)
    return problems.sorted()


def is_like_roster(sheet: str, headings: Iterable[str], catalogue: Catalogue) -> bool:
    """Whether a sheet that could not be read as records is one of members: by its name, or by its headers."""
    if is_of_members(sheet):
        return True
    words, others = member_words(catalogue), all_words(catalogue)
    columns = [column_of(heading_text(heading), words) for heading in headings]
    told = [c for c in columns if isinstance(c, Attribute) and c.type in ("label", "choice")]
    foreign = [column_of(heading_text(heading), others) for heading in headings]
    of_records = any(isinstance(c, Attribute) and "member" not in c.of for c in foreign)
    return Role.NAMES in columns and bool(told) and Role.TITLE not in foreign and not of_records


def is_of_members(sheet: str) -> bool:
    """Whether a sheet's name says that it is of members, or of changes among them."""
    return squeezed(sheet) in (*ROSTER_NAMES, *CHANGE_NAMES)


def is_like_records(sheet: Sheet, catalogue: Catalogue) -> bool:
    """Whether a sheet has a column of kinds, days and titles, or days and the name of a kind."""
    words = all_words(catalogue)
    headings = _headings(sheet, words)
    if _has(headings, kind_column_words(loose=False), Role.KIND):
        return True
    if not _has(headings, words, Role.DAY):
        return False
    return _has(headings, words, Role.TITLE) or Kinds(catalogue).of_sheet(sheet.name) is not None


def has_names(sheet: Sheet, catalogue: Catalogue) -> bool:
    words = member_words(catalogue)
    return _has(_headings(sheet, words), words, Role.NAMES)


def _headings(sheet: Sheet, vocabulary: Vocabulary) -> tuple[str, ...]:
    top = Sheet(sheet.name, sheet.rows[:_SEARCHED], sheet.hidden)
    grid = find_grid(top, vocabulary, at_least=1)
    return grid.headings if grid else ()


def _has(headings: Iterable[str], vocabulary: Vocabulary, role: Role) -> bool:
    return any(column_of(heading_text(heading), vocabulary) is role for heading in headings)
