"""Days and moments as text."""

from datetime import UTC, date, datetime

import strawberry


def _day(text: object) -> date:
    if not isinstance(text, str) or len(text) != 10:
        raise ValueError("a day is written 2022-03-15")
    return date.fromisoformat(text)


def _moment(text: object) -> datetime:
    if not isinstance(text, str) or len(text) > 40:
        raise ValueError("a moment is written 2022-03-15T08:30:00Z")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)


DATE = strawberry.scalar(
    name="Date", description="日期，写作 2022-03-15", serialize=date.isoformat, parse_value=_day
)
DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="时刻，ISO 8601，带时区，如 2022-03-15T08:30:00+00:00",
    serialize=datetime.isoformat,
    parse_value=_moment,
)
