"""A count of opinion items as it is asked for: which figure, of which group, in which period."""

from datetime import date
from enum import Enum

import strawberry

from services.opinions import analysis


@strawberry.enum(description="社情民意信息按什么分组")
class OpinionGrouping(Enum):
    """By what items are grouped."""

    AREA = strawberry.enum_value(analysis.AREA, description="关注重点")
    SECTOR = strawberry.enum_value(analysis.SECTOR, description="提交的委员那一天的界别")
    DEPARTMENT = strawberry.enum_value(
        analysis.DEPARTMENT, description="提交的委员那一天的专委会；不是委员的，账号的部门"
    )
    UNIT = strawberry.enum_value(analysis.UNIT, description="主办单位")
    MONTH = strawberry.enum_value(analysis.MONTH, description="发生的那个月")


@strawberry.enum(description="社情民意信息的一个数；都按事情发生的那一天算在哪一段，一条只算一次")
class OpinionFigure(Enum):
    """What is counted."""

    RECEIVED = strawberry.enum_value(analysis.RECEIVED, description="收到：第一次提交的")
    ACCEPTED = strawberry.enum_value(analysis.ACCEPTED, description="初审通过")
    ISSUED = strawberry.enum_value(analysis.ISSUED, description="签发")
    ADOPTED = strawberry.enum_value(analysis.ADOPTED, description="采用")
    INSTRUCTED = strawberry.enum_value(analysis.INSTRUCTED, description="领导批示")
    DUE = strawberry.enum_value(
        analysis.DUE, description="应当答复的：答复了的，和期限过了还没有答复的；没有到期的不算"
    )
    IN_TIME = strawberry.enum_value(analysis.IN_TIME, description="应当答复的里面，在期限以内答复的")
    RATED = strawberry.enum_value(analysis.RATED, description="评价定下了的，算在定下的那一天")


@strawberry.input(description="民情分析里的一个数是哪些信息：与 opinionAnalysis 里的那个数写得一样")
class OpinionCountedInput:
    """A count."""

    first_day: date = strawberry.field(description="从哪一天起")
    last_day: date = strawberry.field(description="到哪一天止，当天在内")
    figure: OpinionFigure = strawberry.field(description="哪一个数")
    level: str | None = strawberry.field(
        default=None, description="采用、批示的哪一级，怎样评价的；不写为各级、各种"
    )
    by: OpinionGrouping | None = strawberry.field(default=None, description="按什么分组；不写为全部")
    key: str = strawberry.field(
        default="", description="哪一组，见 OpinionFigures 的 key；空是没有写的那一组"
    )
