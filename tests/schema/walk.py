"""Every field that somebody can follow: what they are answered, type by type, in a committee at work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_required_argument,
)

from tests.schema.test_rights import error_codes
from tests.schema.ways import SDL
from tests.services.accounts.holder import Holder

Json = Any
LEAVES = (GraphQLScalarType, GraphQLEnumType)
REFUSED = ("FORBIDDEN", "SIGN_IN_REQUIRED")
ROOT_FIELDS = 20


@dataclass
class Walk:
    """Somebody who asks for all that there is: `words` are the arguments of what needs some, by field; what
    hangs on the types that were `followed` already is not asked again.

    `seen` are the types of which they were shown one, `refused` the fields that were refused to them, and
    `shown` those that told them something; `odd` are other answers than these, and that there is none.
    """

    someone: Holder
    words: dict[str, str]
    followed: frozenset[str] = frozenset()
    seen: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)

    async def walk(self) -> None:
        """Asks from the root on, each type once, where it is met first."""
        query = SDL.query_type
        assert query is not None
        waiting: list[tuple[GraphQLObjectType, str, tuple[str, ...]]] = [(query, "%s", ())]
        while waiting:
            type_, around, path = waiting.pop(0)
            for name, found in (await self._asked(type_, around, path)).items():
                self.shown.add(f"{type_.name}.{name}")
                below = SDL.type_map.get(found)
                if isinstance(below, GraphQLObjectType) and below.name not in self.seen:
                    self.seen.add(below.name)
                    if below.name in self.followed:
                        continue
                    inner = f"{self._call(type_, name)} {{ ... on {below.name} {{ %s }} }}"
                    waiting.append((below, around % inner, (*path, name)))

    async def _asked(self, type_: GraphQLObjectType, around: str, path: tuple[str, ...]) -> dict[str, str]:
        """The fields of objects at the end of a way that told something, with the type of what they told."""
        asked = [f"{self._call(type_, name)}{_little(one)}" for name, one in type_.fields.items()]
        # An operation may ask for so many fields of the root.
        most = len(asked) if path else ROOT_FIELDS
        found: dict[str, str] = {}
        for at in range(0, len(asked), most):
            found |= await self._answered(type_, around % " ".join(asked[at : at + most]), path)
        return found

    async def _answered(self, type_: GraphQLObjectType, asked: str, path: tuple[str, ...]) -> dict[str, str]:
        answer = await self.someone.ask(f"{{ {asked} }}")
        self.odd |= {f"{type_.name} {code}" for code in {*error_codes(answer)} - {*REFUSED, "NOT_FOUND"}}
        for error in answer.get("errors", ()):
            if error["extensions"]["code"] in REFUSED:
                last = [one for one in error["path"] if isinstance(one, str)][-1]
                self.refused.add(f"{type_.name}.{last}")
        found: dict[str, str] = {}
        for one in _at(answer.get("data"), *path):
            for name in one:
                for value in _at(one, name):
                    if not isinstance(value, dict):
                        found[name] = ""
                    elif any(error["code"] in REFUSED for error in value.get("errors", ())):
                        self.refused.add(f"{type_.name}.{name}")
                    elif value.get("totalCount") != 0:
                        found[name] = value["__typename"]
        return found

    def _call(self, type_: GraphQLObjectType, name: str) -> str:
        """A field with its arguments."""
        given = self.words.get(f"{type_.name}.{name}")
        if given is None:
            needed = type_.fields[name].args
            given = ", ".join(
                self.words[key] for key, one in needed.items() if is_required_argument(one) or key == "first"
            )
        return f"{name}({given})" if given else name


def _little(one: GraphQLField) -> str:
    """As little as may be selected of what a field answers: what it is, and whether there is any."""
    named = get_named_type(one.type)
    if isinstance(named, LEAVES):
        return ""
    fields = getattr(named, "fields", {})
    more = [
        said for name, said in (("totalCount", "totalCount"), ("errors", "errors { code }")) if name in fields
    ]
    return f" {{ __typename {' '.join(more)} }}"


def _at(value: Json, *path: str) -> list[Json]:
    """All that stands at the end of a path, of each element of each list on the way."""
    if isinstance(value, list):
        return [found for one in value for found in _at(one, *path)]
    if value is None or not path:
        return [] if value is None else [value]
    return _at(value.get(path[0]), *path[1:])
