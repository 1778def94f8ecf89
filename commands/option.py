"""Options that commands share."""

from datetime import datetime
from enum import StrEnum
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
    str | None, typer.Option("--as", metavar="姓名", help="经办人，记入改动记录；修改数据的命令都要写")
]
Reason = Annotated[str | None, typer.Option(help="原因，记入改动记录")]
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
