"""Options that commands share."""

from typing import Annotated

import typer

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
