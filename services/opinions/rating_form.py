"""How answers are rated: the document beside this (议12), and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from services.deadlines import Calendar, UnknownYear
from wordlist import wordlist

FILE = "rating.yaml"
DISSATISFIED, UNRATED = "dissatisfied", "unrated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingForm:
    """Working days in which an answer is rated, and left from which on whoever has not is reminded; days in
    which a unit is told that a rating is final; the choices, each by its code.
    """

    days: int
    soon: int
    told: int
    ratings: Mapping[str, str]
    unrated: str
    reasons: Mapping[str, str]
    contacts: Mapping[str, str]


@cache
def rating_form() -> RatingForm:
    """The form of the document."""
    return RatingForm(**wordlist("services.opinions", FILE))


def rating_term(calendar: Calendar, heard: date) -> date | None:
    """The last day to rate what authors could read from a day on; None where no working days are known."""
    try:
        return calendar.due(heard, rating_form().days)
    except UnknownYear:
        return None
