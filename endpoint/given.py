"""Lists in variables within the bounds that arguments and input fields declare, looked at before coercion.

A bound is `most` in the metadata of an argument or a field of an input. Coercion makes an object of every
element and tells every mistake in it; of a list that is too long it need not.
"""

from collections.abc import Mapping
from typing import Any

import graphql

from services.refusal import Code, Refusal


def most_of(given: graphql.GraphQLArgument | graphql.GraphQLInputField) -> int | None:
    """How many elements a list may have; None where nothing is declared."""
    definition = given.extensions.get("strawberry-definition")
    most: int | None = None if definition is None else definition.metadata.get("most")
    return most


def check_lists(
    schema: graphql.GraphQLSchema,
    operation: graphql.OperationDefinitionNode,
    variables: Mapping[str, Any],
    bounds: Mapping[str, tuple[str, int]],
) -> None:
    """Refuse a variable with a list that is too long; `bounds` are those of the arguments it is given to."""
    for node in operation.variable_definitions or ():
        name = node.variable.name.value
        if name in variables:
            field, most = bounds.get(name, (name, None))
            type_ = graphql.type_from_ast(schema, node.type)
            _check(variables[name], type_, most, field)


def _check(value: Any, type_: Any, most: int | None, path: str) -> None:
    if isinstance(value, list):
        if most is not None and len(value) > most:
            raise Refusal(Code.BAD_USER_INPUT, f"{path} 最多 {most:,} 项", path)
        if isinstance(graphql.get_named_type(type_), graphql.GraphQLInputObjectType):
            for at, one in enumerate(value):
                _check(one, graphql.get_named_type(type_), None, f"{path}[{at}]")
    elif isinstance(value, dict):
        named = graphql.get_named_type(type_)
        fields = named.fields if isinstance(named, graphql.GraphQLInputObjectType) else {}
        for name, below in value.items():
            field = fields.get(name)
            if field is not None and isinstance(below, list | dict):
                _check(below, field.type, most_of(field), f"{path}.{name}")
