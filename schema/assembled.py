"""The whole schema: queries, mutations and subscriptions."""

from datetime import date, datetime

import strawberry
from strawberry.schema.config import StrawberryConfig

from resolvers.member import Member
from resolvers.record import Record
from resolvers.rule_set import Measure
from schema.mutation import Mutation
from schema.query import Query
from schema.scalar import DATE, DATE_TIME
from schema.subscription import Subscription

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Member, Record, Measure],
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map={date: DATE, datetime: DATE_TIME}),
)
