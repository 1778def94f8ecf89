"""Short ways to what a field answers: the value of an object at hand, read and checked at once.

Whatever is not as plain as they take it to be comes back as `LONG_WAY`, for graphql-core to answer or refuse.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import graphql
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import get_argument_values
from strawberry.types.field import StrawberryField

INT_MOST = 2**31 - 1
LONG_WAY: Any = object()
# The fields by which a schema describes itself.
DESCRIPTIONS = "graphql.type.introspection"
Reader = Callable[[Any], Any]


def getter(field: graphql.GraphQLField, asked: FieldDetails, variables: Any) -> Reader | None:
    """How a field's value is had of an object without awaiting anything; None where it is not so had."""
    definition = field.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryField):
        resolve = field.resolve
        if resolve is None or field.args or resolve.__module__ != DESCRIPTIONS:
            return None
        # They ask it nothing.
        return lambda source: resolve(source, None)
    resolver = definition.base_resolver
    if definition.extensions:
        return None
    if resolver is None:
        plain = definition.default_resolver is getattr and not field.args
        return attrgetter(definition.python_name) if plain else None
    parent = resolver.parent_parameter
    if definition.is_async or parent is None or resolver.info_parameter or resolver.self_parameter:
        return None
    if not all(_named_plainly(argument.type) for argument in field.args.values()):
        return None
    try:
        given = get_argument_values(field, asked.node, variables, asked.fragment_variable_values, True)
    except graphql.GraphQLError:
        return None  # the long way tells it
    names = dict(zip(field.args, definition.arguments, strict=True))
    words = {names[name].python_name: value for name, value in given.items()}
    call: Any = resolver.wrapped_func
    of = parent.name

    def get(source: Any) -> Any:
        return call(**{of: source}, **words)

    return get


def _named_plainly(type_: Any) -> bool:
    """Whether an argument comes to the function as it was given."""
    return (type_.of_type if graphql.is_non_null_type(type_) else type_) in SPECIFIED


SPECIFIED = (graphql.GraphQLString, graphql.GraphQLInt, graphql.GraphQLBoolean, graphql.GraphQLID)
PLAIN: dict[str, type] = {"String": str, "ID": str, "Int": int, "Boolean": bool}


def classes(type_: Any) -> frozenset[type] | None:
    """The classes whose values are answered as they are; None where there is more to see to."""
    required = graphql.is_non_null_type(type_)
    inner = type_.of_type if required else type_
    plain = PLAIN.get(inner.name) if inner in SPECIFIED else None
    if plain is None or plain is int:
        return None
    return frozenset({plain} if required else {plain, type(None)})


def checked(get: Reader, type_: Any) -> Reader | None:
    """The short way to a value of a scalar or enum type, or to a list of texts; None for any other type."""
    required = graphql.is_non_null_type(type_)
    inner = type_.of_type if required else type_
    if graphql.is_list_type(inner):
        of = inner.of_type.of_type if graphql.is_non_null_type(inner.of_type) else inner.of_type
        return _texts_reader(get) if of in (graphql.GraphQLString, graphql.GraphQLID) else None
    if not graphql.is_leaf_type(inner):
        return None
    plain = PLAIN.get(inner.name) if inner in SPECIFIED else None
    if plain is int:
        return _int_reader(get, required)
    if plain is not None:
        return _plain_reader(get, plain, required)
    return _leaf_reader(get, inner.coerce_output_value, required)


def _texts_reader(get: Reader) -> Reader:
    def read(source: Any) -> Any:
        try:
            value = get(source)
        except Exception:
            return LONG_WAY
        if type(value) in (list, tuple) and all(type(one) is str for one in value):
            return [*value]
        return LONG_WAY

    return read


def _plain_reader(get: Reader, plain: type, required: bool) -> Reader:
    def read(source: Any) -> Any:
        try:
            value = get(source)
        except Exception:
            return LONG_WAY
        if type(value) is plain:
            return value
        return None if value is None and not required else LONG_WAY

    return read


def _int_reader(get: Reader, required: bool) -> Reader:
    def read(source: Any) -> Any:
        try:
            value = get(source)
        except Exception:
            return LONG_WAY
        if type(value) is int and -INT_MOST <= value <= INT_MOST:
            return value
        return None if value is None and not required else LONG_WAY

    return read


def _leaf_reader(get: Reader, coerce: Callable[[Any], Any], required: bool) -> Reader:
    def read(source: Any) -> Any:
        try:
            value = get(source)
            if value is None:
                return LONG_WAY if required else None
            if isinstance(value, Exception) or hasattr(value, "__await__"):
                return LONG_WAY
            value = coerce(value)
        except Exception:
            return LONG_WAY
        return LONG_WAY if value is None or value is graphql.Undefined else value

    return read
