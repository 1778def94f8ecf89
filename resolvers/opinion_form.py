"""How opinion items are written and where they go: the choices and bounds, the same for all committees."""

from collections.abc import Mapping

import strawberry

from resolvers.context import Info
from resolvers.field import several
from rules.catalogue import load
from services.opinions.form import form
from services.opinions.outcome_form import levels
from services.opinions.publishing import withholdings
from services.opinions.purging import purges
from services.opinions.rating_form import rating_form
from services.opinions.routes import Destination, post_name, routes


@strawberry.type(description="一个选项")
class OpinionChoice:
    """A choice of the form."""

    code: str = strawberry.field(description="代码，填写时写它")
    name: str = strawberry.field(description="名称")


@strawberry.type(description="缓急的一级")
class OpinionUrgency:
    """A class of urgency."""

    code: str = strawberry.field(description="代码，填写时写它")
    name: str = strawberry.field(description="名称，如 特急")
    days: int = strawberry.field(description="提交以后几个工作日内初审；0 是当天")


@strawberry.type(description="编发稿的一个去向（议9）")
class OpinionDestination:
    """Where a paper may go."""

    code: str = strawberry.field(description="代码，填写时写它")
    name: str = strawberry.field(description="名称，如 省政协办公厅")
    posts: list[OpinionChoice] = several(2, "由担任哪些职务的人依次签")
    vehicles: list[OpinionChoice] = several(2, "可以用哪些载体")
    unit: bool = strawberry.field(description="是不是要选承办单位")


@strawberry.type(description="信息怎样写：选项和字数")
class OpinionForm:
    """The form."""

    areas: list[OpinionChoice] = several(6, "关注重点（议4）")
    urgencies: list[OpinionUrgency] = several(3, "缓急")
    sources: list[OpinionChoice] = several(4, "来源")
    reasons: list[OpinionChoice] = several(9, "退回的理由")
    purges: list[OpinionChoice] = several(3, "清除的理由")
    withholdings: list[OpinionChoice] = several(5, "不公开的理由（议14）")
    posts: list[OpinionChoice] = several(4, "审签的职务")
    vehicles: list[OpinionChoice] = several(3, "编发稿的载体")
    destinations: list[OpinionDestination] = several(4, "编发稿的去向，由谁签（议9）")
    adoption_levels: list[str] = several(11, "采用层级的选项，记采用时写")
    instruction_levels: list[str] = several(5, "领导级别的选项，记批示时写")
    dissatisfactions: list[OpinionChoice] = several(6, "不满意的理由（议12）")
    rating_days: int = strawberry.field(description="答复以后几个工作日内评价")
    longest_title: int = strawberry.field(description="题目最多几个字")
    advised: int = strawberry.field(description="情况、原因、建议合计超过几个字提醒")
    most: int = strawberry.field(description="合计最多几个字")
    most_authors: int = strawberry.field(description="最多几名合写的人")
    most_files: int = strawberry.field(description="最多几个附件")


def opinion_form(info: Info) -> OpinionForm:
    """How an item is written; the same for all committees."""
    info.context.caller.check_complete()
    found, of_routes = form(), routes()
    return OpinionForm(
        areas=choices(found.areas),
        urgencies=[
            OpinionUrgency(code=code, name=one.name, days=one.days) for code, one in found.urgencies.items()
        ],
        sources=choices(found.sources),
        reasons=choices(found.reasons),
        purges=choices(purges()),
        withholdings=choices(withholdings()),
        posts=choices(of_routes.posts),
        vehicles=choices(of_routes.vehicles),
        destinations=[_destination(code, one) for code, one in of_routes.destinations.items()],
        adoption_levels=list(levels(load(), "adoption")),
        instruction_levels=list(levels(load(), "instruction")),
        dissatisfactions=choices(rating_form().reasons),
        rating_days=rating_form().days,
        longest_title=found.longest_title,
        advised=found.advised,
        most=found.most,
        most_authors=found.most_authors,
        most_files=found.most_files,
    )


def choices(of: Mapping[str, str]) -> list[OpinionChoice]:
    """Choices of the form, by their codes."""
    return [OpinionChoice(code=code, name=name) for code, name in of.items()]


def choice(of: Mapping[str, str], code: str | None) -> OpinionChoice | None:
    """What a code is called; one that the document has no more is told as it is."""
    return None if code is None else OpinionChoice(code=code, name=of.get(code, code))


def _destination(code: str, one: Destination) -> OpinionDestination:
    of_routes = routes()
    return OpinionDestination(
        code=code,
        name=one.name,
        posts=[OpinionChoice(code=each, name=post_name(each)) for each in one.posts],
        vehicles=choices({each: of_routes.vehicles[each] for each in one.vehicles}),
        unit=one.unit,
    )


def destination_of(code: str) -> OpinionChoice:
    """A destination by its code; one that the document has no more is told as it is."""
    known_one = routes().destinations.get(code)
    return OpinionChoice(code=code, name=code if known_one is None else known_one.name)
