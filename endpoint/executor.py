"""graphql-core's executor with a short way for plain attributes, which are most of what a table asks for.

A field without resolver, arguments and selection is an attribute read and a scalar check; the long way builds
a path, an info tuple and three calls for it. Whatever is not as plain as that, or goes wrong, takes the long
way, so results and errors are those of graphql-core: a test compares both on everything the short way knows.

It leans on private parts of graphql-core 3.3 and Strawberry 0.341. A test fails when either moves, until
somebody has compared `execute_fields` here with that of the new version and names it there.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import graphql
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

INT_MOST = 2**31 - 1
LONG_WAY: Any = object()
Reader = Callable[[Any], Any]


class Step(NamedTuple):
    """A field of a selection: the key in the answer, what is asked, and the short way if it has one."""

    key: str
    details: FieldDetailsList
    read: Reader | None


class Executor(StrawberryGraphQLCoreExecutionContext):
    """An executor for one operation. Plans are made once for each selection and kept while it runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, int], tuple[GroupedFieldSet, list[Step]]] = {}

    def execute_fields(
        self,
        parent_type: graphql.GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Answer plain fields at once; hand the others, if any, to graphql-core, and keep the order."""
        results: dict[str, Any] = {}
        rest: dict[str, FieldDetailsList] = {}
        for key, details, read in self._plan(parent_type, grouped_field_set):
            value = LONG_WAY if read is None else read(source_value)
            results[key] = value
            if value is LONG_WAY:
                rest[key] = details
        if not rest:
            return results
        if len(rest) == len(results):
            return super().execute_fields(
                parent_type, source_value, path, grouped_field_set, position_context
            )
        others = super().execute_fields(parent_type, source_value, path, rest, position_context)
        if self.is_awaitable(others):

            async def merged() -> dict[str, Any]:
                return _merge(results, await others)

            return merged()
        return _merge(results, cast("dict[str, Any]", others))

    def _plan(self, parent: graphql.GraphQLObjectType, fields: GroupedFieldSet) -> list[Step]:
        # The field set is kept beside its plan: its identity is the key and must not be used again.
        key = (parent.name, id(fields))
        found = self._plans.get(key)
        if found is None:
            steps = [
                Step(name, details, _reader(parent.fields.get(details[0].node.name.value)))
                for name, details in fields.items()
            ]
            found = self._plans[key] = (fields, steps)
        return found[1]


def _merge(results: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    for key, value in list(results.items()):
        if value is LONG_WAY:
            if key in others:
                results[key] = others[key]
            else:
                del results[key]
    return results


def _reader(field: graphql.GraphQLField | None) -> Reader | None:
    """The short way of a field that is an attribute of a scalar or enum type; None for any other."""
    if field is None or field.args or not getattr(field.resolve, "_is_default", False):
        return None
    definition = field.extensions.get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or definition.default_resolver is not getattr:
        return None
    required = graphql.is_non_null_type(field.type)
    type_ = field.type.of_type if graphql.is_non_null_type(field.type) else field.type
    if not graphql.is_leaf_type(type_):
        return None
    plain = PLAIN.get(type_.name) if type_ in SPECIFIED else None
    if plain is int:
        return _int_reader(definition.python_name, required)
    if plain is not None:
        return _plain_reader(definition.python_name, plain, required)
    return _leaf_reader(definition.python_name, type_.coerce_output_value, required)


SPECIFIED = (graphql.GraphQLString, graphql.GraphQLInt, graphql.GraphQLBoolean, graphql.GraphQLID)
PLAIN: dict[str, type] = {"String": str, "ID": str, "Int": int, "Boolean": bool}


def _plain_reader(name: str, plain: type, required: bool) -> Reader:
    def read(source: Any) -> Any:
        try:
            value = getattr(source, name)
        except Exception:
            return LONG_WAY
        if type(value) is plain:
            return value
        return None if value is None and not required else LONG_WAY

    return read


def _int_reader(name: str, required: bool) -> Reader:
    def read(source: Any) -> Any:
        try:
            value = getattr(source, name)
        except Exception:
            return LONG_WAY
        if type(value) is int and -INT_MOST <= value <= INT_MOST:
            return value
        return None if value is None and not required else LONG_WAY

    return read


def _leaf_reader(name: str, coerce: Callable[[Any], Any], required: bool) -> Reader:
    def read(source: Any) -> Any:
        try:
            value = getattr(source, name)
            if value is None:
                return LONG_WAY if required else None
            if isinstance(value, Exception) or hasattr(value, "__await__"):
                return LONG_WAY
            value = coerce(value)
        except Exception:
            return LONG_WAY
        return LONG_WAY if value is None or value is graphql.Undefined else value

    return read
