"""graphql-core's executor with short ways for what tables ask for, and one answer for what is asked twice.

A field that is an attribute of a scalar type, or a function of one object and plain arguments, is read and
checked at once; the long way builds a path, an info tuple and three calls for it. Whatever is not as plain as
that, or goes wrong, takes the long way, so results and errors are those of graphql-core: a test compares both
on everything the short way knows.

Within one operation an object is answered once for each selection that is made on it, and a field once for all
names under which the same is asked of an object; errors stand at every place all the same.

It leans on private parts of graphql-core 3.3 and Strawberry 0.341. A test fails when either moves, until
somebody has compared `execute_fields` here with that of the new version and names it there.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias, cast

import graphql
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.values import get_argument_values
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

INT_MOST = 2**31 - 1
LONG_WAY: Any = object()
Reader = Callable[[Any], Any]
Fields: TypeAlias = dict[str, Any]


class Step(NamedTuple):
    """A field of a selection: the key in the answer, what is asked, and the short way if it has one.

    `like` is the key before it under which the very same is asked.
    """

    key: str
    details: FieldDetailsList
    read: Reader | None
    like: str | None


class Answered(NamedTuple):
    """What a selection on an object came to, and where it stands. Both are held: they are told apart by id."""

    source: Any
    fields: GroupedFieldSet
    path: Path | None
    result: AwaitableOrValue[Fields]


class Executor(StrawberryGraphQLCoreExecutionContext):
    """An executor for one operation. Plans are made once for each selection and kept while it runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, int], tuple[GroupedFieldSet, list[Step]]] = {}
        self._answered: dict[tuple[str, int, int], Answered] = {}
        self._repeated: set[int] = set()

    def build_per_event_executor(self, payload: Any) -> "Executor":
        """The executor of one event, which knows nothing of those before it."""
        executor = cast(Executor, super().build_per_event_executor(payload))
        executor._relevant_sub_fields, executor._plans = {}, {}
        executor._answered, executor._repeated = {}, set()
        return executor

    def complete_iterable_value(
        self,
        item_type: Any,
        field_details_list: FieldDetailsList,
        info: graphql.GraphQLResolveInfo,
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> AwaitableOrValue[list[Any]]:
        """A list; what stands in it several times is remembered, for it may have to be awaited."""
        items = [*items]
        if not graphql.is_leaf_type(graphql.get_named_type(item_type)):
            times = Counter(map(id, items))
            if len(times) < len(items):
                self._repeated.update(one for one, number in times.items() if number > 1)
        return super().complete_iterable_value(
            item_type, field_details_list, info, path, items, position_context
        )

    def execute_fields(
        self,
        parent_type: graphql.GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[Fields]:
        """Answer plain fields at once; hand the others, if any, to graphql-core, and keep the order."""
        key = (parent_type.name, id(source_value), id(grouped_field_set))
        before = self._answered.get(key)
        if before is not None:
            return self._again(before, path)
        result = self._fields(parent_type, source_value, path, grouped_field_set, position_context)
        if self.is_awaitable(result):
            if id(source_value) not in self._repeated:
                return result
            result = asyncio.ensure_future(result)
        self._answered[key] = Answered(source_value, grouped_field_set, path, result)
        return result

    def _fields(
        self,
        parent_type: graphql.GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[Fields]:
        results: Fields = {}
        rest: dict[str, FieldDetailsList] = {}
        like: dict[str, str] = {}
        for step in self._plan(parent_type, grouped_field_set):
            value = LONG_WAY if step.read is None else step.read(source_value)
            results[step.key] = value
            if value is LONG_WAY:
                if step.like is None:
                    rest[step.key] = step.details
                else:
                    like[step.key] = step.like
        if not rest:
            return results
        ask = super().execute_fields
        if len(rest) == len(results):
            return ask(parent_type, source_value, path, grouped_field_set, position_context)
        others = ask(parent_type, source_value, path, rest, position_context)
        if self.is_awaitable(others):

            async def merged() -> Fields:
                return self._merged(results, await others, like, path, parent_type)

            return merged()
        return self._merged(results, cast(Fields, others), like, path, parent_type)

    def _merged(
        self,
        results: Fields,
        others: Fields,
        like: dict[str, str],
        path: Path | None,
        parent: graphql.GraphQLObjectType,
    ) -> Fields:
        for key, first in like.items():
            if first in others:
                others[key] = others[first]
                self._tell_again(Path(path, first, parent.name), Path(path, key, parent.name))
        return _merge(results, others)

    def _again(self, before: Answered, path: Path | None) -> AwaitableOrValue[Fields]:
        """The same answer at another place, with the errors in it."""
        if not isinstance(before.result, Awaitable):
            self._tell_again(before.path, path)
            return before.result
        under_way = before.result

        async def awaited() -> Fields:
            # Whoever gives up must not take the answer from the others.
            found: Fields = await asyncio.shield(under_way)
            self._tell_again(before.path, path)
            return found

        return awaited()

    def _tell_again(self, before: Path | None, path: Path | None) -> None:
        """Errors below one place told below another as well."""
        errors = self.collected_errors.errors
        if not errors or before is None or path is None:
            return
        first, second = before.as_list(), path.as_list()
        for error in [*errors]:
            if error.path and error.path[: len(first)] == first:
                place: Path | None = path
                for one in error.path[len(first) :]:
                    place = Path(place, one, None)
                again = graphql.GraphQLError(
                    error.message,
                    error.nodes,
                    path=[*second, *error.path[len(first) :]],
                    original_error=error.original_error,
                    extensions=error.extensions,
                )
                self.collected_errors.add(again, place)

    def _plan(self, parent: graphql.GraphQLObjectType, fields: GroupedFieldSet) -> list[Step]:
        # The field set is kept beside its plan: its identity is the key and must not be used again.
        key = (parent.name, id(fields))
        found = self._plans.get(key)
        if found is None:
            said: dict[tuple[str, ...], str] = {}
            steps = []
            for name, details in fields.items():
                first = said.setdefault(_said(details), name)
                read = self._reader(parent.fields.get(details[0].node.name.value), details)
                steps.append(Step(name, details, read, None if first == name else first))
            found = self._plans[key] = (fields, steps)
        return found[1]

    def _reader(self, field: graphql.GraphQLField | None, details: FieldDetailsList) -> Reader | None:
        """The short way of a field; None where it has none."""
        if field is None:
            return None
        definition = field.extensions.get("strawberry-definition")
        if not isinstance(definition, StrawberryField):
            return None
        get = self._getter(field, definition, details[0])
        return None if get is None else _checked(get, field.type)

    def _getter(self, field: graphql.GraphQLField, definition: StrawberryField, asked: Any) -> Reader | None:
        """How a field's value is had of an object without awaiting anything."""
        resolver = definition.base_resolver
        if definition.extensions:
            return None
        if resolver is None:
            plain = definition.default_resolver is getattr and not field.args
            return attrgetter(definition.python_name) if plain else None
        parent = resolver.parent_parameter
        more = resolver.info_parameter or resolver.self_parameter or resolver.root_parameter
        if definition.is_async or parent is None or more:
            return None
        if not all(_named_plainly(argument.type) for argument in field.args.values()):
            return None
        try:
            given = get_argument_values(
                field, asked.node, self.variable_values, asked.fragment_variable_values, self.hide_suggestions
            )
        except graphql.GraphQLError:
            return None  # the long way tells it
        names = dict(zip(field.args, definition.arguments, strict=True))
        words = {names[name].python_name: value for name, value in given.items()}
        call, of = resolver.wrapped_func, parent.name

        def get(source: Any) -> Any:
            return call(**{of: source}, **words)

        return get


def _merge(results: Fields, others: Fields) -> Fields:
    for key, value in list(results.items()):
        if value is LONG_WAY:
            if key in others:
                results[key] = others[key]
            else:
                del results[key]
    return results


def _said(details: FieldDetailsList) -> tuple[str, ...]:
    """What is asked, in the words of the document, without the name that is given to it."""
    told = []
    for one in details:
        node = one.node
        assert node.loc
        assert node.name.loc
        told.append(node.loc.source.body[node.name.loc.start : node.loc.end])
    return tuple(told)


def _named_plainly(type_: Any) -> bool:
    """Whether an argument comes to the function as it was given."""
    return (type_.of_type if graphql.is_non_null_type(type_) else type_) in SPECIFIED


SPECIFIED = (graphql.GraphQLString, graphql.GraphQLInt, graphql.GraphQLBoolean, graphql.GraphQLID)
PLAIN: dict[str, type] = {"String": str, "ID": str, "Int": int, "Boolean": bool}


def _checked(get: Reader, type_: Any) -> Reader | None:
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
