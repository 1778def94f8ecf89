"""Options that commands share."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DAYS = ["%Y-%m-%d"]

Address = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="地址", help="数据库：sqlite:///文件 或 postgresql://…；不写则用 LUZHI_DATABASE"
    ),
]
CommitteeCode = Annotated[
    str | None, typer.Option("--committee", metavar="代号", help="哪个政协，如 zhoushan；只有一个时可以不写")
]
ActorName = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="姓名",
        help="经办人，记入改动记录；修改数据的命令都要写。授过权限的，写有账号、有权限的人；同名的写账号编号",
    ),
]
Reason = Annotated[str | None, typer.Option(help="原因，记入改动记录")]
LateReason = Annotated[
    str | None,
    typer.Option("--late-reason", metavar="事由", help="过了录入期限（履6）的，为什么晚：补录的原因"),
]
AllOrNothing = Annotated[bool, typer.Option("--all-or-nothing", help="有一条不能做，就全部不做")]
Year = Annotated[int, typer.Option(min=1950, max=2200, help="哪一年")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=DAYS, metavar="日期", help="截至这一天的成绩，如 2022-06-30；不写是全年的"
    ),
]


class Period(StrEnum):
    """How often standings are told."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """How many months it has."""
        return 1 if self is Period.MONTH else 3


Each = Annotated[
    Period | None,
    typer.Option("--each", metavar="month|quarter", help="另加一页，逐月或逐季列出得分、累计、名次、升降"),
]
RecordPaths = Annotated[
    list[Path],
    typer.Option(
        "--records", help="履职记录：XLSX、XLS、ET、ODS、CSV，文件夹或 ZIP；可以写几次，合起来是一年"
    ),
]
EarlierPaths = Annotated[
    list[Path] | None,
    typer.Option("--earlier", help="往年的履职记录，供届内累计；一年一个文件、文件夹或 ZIP，可以写几次"),
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="对应表：本单位的列、词、记号、文件是什么")
]
AnswersFile = Annotated[
    Path | None, typer.Option("--answers", metavar="FILE", help="对提问的回答：填好的待答工作簿，或 YAML")
]
QuestionsOut = Annotated[
    Path | None,
    typer.Option("--questions", metavar="FILE", help="把要问的写成工作簿，填好“回答”，再给 --answers"),
]
LearnInto = Annotated[
    Path | None,
    typer.Option("--learn", metavar="FILE", help="把回答里以后也用得着的记进对应表（.yaml）"),
]
RefusedOut = Annotated[
    Path | None,
    typer.Option("--refused", metavar="FILE", help="把没有读入的行连同原因写成工作簿，改好再交"),
]
