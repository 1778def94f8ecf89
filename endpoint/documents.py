"""Documents made ready: sieved, parsed, bounded and validated once, then kept by their text."""

from typing import Any

import graphql
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from endpoint.cost import Reckoning
from endpoint.errors import Unanswered, of_refusal, of_request
from endpoint.given import check_lists
from endpoint.limits import Limits, check_shape, sieve
from kept import Kept
from services.refusal import Code, Refusal

RULES = (*graphql.specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
# A token costs about a kilobyte once parsed; some hundred documents of ordinary size fit.
DOCUMENTS, TOKENS = 512, 50_000


class Document:
    """A valid document. `kept` says whether answers to it may be kept, `describes` whether it asks what the
    schema is.
    """

    def __init__(
        self, schema: graphql.GraphQLSchema, text: str, node: graphql.DocumentNode, limits: Limits
    ) -> None:
        self.text = text
        self.node = node
        self._schema = schema
        self._limits = limits
        self._operations = [
            each for each in node.definitions if isinstance(each, graphql.OperationDefinitionNode)
        ]
        reckoning = Reckoning(schema, node, limits, None)
        costs = {id(operation): reckoning.check(operation) for operation in self._operations}
        self.kept, self.describes = reckoning.kept, reckoning.describes
        self._sized_by = sorted(reckoning.sized_by)
        self._bounds = reckoning.bounds
        self._costs: dict[tuple[Any, ...], int] = {(one,): cost for one, cost in costs.items()}

    def operation(self, name: str | None) -> graphql.OperationDefinitionNode:
        """The operation of this name, or the only one. Raises a Refusal if there is none such."""
        if name is None and len(self._operations) == 1:
            return self._operations[0]
        for operation in self._operations:
            if name is not None and operation.name and operation.name.value == name:
                return operation
        message = "查询里有多个操作，要用 operationName 指明" if name is None else "查询里没有这个名字的操作"
        raise Refusal(Code.BAD_USER_INPUT, message, "operationName")

    def check_lists(self, operation: graphql.OperationDefinitionNode, variables: dict[str, Any]) -> None:
        """Refuse variables with lists that are longer than their arguments or inputs take."""
        check_lists(self._schema, operation, variables, self._bounds)

    def cost(self, operation: graphql.OperationDefinitionNode, variables: dict[str, Any]) -> int:
        """What an operation costs with the sizes that its variables give; refuses one that is too dear."""
        sizes = {name: length(variables[name]) for name in self._sized_by if name in variables}
        key = (id(operation), *(sizes.get(name, "") for name in self._sized_by))
        known = self._costs.get(key)
        if known is not None:
            return known
        cost = Reckoning(self._schema, self.node, self._limits, sizes).check(operation)
        if len(self._costs) < 64:
            self._costs[key] = cost
        return cost


def length(value: Any) -> int | None:
    """A page size, or how long a list is. What is neither is one element, or refused by coercion."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, float) and value.is_integer():
        # A whole number all the same, for JSON and for coercion.
        return int(value)
    return value if value is None or isinstance(value, int) else 1


class Documents:
    """The documents seen lately, the refused ones with what was wrong with them."""

    def __init__(self, schema: graphql.GraphQLSchema, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self._kept: Kept[str, Document] = Kept(DOCUMENTS, TOKENS)
        self._refused: Kept[tuple[str, bool], list[dict[str, Any]]] = Kept(DOCUMENTS, TOKENS)

    def get(self, text: str, suggesting: bool = True) -> Document:
        """The document of this text. Raises Unanswered with all that is wrong with it.

        `suggesting`: and which names of the schema may have been meant.
        """
        # To look for what was meant is dear, and not done for strangers: they are told apart.
        found = self._kept.get(text) or self._refused.get((text, suggesting))
        if found is None:
            found = self._made(text, suggesting)
        if isinstance(found, Document):
            return found
        raise Unanswered(found)

    def _made(self, text: str, suggesting: bool) -> Document | list[dict[str, Any]]:
        limits = self.limits
        try:
            tokens = sieve(text, limits)
        except Refusal as refusal:
            return [of_refusal(refusal)]  # found at a glance again, and its text may be long
        made: Document | list[dict[str, Any]]
        try:
            made = self._parsed(text, suggesting)
        except Refusal as refusal:
            made = [of_refusal(refusal)]
        except graphql.GraphQLError as error:
            made = of_request([error], None)
        weight = tokens + len(text) // 256
        if isinstance(made, Document):
            self._kept.put(text, made, weight)
        else:
            self._refused.put((text, suggesting), made, weight)
        return made

    def _parsed(self, text: str, suggesting: bool) -> Document | list[dict[str, Any]]:
        limits = self.limits
        node = graphql.parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
        check_shape(node, limits)
        document = Document(self.schema, text, node, limits)
        errors = graphql.validate(
            self.schema, node, RULES, max_errors=limits.errors, hide_suggestions=not suggesting
        )
        return of_request(errors, node) if errors else document
