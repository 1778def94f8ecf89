"""Each field of the schema has a policy: who sees it, by which rights one comes to it (policies.yaml)."""

from __future__ import annotations

from pathlib import Path

import yaml
from graphql import GraphQLObjectType

from tests.schema.ways import object_types, printed, roots, ways

SAID: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "policies.yaml").read_text(encoding="utf-8")
)
PAGES = {"Connection": {"edges", "nodes", "pageInfo", "totalCount"}, "Edge": {"cursor", "node"}}


def policies() -> dict[str, tuple[set[str], set[str]]]:
    """By which rights each type is reached, and its fields, each with a right of its own if it has one."""
    told = [(set(by.split(", ")), types) for by, types in SAID.items()]
    found = {name: (by, set(fields.split())) for by, types in told for name, fields in types.items()}
    assert len(found) == sum(map(len, SAID.values())), "a type stands there twice"
    return found


def fields_of(type_: GraphQLObjectType) -> set[str]:
    """The fields of a type as policies.yaml writes them."""
    return {"=".join([name, *printed(field)]) for name, field in type_.fields.items()}


def is_page(type_: GraphQLObjectType) -> bool:
    """Whether a type is only a list of another, or a part of the list: it says nothing of its own."""
    return any(type_.name.endswith(end) and set(type_.fields) == of for end, of in PAGES.items())


def test_every_field_has_a_policy() -> None:
    there = {name: one for name, one in object_types().items() if not is_page(one) and name != "PageInfo"}
    said = policies()
    assert {*there} == {*said}, "a type that policies.yaml does not name, or names in vain"
    for name, type_ in there.items():
        assert (name, fields_of(type_)) == (name, said[name][1]), (
            "who sees the field? say so in policies.yaml"
        )


def test_every_type_is_reached_by_the_rights_of_its_policy_and_no_other() -> None:
    found = ways()
    assert {*found} == {*object_types()}
    for name, (by, _) in policies().items():
        assert (name, found[name]) == (name, by)


def test_every_root_field_says_what_it_takes() -> None:
    assert [name for name, field in roots() if not printed(field)] == []
    anybody = {name for name, field in roots() if printed(field) == {"anybody"}}
    assert anybody == {"Mutation.signIn", "Mutation.signOut", "Mutation.setPassword"}
