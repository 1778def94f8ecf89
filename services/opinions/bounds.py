"""The bounds of what items come from, read from the document beside this."""

from dataclasses import dataclass
from functools import cache

from wordlist import wordlist

FILE = "sources.yaml"


@dataclass(frozen=True, slots=True)
class OfCalls:
    """Of a call: characters of its title and text; how many are invited; how many days before its deadline
    whoever has not written is reminded.
    """

    title: int
    text: int
    invited: int
    remind: int


@dataclass(frozen=True, slots=True)
class OfPoints:
    """Of a contact point: characters of its name and place, departments that look after it."""

    name: int
    place: int
    departments: int


@dataclass(frozen=True, slots=True)
class OfLeads:
    """Of a lead: characters of what was said, of the sender's name and telephone; for how many days after it
    was settled they are kept (`keep`).
    """

    text: int
    sender: int
    phone: int
    keep: int


@cache
def of_leads() -> OfLeads:
    """The bounds of leads."""
    return OfLeads(**wordlist("services.opinions", FILE)["leads"])


@cache
def ways() -> dict[str, str]:
    """How leads are received, each way by its code."""
    found: dict[str, str] = wordlist("services.opinions", FILE)["ways"]
    return found


@cache
def of_calls() -> OfCalls:
    """The bounds of calls."""
    return OfCalls(**wordlist("services.opinions", FILE)["calls"])


@cache
def of_points() -> OfPoints:
    """The bounds of contact points."""
    return OfPoints(**wordlist("services.opinions", FILE)["points"])
