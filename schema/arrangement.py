"""本会设置: what a committee arranges for itself, once a term or once a year."""

import strawberry

from resolvers import account_rules, people, visibility, workdays
from resolvers.account_rules import AccountRulesPayload
from resolvers.change import changing
from resolvers.field import WORK
from resolvers.people import TermPayload
from resolvers.visibility import RankVisibilityPayload
from resolvers.workdays import WorkdaysPayload
from services.rights.role import Right


@strawberry.type(description="本会设置的修改")
class ArrangementMutation:
    """The fields of the root of all changes that are about what a committee arranges."""

    set_term: TermPayload = changing(
        people.set_term,
        "设定一届的起止日期，不与别的届重叠；还没有的就加入。在任的人随之不同，没有关账的年份重新记分",
        Right.ARRANGE,
        cost=WORK,
    )
    arrange_workdays: WorkdaysPayload = changing(
        workdays.arrange,
        "写入一年放假、调休的安排，换下原来写入的；录入的期限（履6）随即重算",
        Right.ARRANGE,
    )
    set_rank_visibility: RankVisibilityPayload = changing(
        visibility.set_rank_visibility, "设定委员之间看到怎样的排名", Right.ARRANGE
    )
    choose_account_rules: AccountRulesPayload = changing(
        account_rules.choose_rules, "选定密码和登录按哪一种规定，要不要动态口令；不写的不变", Right.ACCOUNTS
    )
