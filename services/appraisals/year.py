"""The appraisal of a committee's year, read and scored."""

import asyncio
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.store import Store
from services.appraisals.appraisal import Appraisal, appraised, criteria
from services.appraisals.facts import Facts, Subject, of_items, of_officers, of_staff, of_units
from services.committee.workdays import calendar_of
from services.opinions.analysed import analysed, issued_papers
from services.opinions.analysis import Period
from services.rights.held import today


async def appraisal(store: Store, committee_id: int, subject: Subject, year: int) -> Appraisal:
    """What each subject comes to in a year, as things stand now."""
    rule_set = criteria(subject, year)
    async with store.reading() as connection:
        facts = await _facts(connection, committee_id, subject, Period(rule_set.start, rule_set.end))
    return await asyncio.to_thread(appraised, rule_set, facts)


async def names(connection: AsyncConnection, committee_id: int, keys: Collection[str]) -> Mapping[str, str]:
    """What the holders of accounts are called, by the keys of an appraisal of people."""
    numbers = [int(one) for one in keys]
    columns = select(Account.id, NAME).where(Account.committee_id == committee_id, Account.id.in_(numbers))
    return {f"{row.id}": row.real_name for row in await connection.execute(columns)}


async def _facts(connection: AsyncConnection, committee_id: int, subject: Subject, year: Period) -> Facts:
    if subject is Subject.UNITS:
        papers = await issued_papers(connection, committee_id)
        calendar, now = await calendar_of(connection, committee_id), await today(connection)
        return of_units({one.id: one for one in papers.values()}.values(), calendar, now)
    items = await analysed(connection, committee_id)
    if subject is Subject.ITEMS:
        return of_items(items, year)
    if subject is Subject.OFFICERS:
        return of_officers(items, year)
    papers = await issued_papers(connection, committee_id)
    by_number = {one.number: one for one in items}
    return of_staff({one.id: one for one in papers.values()}.values(), by_number)
