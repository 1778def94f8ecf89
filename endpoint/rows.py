"""Short ways to whole objects: a selection that asks for values and objects at hand, all the way down.

A table is fifty objects of one selection. Nothing in it is awaited and, as a rule, nothing goes wrong: so a
row is read in one go, without a path and some ten calls for each object in it. Of anything else `LONG_WAY`
comes back.

An object is read once, however often it stands in an answer.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import graphql

from endpoint.reader import LONG_WAY, Reader


class Way(NamedTuple):
    """The short way to a field of a row. Values of these `classes` are good; under None `read` has looked."""

    read: Reader
    classes: frozenset[type] | None = None


def row_reader(fields: Mapping[str, Way]) -> Reader:
    """How the answer to a selection is had of an object, each field by its name."""
    ways = [(name, way.read, way.classes) for name, way in fields.items()]
    # Objects are held beside their answers: they are told apart by their ids.
    seen: dict[int, tuple[Any, Any]] = {}

    def read(source: Any) -> Any:
        before = seen.get(id(source))
        if before is not None:
            return before[1]
        row = {}
        try:
            for name, get, classes in ways:
                value = get(source)
                if value is LONG_WAY or (classes is not None and type(value) not in classes):
                    return LONG_WAY
                row[name] = value
        except Exception:
            return LONG_WAY
        seen[id(source)] = (source, row)
        return row

    return read


def whole_reader(
    get: Reader, type_: Any, is_awaitable: Callable[[Any], bool], row_of: Callable[[Any], Reader | None]
) -> Way | None:
    """The short way to an object or to a list of them; None where one of its fields has none.

    `row_of` gives the reader of what is asked of an object type.
    """
    required, inner = _bare(type_)
    of_list = graphql.is_list_type(inner)
    needed, named = _bare(inner.of_type) if of_list else (required, inner)
    belongs = _test(named, is_awaitable) if graphql.is_object_type(named) else None
    row = None if belongs is None else row_of(named)
    if belongs is None or row is None:
        return None
    own, read = belongs, row
    good: set[type] = set()

    def one(value: Any) -> Any:
        if type(value) not in good:
            if value is None:
                return LONG_WAY if needed else None
            if not own(value):
                return LONG_WAY
            good.add(type(value))
        return read(value)

    complete = _list_of(one, required) if of_list else one
    return Way(lambda source: complete(get(source)))


def _list_of(one: Reader, required: bool) -> Reader:
    def read(values: Any) -> Any:
        if values is None and not required:
            return None
        if type(values) not in (list, tuple):
            return LONG_WAY
        found = []
        for value in values:
            answer = one(value)
            if answer is LONG_WAY:
                return LONG_WAY
            found.append(answer)
        return found

    return read


def _bare(type_: Any) -> tuple[bool, Any]:
    """Whether a type is required, and what it is apart from that."""
    required = graphql.is_non_null_type(type_)
    return required, type_.of_type if required else type_


def _test(
    named: graphql.GraphQLObjectType, is_awaitable: Callable[[Any], bool]
) -> Callable[[Any], bool] | None:
    """Whether a value, and so any of its class, is an object of the type; None where that is not sure."""
    if named.is_type_of is None:
        return lambda value: not isinstance(value, Exception) and not is_awaitable(value)
    definition = named.extensions.get("strawberry-definition")
    if definition is None or definition.is_type_of is not None:
        return None
    # Strawberry itself looks at the class alone, but for objects that were cast, which ours never are.
    return lambda value: isinstance(value, definition.origin)
