"""How the files were understood: what each sheet, column and mark was taken for, and what was left out.

Shown before anything is scored or stored, so that a secretary sees what the numbers rest on.
"""

from dataclasses import dataclass, field, replace

NOT_UNDERSTOOD = "没有读懂"


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A header and what it was taken for; `meaning` None: it was not understood, and not read."""

    heading: str
    meaning: str | None


@dataclass(frozen=True, slots=True)
class MarkRead:
    """A mark of attendance, what it was taken for, and how often it came; `mark` "" is an empty cell."""

    mark: str
    meaning: str
    count: int


@dataclass(frozen=True, slots=True)
class Assumed:
    """Of how many people nothing was written, what they were taken for, and why."""

    count: int
    meaning: str
    why: str

    def __str__(self) -> str:
        return f"{self.count} 人算{self.meaning}：{self.why}" if self.count else self.why


@dataclass(slots=True)
class SheetRead:
    """One sheet: the shape it was taken for, the kinds of its records, its columns and marks.

    `rows` are its rows of data, `left_out` those (or the people in them) that were not read. `assumed` says
    of how many people nothing was written, what they were taken for, and why.
    """

    file: str
    sheet: str
    shape: str
    kinds: list[str] = field(default_factory=list)
    rows: int = 0
    left_out: int = 0
    columns: list[ColumnRead] = field(default_factory=list)
    marks: list[MarkRead] = field(default_factory=list)
    assumed: list[Assumed] = field(default_factory=list)

    def __str__(self) -> str:
        kinds = f"，{'、'.join(self.kinds)}" if self.kinds else ""
        rows = f"，{self.rows} 行" if self.rows else ""
        return f"{f'{self.file} {self.sheet}'.strip()}：{self.shape}{kinds}{rows}"

    def join(self, other: "SheetRead") -> None:
        """Adds the rows of another kind on the same sheet, or of a list that stands beside this one."""
        self.kinds += [kind for kind in other.kinds if kind not in self.kinds]
        self.rows += other.rows
        meanings = {each.heading: each for each in (*self.columns, *other.columns)}
        meanings |= {each.heading: each for each in self.columns if each.meaning not in (None, "不读")}
        self.columns = list(meanings.values())
        self.marks += [each for each in other.marks if each not in self.marks]
        for each in other.assumed:
            alike = next(
                (one for one in self.assumed if (one.meaning, one.why) == (each.meaning, each.why)), None
            )
            if alike is None:
                self.assumed.append(each)
            else:
                self.assumed[self.assumed.index(alike)] = replace(alike, count=alike.count + each.count)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What to show of the sheet: a heading each, and what it was taken for."""
        told = [(f"列“{each.heading}”", each.meaning or NOT_UNDERSTOOD) for each in self.columns]
        told += [
            (f"记号“{each.mark}”" if each.mark else "空格", f"{each.meaning}（{each.count} 处）")
            for each in self.marks
        ]
        told += [("没有写的", str(assumed)) for assumed in self.assumed]
        if self.left_out:
            told.append(("没有读入", f"{self.left_out} 处"))
        return told
