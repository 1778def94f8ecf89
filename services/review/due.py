"""Until when something is due, in working days of China's calendar with its make-up days.

Stands in for `services.deadlines.due` until that is there.
"""

from datetime import date, timedelta

from chinese_calendar import is_workday


def due(day: date, working_days: int) -> date | None:
    """The last of so many working days after a day; None where a year's arrangement is not known."""
    found = day
    try:
        while working_days:
            found += timedelta(days=1)
            working_days -= is_workday(found)
    except NotImplementedError:
        return None
    return found
