"""The whole schema: queries, mutations and subscriptions."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.member import Member
from schema.mutation import Mutation
from schema.query import Query
from schema.record import Record
from schema.rule_set import RuleSet
from schema.scalar import DATE, DATE_TIME
from schema.subscription import Subscription

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Member, Record, RuleSet],
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map={date: DATE, datetime: DATE_TIME}),
)
