"""graphql-core's executor with short ways for what tables ask for, and one answer for what is asked twice.

A field that is an attribute of a scalar type, or a function of one object and plain arguments, is read and
checked at once; the long way builds a path, an info tuple and three calls for it. Whatever is not as plain as
that, or goes wrong, takes the long way, so results and errors are those of graphql-core: a test compares.

Within one operation an object is answered once for each selection that is made on it, and a field once for
all names under which the same is asked of an object; errors stand at every place all the same.

It leans on private parts of graphql-core 3.3 and Strawberry 0.341. A test fails when either moves, until
somebody has compared `execute_fields` here with that of the new version and names it there.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from functools import partial
from typing import Any, NamedTuple, TypeAlias, cast
from weakref import proxy

import graphql
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path, gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from endpoint.reader import LONG_WAY, Reader, checked, classes, getter
from endpoint.rows import Way, row_reader, whole_reader
from endpoint.said import likes, said, words
from kept import Kept

Fields: TypeAlias = dict[str, Any]
# Where a schema keeps the descriptions of itself, and how many.
DESCRIBED, DESCRIPTIONS = "luzhi.described", 16
# Where it keeps the short ways of its fields.
READERS = "luzhi.readers"


class Step(NamedTuple):
    """A field of a selection: the key in the answer, what is asked, and the short way if it has one.

    `read` gives the value of a scalar or enum, `below` how an object is had, `whole` the answer where all
    that is asked below has a short way, too. `like` is the key before it under which the very same is asked.
    """

    key: str
    details: FieldDetailsList
    read: Reader | None
    below: "Below | None"
    whole: Way | None
    like: str | None


class Below(NamedTuple):
    """How an object is had of another, and its type, as the field has it and bare."""

    get: Reader
    type: Any
    named: graphql.GraphQLObjectType


class Plan(NamedTuple):
    """How a selection is answered: field by field, or at once by `row` where every field has a short way.

    The field set is kept beside: its identity is the key of the plan, and must not be used again.
    """

    fields: GroupedFieldSet
    steps: list[Step]
    row: Reader | None


class Answered(NamedTuple):
    """What a selection on an object came to, and where. Both are held: they are told apart by their ids."""

    source: Any
    fields: GroupedFieldSet
    path: Path | None
    result: AwaitableOrValue[Fields]


class Executor(StrawberryGraphQLCoreExecutionContext):
    """An executor for one operation. Plans are made once for each selection and kept while it runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # graphql-core hands methods of its own to resolvers: a circle, with all that the operation has read.
        own = proxy(self)
        self.async_helpers = graphql.GraphQLResolveInfoHelpers(
            gather=lambda *work: own.gather_async_work(*work), track=lambda *work: own.track_async_work(*work)
        )
        # A field set is made for one type of object; its identity stands for both.
        self._plans: dict[int, Plan] = {}
        self._answered: dict[tuple[int, int], Answered] = {}
        self._repeated: set[int] = set()

    def build_per_event_executor(self, payload: Any) -> "Executor":
        """The executor of one event, which knows nothing of those before it."""
        executor = cast(Executor, super().build_per_event_executor(payload))
        executor._relevant_sub_fields, executor._plans = {}, {}
        executor._answered, executor._repeated = {}, set()
        return executor

    def execute_field(
        self,
        parent_type: graphql.GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        """A field; the description of the schema, which never changes, is worked out once for its words."""

        def ask() -> Any:
            return super(Executor, self).execute_field(
                parent_type, source, field_details_list, path, position_context
            )

        if field_details_list[0].node.name.value != "__schema" or self.operation.variable_definitions:
            return ask()
        described: Kept[tuple[str, ...], Any] = self.schema.extensions.setdefault(
            DESCRIBED, Kept(DESCRIPTIONS)
        )
        fragments = (words(each.definition) for each in self.fragments.values())
        return described.of((*said(field_details_list), *fragments), ask)

    def complete_iterable_value(
        self,
        item_type: Any,
        field_details_list: FieldDetailsList,
        info: Any,
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
        row = self._plan(parent_type, grouped_field_set).row
        if row is not None and (read := row(source_value)) is not LONG_WAY:
            return cast(Fields, read)
        key = (id(source_value), id(grouped_field_set))
        if (before := self._answered.get(key)) is not None:
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
        waited: list[str] = []
        try:
            self._short(parent_type, source_value, path, grouped_field_set, results, rest, like, waited)
            if not rest:
                others: AwaitableOrValue[Fields] = {}
            elif len(rest) == len(results):
                return super().execute_fields(
                    parent_type, source_value, path, grouped_field_set, position_context
                )
            else:
                others = super().execute_fields(parent_type, source_value, path, rest, position_context)
        except Exception:
            self.settle_in_background([results[key] for key in waited])
            raise
        if waited or self.is_awaitable(others):

            async def merged() -> Fields:
                more = others if isinstance(others, Awaitable) else _at_hand(others)
                told, *found = await gather_with_cancel(more, *(results[key] for key in waited))
                results.update(zip(waited, found, strict=True))
                return self._merged(results, told, like, path, parent_type, grouped_field_set)

            return merged()
        if not rest and not like:
            return results
        return self._merged(results, cast(Fields, others), like, path, parent_type, grouped_field_set)

    def _short(
        self,
        parent_type: graphql.GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        results: Fields,
        rest: dict[str, FieldDetailsList],
        like: dict[str, str],
        waited: list[str],
    ) -> None:
        """Goes the short ways; `rest` is what is left, `like` asked twice, `waited` what comes later."""
        for step in self._plan(parent_type, grouped_field_set).steps:
            if step.read is not None:
                value = step.read(source_value)
            elif step.below is not None and step.like is None:
                value = self._object(step, source_value, path, parent_type)
                if self.is_awaitable(value):
                    waited.append(step.key)
            else:
                value = LONG_WAY
            results[step.key] = value
            if value is LONG_WAY:
                if step.like is None:
                    rest[step.key] = step.details
                else:
                    like[step.key] = step.like

    def _merged(
        self,
        results: Fields,
        others: Fields,
        like: dict[str, str],
        path: Path | None,
        parent: graphql.GraphQLObjectType,
        asked: GroupedFieldSet,
    ) -> Fields:
        for key, first in like.items():
            found = others.get(first, results.get(first, LONG_WAY))
            if found is not LONG_WAY:
                others[key] = found
                if self.collected_errors.errors:
                    before, after = (Path(path, name, parent.name) for name in (first, key))
                    self._tell_again(before, after, (asked[first][0].node, asked[key][0].node))
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

    def _tell_again(
        self, before: Path | None, path: Path | None, asked: tuple[Any, Any] | None = None
    ) -> None:
        """Errors below one place told below another as well; `asked` is where the document asks for each."""
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
                again.locations = error.locations if asked is None else _moved(error, *asked)
                self.collected_errors.add(again, place)

    def _plan(self, parent: graphql.GraphQLObjectType, fields: GroupedFieldSet) -> Plan:
        found = self._plans.get(id(fields))
        if found is None:
            steps = self._steps(parent, fields)
            ways = {step.key: step.whole for step in steps if step.whole is not None}
            row = row_reader(ways) if len(ways) == len(steps) else None
            found = self._plans[id(fields)] = Plan(fields, steps, row)
        return found

    def _steps(self, parent: graphql.GraphQLObjectType, fields: GroupedFieldSet) -> list[Step]:
        like_of = likes(fields)
        found: dict[str, Step] = {}
        for name, details in fields.items():
            like = like_of.get(name)
            read, below, whole = self._ways(parent, details) if like is None else found[like][2:5]
            found[name] = Step(name, details, read, below, whole, like)
        return [*found.values()]

    def _ways(
        self, parent: graphql.GraphQLObjectType, details: FieldDetailsList
    ) -> tuple[Reader | None, Below | None, Way | None]:
        """The short ways of a field: to a value, to an object, to all that is asked of either; or None."""
        field = parent.fields.get(details[0].node.name.value)
        get, read = (None, None) if field is None else self._readers(parent, field, details)
        if field is None or get is None:
            return None, None, None
        if read is not None:
            as_it_is = classes(field.type)
            return read, None, Way(read) if as_it_is is None else Way(get, as_it_is)
        type_ = field.type.of_type if graphql.is_non_null_type(field.type) else field.type
        # A type that belongs to an interface looks whether the object is one of its own.
        plain = graphql.is_object_type(type_) and type_.is_type_of is None
        at_hand = whole_reader(get, field.type, self.is_awaitable, partial(self._row, details))
        return None, Below(get, field.type, type_) if plain else None, at_hand

    def _readers(
        self, parent: graphql.GraphQLObjectType, field: graphql.GraphQLField, details: FieldDetailsList
    ) -> tuple[Reader | None, Reader | None]:
        """How a field is had of an object, and how its value; found once where it takes no arguments."""
        known: dict[tuple[str, str], Any] = self.schema.extensions.setdefault(READERS, {})
        key = (parent.name, details[0].node.name.value)
        found = known.get(key)
        if found is None:
            get = getter(field, details[0], self.variable_values)
            found = (get, None if get is None else checked(get, field.type))
            if not field.args:
                known[key] = found
        return cast("tuple[Reader | None, Reader | None]", found)

    def _row(self, details: FieldDetailsList, named: graphql.GraphQLObjectType) -> Reader | None:
        """The short way to all that is asked of an object of this type, if there is one."""
        fields, deferred, *_ = self.collect_subfields(named, details)
        return None if deferred or details[0].node.directives else self._plan(named, fields).row

    def _object(
        self, step: Step, source: Any, path: Path | None, parent: graphql.GraphQLObjectType
    ) -> AwaitableOrValue[Any]:
        """The answer of a field that is an object at hand, as graphql-core completes it."""
        assert step.below
        get, type_, named = step.below
        try:
            value = get(source)
        except Exception:
            return LONG_WAY
        if value is None or isinstance(value, Exception) or self.is_awaitable(value):
            return LONG_WAY
        place = Path(path, step.key, parent.name)
        try:
            result = self.collect_and_execute_subfields(named, step.details, place, value, None)
        except Exception as error:
            self.handle_field_error(error, type_, step.details, place)
            return None
        if not self.is_awaitable(result):
            return result

        async def awaited() -> Any:
            try:
                return await result
            except Exception as error:
                self.handle_field_error(error, type_, step.details, place)
                return None

        return awaited()


def _moved(error: graphql.GraphQLError, first: Any, second: Any) -> list[graphql.SourceLocation]:
    """Where an error stands that stood in one field, in another of the same words."""
    found = []
    for node in error.nodes or ():
        assert node.loc
        at = node.loc.start
        if first.loc.start <= at <= first.loc.end:
            # The name that is given to a field stands before its own.
            at += second.name.loc.start - first.name.loc.start if at > first.loc.start else 0
            at = second.loc.start if at == first.loc.start else at
        found.append(graphql.get_location(node.loc.source, at))
    return found


async def _at_hand(value: Fields) -> Fields:
    return value


def _merge(results: Fields, others: Fields) -> Fields:
    for key, value in list(results.items()):
        if value is LONG_WAY:
            if key in others:
                results[key] = others[key]
            else:
                del results[key]
    return results
