"""Rating what was answered, and noting that a unit spoke to an author (议12)."""

from datetime import date
from typing import Annotated

import strawberry

from resolvers.change import CommitteeArgument, Payload
from resolvers.context import Info
from resolvers.handling import Handling
from resolvers.handling_change import Number as HandlingNumber
from resolvers.handling_change import Version as HandlingVersion
from resolvers.handling_change import made_of_handling
from resolvers.opinion import Opinion
from resolvers.opinion_change import Number, Version, made_of_item
from resolvers.opinion_rating import OpinionRatingValue
from services.opinions import contacts
from services.opinions.contacts import Contact
from services.opinions.giving_rating import Rated
from services.opinions.giving_rating import rate as rate_item

ContactDay = Annotated[date, strawberry.argument(description="哪一天联系的，转办以后、今天以前")]
How = Annotated[str, strawberry.argument(description="怎样联系的，代码见 handlingForm 的 contacts")]


async def rate(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    rating: Annotated[OpinionRatingValue, strawberry.argument(description="怎样评，不写 UNRATED")],
    reason: Annotated[
        str | None,
        strawberry.argument(description="不满意的理由，代码见 opinionForm 的 dissatisfactions；别的不写"),
    ] = None,
    words: Annotated[
        str | None,
        strawberry.argument(
            description="不满意的，写给办公室和承办单位的话，1 到 2,000 个字，可以不写；别的不写"
        ),
    ] = None,
) -> Payload[Opinion]:
    """Rates what was answered."""
    store = info.context.store
    told = Rated(rating=str(rating.value), reason=reason, words=words)
    return await made_of_item(
        info, committee, lambda who: rate_item(store, committee, who, number, version, told)
    )


async def note_contact(
    info: Info,
    committee: CommitteeArgument,
    number: HandlingNumber,
    version: HandlingVersion,
    day: ContactDay,
    how: How,
) -> Payload[Handling]:
    """Notes for the unit that it spoke to the author."""
    store, contact = info.context.store, Contact(day, how)
    return await made_of_handling(
        info, committee, lambda who: contacts.note_contact(store, committee, who, number, version, contact)
    )


async def report_contact(
    info: Info,
    committee: CommitteeArgument,
    number: HandlingNumber,
    version: HandlingVersion,
    day: ContactDay,
    how: How,
) -> Payload[Handling]:
    """Notes for the Office that the unit spoke to the author."""
    store, contact = info.context.store, Contact(day, how)
    return await made_of_handling(
        info, committee, lambda who: contacts.report_contact(store, committee, who, number, version, contact)
    )
