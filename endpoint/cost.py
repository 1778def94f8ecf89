"""What an operation costs before it runs: the values in its answer, and the work that its fields declare.

The unit is a plain value: some 2 µs of CPU. What a field costs beyond its values stands where it is
declared, in its metadata, as `make bench` measures it:

- `cost`: once for each call;
- `row`: for each element of its list or page, times the length of the argument `times` names, if it does;
- `size`: how long its list is, a number or the argument that says it;
- `shared`: work that fields beside it need as well, counted once for all of them.

A list counts as long as `first` or `last` asks, up to the largest page; one that says nothing counts a
default. Each fragment is reckoned once, so that fragments that spread fragments cost no time to see through.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias, cast

import graphql

from endpoint.given import most_of
from endpoint.limits import Limits, too_large
from services.refusal import Code, Refusal

PAGE = ("first", "last")
COST = "估算的处理量"
# A description of the schema is reckoned with sizes of its own, and may cost a fifth more than what the
# introspection query of GraphQL's tools asks for (a test reckons it again), whatever the limit of cost is.
DESCRIBING = ("__schema", "__type")
DESCRIBED = {"types": 100, "directives": 8, "fields": 10, "inputFields": 10, "args": 2, "enumValues": 5}
DESCRIPTION = 180_000
Named: TypeAlias = graphql.GraphQLNamedType | None


class Price(NamedTuple):
    """The cost of a selection: once, and for each element of the lists directly in it; and its height.

    `shared` is the work that its fields share.
    """

    once: int
    each: int
    height: int
    shared: int = 0


class Weight(NamedTuple):
    """What a field declares of its cost; see the head of this module."""

    cost: int = 0
    row: int = 0
    size: int | str | None = None
    times: tuple[str, int] | None = None
    shared: int = 0


PLAIN = Weight()


class Reckoning:
    """The costs of one document's operations, with the variables that sizes are read from, lists as lengths.

    Without them (None), each such page is taken to hold one: what is refused then is too large in any case.
    After `check`, `sized_by` names the variables that sizes were read from, `bounds` those that are given to
    an argument with a bound, with its name and bound; `kept` is false if a field was met whose answer must
    not be kept, `describes` true if one was that describes the schema.
    """

    def __init__(
        self,
        schema: graphql.GraphQLSchema,
        document: graphql.DocumentNode,
        limits: Limits,
        sizes: Mapping[str, Any] | None,
    ) -> None:
        self.schema = schema
        self.limits = limits
        self.sizes = sizes
        self.sized_by: set[str] = set()
        self.bounds: dict[str, tuple[str, int]] = {}
        self.kept = True
        self.describes = False
        self._describing = 0
        self._defaults: dict[str, Any] = {}
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, graphql.FragmentDefinitionNode)
        }
        self._prices: dict[str, Price | None] = {}

    def check(self, operation: graphql.OperationDefinitionNode) -> int:
        """What an operation costs beside a description of the schema, which the limit alone bounds.

        Refuses one that costs or nests more than it may, or whose fragments go in circles.
        """
        self._describing = 0
        self._defaults = {
            node.variable.name.value: node.default_value for node in operation.variable_definitions or ()
        }
        cost = self.cost(operation)
        if cost > self.limits.cost:
            raise too_large(COST, self.limits.cost)
        return cost - self._describing

    def cost(self, operation: graphql.OperationDefinitionNode) -> int:
        """What an operation costs, in plain values; raises where it nests too deeply or goes in circles."""
        root = self.schema.get_root_type(operation.operation)
        price = self._selection(operation.selection_set, root, 1)
        return price.once + price.each * self.limits.list_size + price.shared

    def _selection(self, selections: graphql.SelectionSetNode, parent: Named, depth: int) -> Price:
        self._bound(depth, parent)
        once = each = height = shared = 0
        for node in selections.selections:
            if isinstance(node, graphql.FieldNode):
                price = self._field(node, parent, depth)
            elif isinstance(node, graphql.FragmentSpreadNode):
                price = self._fragment(node.name.value, depth)
            else:
                inline = cast(graphql.InlineFragmentNode, node)
                on = inline.type_condition
                below = self.schema.get_type(on.name.value) if on else parent
                price = self._selection(inline.selection_set, below, depth + 1)
            once, each, height = once + price.once, each + price.each, max(height, price.height)
            shared = max(shared, price.shared)
        return Price(once, each, height + 1, shared)

    def _fragment(self, name: str, depth: int) -> Price:
        node = self._fragments.get(name)
        if node is None:
            return Price(0, 0, 0)  # validation says so better
        parent = self.schema.get_type(node.type_condition.name.value)
        if name not in self._prices:
            self._prices[name] = None
            self._prices[name] = self._selection(node.selection_set, parent, depth)
        price = self._prices[name]
        if price is None:
            raise Refusal(Code.BAD_USER_INPUT, f"片段 {name} 引用了自己", "query")
        self._bound(depth + price.height - 1, parent)
        return price._replace(height=price.height - 1)  # a spread is no level

    def _field(self, node: graphql.FieldNode, parent: Named, depth: int) -> Price:
        name = node.name.value
        field = self._definition(parent, name)
        if field is not None and _never_kept(field):
            self.kept = False
        if field is not None and node.arguments:
            self._bound_lists(node, field)
        weight = PLAIN if field is None else weight_of(field)
        if node.selection_set is None:
            return Price(1 + weight.cost, 0, 0, weight.shared)
        inner = graphql.get_named_type(field.type) if field else None
        below = self._selection(node.selection_set, inner, depth + 1)
        if introspective(parent):
            return Price(1 + DESCRIBED.get(name, 1) * below.once, 0, below.height)
        if name in DESCRIBING:
            self.describes = True
            described = below.once * self.limits.cost // DESCRIPTION
            self._describing += described
            return Price(described, 0, below.height)
        size, once = self._size(node, field, weight), 1 + weight.cost + below.shared
        row = weight.row * self._times(node, weight)
        if field is None or not _is_list(field):
            length = self.limits.list_size if size is None else size
            whole = once + below.once + (row + below.each) * length
            return Price(whole, 0, below.height, weight.shared)
        whole = 1 + row + below.once + below.each * self.limits.list_size
        if size is None:
            return Price(once - 1, whole, below.height, weight.shared)
        return Price(once + size * whole, 0, below.height, weight.shared)

    def _bound_lists(self, node: graphql.FieldNode, field: graphql.GraphQLField) -> None:
        for argument in node.arguments or ():
            name = argument.name.value
            most = most_of(field.args[name]) if name in field.args else None
            if most is not None and isinstance(argument.value, graphql.VariableNode):
                variable = argument.value.name.value
                least = min((name, most), self.bounds.get(variable, (name, most)), key=lambda one: one[1])
                self.bounds[variable] = least

    def _bound(self, depth: int, parent: Named) -> None:
        # A schema's own description is nested by nature; a rule of validation bounds its lists.
        if depth > self.limits.depth * (2 if introspective(parent) else 1):
            raise too_large("嵌套层数", self.limits.depth)

    def _definition(self, parent: Named, name: str) -> graphql.GraphQLField | None:
        if isinstance(parent, graphql.GraphQLObjectType | graphql.GraphQLInterfaceType):
            return self.schema.get_field(parent, name)
        return None

    def _times(self, node: graphql.FieldNode, weight: Weight) -> int:
        """How often the work on a row is done: for each element of an argument, or as often as usual."""
        if weight.times is None:
            return 1
        name, usual = weight.times
        length = self._length(node, name)
        return usual if length is None else length

    def _length(self, node: graphql.FieldNode, name: str) -> int | None:
        """How long the list is that an argument gives, up to the largest page; None where it gives none."""
        for argument in node.arguments or ():
            if argument.name.value == name:
                length = self._value(argument.value)
                return max(0, min(length, self.limits.page)) if isinstance(length, int) else None
        return None

    def _size(
        self, node: graphql.FieldNode, field: graphql.GraphQLField | None, weight: Weight
    ) -> int | None:
        """How many elements are asked for; None where the field takes no page size, and declares none."""
        if isinstance(weight.size, str):
            return self._length(node, weight.size)
        if weight.size is not None:
            return weight.size
        taken = [name for name in PAGE if field is not None and name in field.args]
        if not taken:
            return None
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        asked = [self._value(given[name]) for name in taken if name in given]
        asked = asked or [cast(graphql.GraphQLField, field).args[name].default_value for name in taken]
        numbers = [size for size in asked if isinstance(size, int)]
        # More than a page is refused where the field is answered, with the name of the argument.
        return max(0, min(max(numbers, default=self.limits.page), self.limits.page))

    def _value(self, node: graphql.ValueNode | None) -> Any:
        if isinstance(node, graphql.VariableNode):
            name = node.name.value
            self.sized_by.add(name)
            if self.sizes is None:
                return 1
            return self.sizes[name] if name in self.sizes else self._value(self._defaults.get(name))
        if isinstance(node, graphql.IntValueNode):
            return int(node.value) if len(node.value) < 10 else self.limits.page
        if isinstance(node, graphql.ListValueNode):
            return len(node.values)
        return None


def introspective(parent: Named) -> bool:
    """Whether the type describes the schema itself."""
    return parent is not None and parent.name.startswith("__")


def _is_list(field: graphql.GraphQLField) -> bool:
    type_ = field.type
    return graphql.is_list_type(type_.of_type if graphql.is_non_null_type(type_) else type_)


def weight_of(field: graphql.GraphQLField) -> Weight:
    """What a field declares of its cost."""
    definition = field.extensions.get("strawberry-definition")
    told = {} if definition is None else definition.metadata
    return Weight(**{name: told[name] for name in Weight._fields if name in told}) if told else PLAIN


def _never_kept(field: graphql.GraphQLField) -> bool:
    definition = field.extensions.get("strawberry-definition")
    return definition is not None and definition.metadata.get("kept") is False
