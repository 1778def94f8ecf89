"""The ways through the schema: by which rights, as the SDL prints them, each type can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLType,
    get_named_type,
)

from resolvers.field import Open
from schema.assembled import schema
from services.rights.role import Right, roles
from tests.schema.rights_matrix import OWN_NODES

SDL = schema._schema
CALLED = {right.called: right.value for right in Right} | {one.value: one.name.lower() for one in Open}
# About whoever asks: no right to the data of others stands for one of these.
OWN = {Right.READ_OWN.value, *(one.name.lower() for one in Open)}


def printed(field: GraphQLField) -> set[str]:
    """The rights that the SDL says a field takes, of which one is enough; none where its type is enough."""
    said = (field.description or "").rpartition("。")[2]
    return {CALLED[one] for one in said.removeprefix("要有权限：").split("；或者：") if one in CALLED}


def object_types() -> dict[str, GraphQLObjectType]:
    """All types of objects but the three roots, by name."""
    roots = {SDL.query_type, SDL.mutation_type, SDL.subscription_type}
    return {
        name: one
        for name, one in SDL.type_map.items()
        if isinstance(one, GraphQLObjectType) and one not in roots and not name.startswith("__")
    }


def roots() -> Iterator[tuple[str, GraphQLField]]:
    """Every field of the three roots, as `Query.committee`."""
    for root in (SDL.query_type, SDL.mutation_type, SDL.subscription_type):
        assert root is not None
        yield from ((f"{root.name}.{name}", field) for name, field in root.fields.items())


def ways() -> dict[str, set[str]]:
    """By which rights each type can be reached: the weakest, where one right comes only with another."""
    found: dict[str, set[str]] = {}
    for _, field in roots():
        for way in printed(field):
            follow(field.type, way, found)
    return {name: weakest(by) for name, by in found.items()}


def follow(type_: GraphQLType, way: str, found: dict[str, set[str]]) -> None:
    """Notes the way by which a type is reached, and what it leads to."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLInterfaceType):
        for possible in SDL.get_possible_types(named):
            # Of what has an id, a member has some types only.
            if way != Right.READ_OWN or possible.name in OWN_NODES:
                follow(possible, way, found)
    if not isinstance(named, GraphQLObjectType) or way in found.setdefault(named.name, set()):
        return
    found[named.name].add(way)
    for field in named.fields.values():
        for one in printed(field) or {way}:
            follow(field.type, one, found)


def weakest(rights: set[str]) -> set[str]:
    """Without those that nobody holds but with another of them."""
    return {
        one
        for one in rights
        if one in OWN or not any(_comes_with(one, other) for other in rights - OWN - {one})
    }


def _comes_with(one: str, other: str) -> bool:
    """Whether whoever holds the one holds the other, too, and not the other way round."""
    of_one, of_other = (
        {role.name for role in roles().values() if right in role.rights} for right in (one, other)
    )
    return of_one < of_other
