"""Forms as they are filled in most often, and what the year comes to."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from models.store import Store
from services.entry.form import Author, Given, OccasionForm, Present, WorkForm
from tests.services.committee_of_ten import live

MARCH = date(2022, 3, 1)
CAME: Given = [("状态", "出席")]
ADOPTED: Given = [("结果", "采用"), ("采用层级", "省政协")]


def survey(*groups: Present, title: str = "海岛调研") -> OccasionForm:
    return OccasionForm(title=title, day=MARCH, participants=groups)


def opinion(*authors: int | None, title: str = "停车难", **more: Any) -> WorkForm:
    return WorkForm(title=title, day=MARCH, authors=[Author(one) for one in authors], **more)


async def points(store: Store) -> dict[int, Fraction]:
    return {entry.id: entry.score.total for entry in (await live(store)).entries}
