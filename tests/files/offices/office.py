"""An office's year: a roster and sheets, each made from what is true, written as it would keep them."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import xlsxwriter  # type: ignore[import-untyped]

from tests.files.offices import words
from tests.files.offices.meetings import Office, grid, meeting, occasions, register, roll, ticked
from tests.files.offices.page import ASKED, Line, Page, laid_out
from tests.files.offices.people import Person, people
from tests.files.offices.plenaries import plenary
from tests.files.offices.writings import writings

_MEETINGS = (register, roll, ticked, meeting, grid)
TWISTS = ("打叉", "记号", "空格", "等", "外人", "同名", "无年", "矛盾", "列名", "种类", "日期")


@dataclass(slots=True)
class Year:
    """`roster` and `pages` as sheets; `dated`: the period is known, from which a date has its year."""

    people: list[Person]
    roster: list[Page]
    pages: list[Page]
    dated: bool = True
    twist: str = ""


def year(draw: Random, twist: str = "") -> Year:
    """An office with one sheet or several; `twist` is what its sheets leave open."""
    staff = people(draw)
    office = Office(staff, yearless=draw.random() < 0.7, twist=twist)
    # Numbers of works begin with 1 on every sheet, so there is one sheet of each kind.
    kinds = draw.sample(["提案", "社情民意", "发言"], 3)
    pages = [page for _ in range(draw.randint(1, 4)) for page in _pages(draw, office, kinds)]
    if twist == "矛盾":
        pages += _contradicting(draw, office)
    elif not twist and draw.random() < 0.25:
        pages += _twice(draw, office)
    if twist == "无年":
        pages = [page for page in pages if _without_year(page)]
    return Year(staff, roster(draw, staff), _distinct(pages), twist != "无年", twist)


def _pages(draw: Random, office: Office, kinds: list[str]) -> list[Page]:
    drawn = draw.choices((*_MEETINGS, "works", "plenary"), (3, 3, 1, 3, 4, 3, 1))[0]
    if drawn == "works" and kinds:
        return writings(draw, office, kinds.pop())
    if isinstance(drawn, str):
        return [plenary(draw, office)]
    held = occasions(draw, office, draw.randint(2, 5))
    if drawn in (register, roll) and draw.random() < 0.5:
        for each in held:
            each.kind = held[0].kind
            each.title = f"{draw.choice(words.TOPICS)}{draw.choice(words.OCCASIONS[each.kind])}"
    return [drawn(draw, office, held)]


def _twice(draw: Random, office: Office) -> list[Page]:
    """One meeting in two files that say the same."""
    held = occasions(draw, office, 2)
    for each in held:
        each.ways = {
            who: way if way in ("出席", "请假", "缺席") else "出席" for who, way in each.ways.items()
        }
    return [draw.choice((roll, grid))(draw, office, held), meeting(draw, office, held[:1])]


def _contradicting(draw: Random, office: Office) -> list[Page]:
    """One meeting in two files, of which one says that somebody was there and the other that he was not."""
    office.twist = ""
    held = occasions(draw, office, 2)
    for each in held:
        each.ways = {
            who: way if way in ("出席", "请假", "缺席") else "出席" for who, way in each.ways.items()
        }
    first = roll(draw, office, held)
    who = draw.choice(list(held[0].ways))
    held[0].ways[who] = "缺席" if held[0].ways[who] != "缺席" else "请假"
    second = meeting(draw, office, held[:1])
    if held[0].at(who) in second.told:
        first.told[held[0].at(who)] = second.told[held[0].at(who)] = ASKED
    return [first, second]


def _without_year(page: Page) -> bool:
    """Makes every date that has no year one that nobody can read; False for a page that has none of them."""
    texts = [cell for row in page.rows for cell in row]
    if any("2022" in str(cell) for cell in texts) or "2022" in page.sheet + page.file:
        return False
    page.told = dict.fromkeys(page.told, ASKED)
    return True


def _distinct(pages: list[Page]) -> list[Page]:
    """The pages that do not tell of the same work, with file names of their own."""
    names: set[str] = set()
    for at, page in enumerate(pages):
        if page.file in names:
            page.file = f"{at}{page.file}"
        names.add(page.file)
    return pages


def roster(draw: Random, staff: list[Person]) -> list[Page]:
    """The roster: one sheet, or one a sector; the rank in a column, or in the remarks."""
    numbered = bool(staff[0].number)
    parted = draw.random() < 0.2
    ranked = draw.random() < 0.5
    headers = ["序号", draw.choice(("姓名", "姓　名", "委员姓名"))]
    headers += [] if parted else [draw.choice(("界别", "所属界别"))]
    headers += [draw.choice(("委员编号", "委员证号"))] if numbered else []
    headers += ["身份"] if ranked else [draw.choice(("备注", "备 注"))]
    by_sector: dict[str, list[Line]] = {}
    for person in staff:
        name = person.name if len(person.name) > 2 or draw.random() < 0.7 else "　".join(person.name)
        rank = (
            ("常委" if person.rank != "委员" else "委员") if ranked else person.rank.replace("委员", "") or ""
        )
        cells = [str(person.serial), name, *([] if parted else [person.sector])]
        cells += [person.number] if numbered else []
        rank = "常委" if rank == "常委" else rank
        line = Line([*cells, rank], {("册", person.who): person.rank != "委员"})
        by_sector.setdefault(person.sector if parted else "Sheet1", []).append(line)
    above = ["政协某某县委员会委员名册"] if draw.random() < 0.5 else []
    return [laid_out(draw, "1委员名册", name, [headers], lines, above) for name, lines in by_sector.items()]


def written(draw: Random, pages: list[Page], folder: Path) -> list[Path]:
    """The pages as files: CSV, or workbooks of one sheet or more; a CSV's sheet has the name of its file."""
    paths = []
    rest = list(pages)
    while rest:
        several = draw.random() < 0.15 and len({page.sheet for page in rest[:2]}) == 2
        taken, rest = (rest[:2], rest[2:]) if several else (rest[:1], rest[1:])
        if several or draw.random() < 0.15:
            path = folder / f"{taken[0].file}.xlsx"
            _workbook(path, taken)
            for page in taken:
                page.file = path.name
        else:
            path = folder / f"{taken[0].file}.csv"
            _text(draw, path, taken[0])
        paths.append(path)
    return paths


def written_roster(draw: Random, pages: list[Page], folder: Path) -> Path:
    """The roster as a file: a workbook if it has several sheets."""
    if len(pages) > 1 or draw.random() < 0.3:
        path = folder / "1委员名册.xlsx"
        _workbook(path, pages)
    else:
        path = folder / "1委员名册.csv"
        _text(draw, path, pages[0])
    for page in pages:
        page.file = ""
    return path


def _workbook(path: Path, pages: list[Page]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for page in pages:
            sheet = book.add_worksheet(page.sheet)
            for at, row in enumerate(page.rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell)
                    elif isinstance(cell, str) and cell.isdigit() and len(cell) < 4:
                        sheet.write_number(at, column, int(cell))
                    else:
                        sheet.write_string(at, column, cell)


def _text(draw: Random, path: Path, page: Page) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=draw.choice((",", ",", "\t"))).writerows(page.rows)
    encoding = draw.choice(("utf-8-sig", "utf-8", "gb18030"))
    path.write_bytes(text.getvalue().encode(encoding))
    page.file, page.sheet = path.name, path.stem
