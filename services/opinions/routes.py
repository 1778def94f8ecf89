"""Where a paper may go, who signs it for that, and in which vehicle: the document beside this (议9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from wordlist import wordlist

FILE = "routes.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """To whom a paper goes: the `posts` that sign in their order, the vehicles that it may have, whether a
    unit is to handle it.
    """

    name: str
    posts: tuple[str, ...]
    vehicles: tuple[str, ...]
    unit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Posts and vehicles by code, and what they are called; destinations by code; the bounds of a paper."""

    posts: Mapping[str, str]
    vehicles: Mapping[str, str]
    destinations: Mapping[str, Destination]
    most_items: int
    most_units: int


@cache
def routes() -> Routes:
    """The routes of the document."""
    told = wordlist("services.opinions", FILE)
    return Routes(
        posts=told["posts"],
        vehicles=told["vehicles"],
        destinations={
            code: Destination(
                name=one["name"],
                posts=tuple(one["posts"]),
                vehicles=tuple(one["vehicles"]),
                unit=one.get("unit", False),
            )
            for code, one in told["destinations"].items()
        },
        most_items=told["bounds"]["items"],
        most_units=told["bounds"]["co_units"],
    )


def post_name(post: str) -> str:
    """What a post is called; one that the document has no more is told as it is."""
    return routes().posts.get(post, post)
