"""The contract with clients: `schema/schema.graphql` is what the code says, described in full, and steady."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    is_introspection_type,
    is_specified_scalar_type,
)

from schema.assembled import schema

SNAPSHOT = Path(__file__).parents[2] / "schema" / "schema.graphql"
CHINESE = re.compile(r"[一-鿿]")


def breaking(before: str, after: str) -> list[str]:
    """What clients of `before` can no longer rely on."""
    return [change.description for change in find_breaking_changes(build_schema(before), build_schema(after))]


def test_nothing_breaks_for_clients() -> None:
    found = breaking(SNAPSHOT.read_text("utf-8"), schema.as_str())
    told = "\n".join(found)
    assert not found, (
        f"these changes break clients:\n{told}\n"
        "If that is meant, say so in CHANGELOG.md and run: python -m schema --write"
    )


def test_the_snapshot_is_current() -> None:
    assert SNAPSHOT.read_text("utf-8") == schema.as_str() + "\n", "run: python -m schema --write"


def test_a_breaking_change_is_found() -> None:
    before = "type Query { ranking(first: Int): Int name: String }"
    assert breaking(before, "type Query { ranking(first: Int): Int }") == ["Field Query.name was removed."]
    assert breaking(before, "type Query { ranking(first: Int!): Int name: String }")
    assert not breaking(before, "type Query { ranking(first: Int, by: Int): Int name: String new: Int }")


def undescribed(schema: GraphQLSchema) -> list[str]:
    """The types, fields, arguments and enum values that are not described in Chinese."""
    found: dict[str, str | None] = {}
    for name, type_ in schema.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        found[name] = type_.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                found[f"{name}.{field_name}"] = field.description
                for argument_name, argument in field.args.items():
                    found[f"{name}.{field_name}({argument_name})"] = argument.description
        if isinstance(type_, GraphQLInputObjectType):
            found |= {f"{name}.{each}": field.description for each, field in type_.fields.items()}
        if isinstance(type_, GraphQLEnumType):
            found |= {f"{name}.{each}": value.description for each, value in type_.values.items()}
    return [name for name, description in found.items() if not CHINESE.search(description or "")]


def test_a_field_that_takes_arguments_may_be_null_so_that_a_refusal_leaves_its_siblings() -> None:
    # A change answers refusals as data; a subscription has no siblings.
    types = [
        type_
        for name, type_ in build_schema(schema.as_str()).type_map.items()
        if isinstance(type_, GraphQLObjectType) and name not in ("Mutation", "Subscription")
    ]
    fields = {
        f"{type_}.{name}": field for type_ in types for name, field in type_.fields.items() if field.args
    }
    fields = {name: field for name, field in fields.items() if not name.startswith("__")}
    assert "ScoreRun.ranking" in fields
    assert [name for name, field in fields.items() if isinstance(field.type, GraphQLNonNull)] == []


def test_everything_is_described() -> None:
    assert undescribed(build_schema(schema.as_str())) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('"查询" type Query { a: Int }', ["Query.a"]),
        ('"查询" type Query { "甲" a(b: Int): Int }', ["Query.a(b)"]),
        ('"查询" type Query { "甲" a: E } "列" enum E { X }', ["E.X"]),
        ('"查询" type Query { "甲" a("参" i: I): Int } "输入" input I { x: Int }', ["I.x"]),
        ('"The query" type Query { "甲" a: Int }', ["Query"]),
    ],
)
def test_what_is_not_described_is_found(text: str, missing: list[str]) -> None:
    assert undescribed(build_schema(text)) == missing
