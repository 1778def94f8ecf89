"""The own account, and a member's own view that it leads to."""

import strawberry

from resolvers import account, co_signature, membership
from resolvers import opinion as of_opinion
from resolvers.co_signature import CoSignature
from resolvers.field import DATABASE, SEARCH, answered
from resolvers.member import Member
from resolvers.membership import AnonymousDistribution, PublishedRank
from resolvers.opinion import Opinion
from resolvers.page import Connection, paged
from resolvers.record import Record
from resolvers.rule_set import Measure
from resolvers.visibility import RankVisibility
from schema.standing import MemberStanding
from services.rights.role import Right


@strawberry.type(description="本人在一届里的任职，和本人的结果、记录；别的委员的一概没有")
class OwnMembership:
    """A membership of one's own."""

    member: Member = answered(membership.member, "本人", cost=DATABASE)
    years: list[int] = answered(membership.years, "本人有记分的年份，近的在前", cost=DATABASE)
    standing: MemberStanding | None = answered(
        membership.own_standing, "本人一年的结果和来由；名次不说不到 5 人的组"
    )
    records: Connection[Record] | None = paged(
        membership.records, "本人参加的记录，新的在前", cost=SEARCH, row=4
    )
    rule_set: Measure | None = answered(membership.measure, "一年生效的办法", cost=DATABASE)
    rank_visibility: RankVisibility = answered(
        membership.rank_visibility, "委员之间看到怎样的排名", cost=DATABASE
    )
    distribution: AnonymousDistribution | None = answered(
        membership.distribution, "一年里全体委员总分的分布，不说是谁", cost=750
    )
    ranking: Connection[PublishedRank] | None = paged(
        membership.published_ranking, "一年里全体委员的排名；政协设定了给委员看的才有", cost=400, row=2
    )


@strawberry.type(description="本人的账号")
class OwnAccount(account.OwnAccount):
    """The account of the one who asks, with what it leads to."""

    memberships: list[OwnMembership] | None = answered(
        membership.memberships,
        "是委员的，各届的任职，近的在前；不是的为空表",
        Right.READ_OWN,
        cost=DATABASE,
        size=1,
    )
    co_signatures: Connection[CoSignature] | None = paged(
        co_signature.own,
        "本人联名的作品，新的在前：是不是自己联名的，由本人确认",
        Right.READ_OWN,
        cost=SEARCH,
        row=4,
    )
    opinions: Connection[Opinion] | None = paged(
        of_opinion.own,
        "本人写的社情民意信息，新的在前；合写的，提交以后也在",
        cost=DATABASE,
        row=12,
    )
