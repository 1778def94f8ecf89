"""What a request may ask for, and the checks that need no schema: size, tokens, repetition.

They run in the order of their price. The text is sieved before it is parsed, the parsed document is walked
once before it is validated: validation compares fields by pairs and is the dear part of a hostile document.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

import graphql

from services.refusal import Code, Refusal

# One token of GraphQL, roughly: block string, string, comment, name or number, punctuator. Each alternative
# takes an unclosed text, too: a pattern that could fail at its end would be tried again from every quote.
TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:""")?|"(?:[^"\\\n]|\\.)*"?|#[^\n]*'
    r"|\.\.\.|-?\w+(?:\.\w+)?(?:[+-]\d+)?|[^\s,\ufeff]",
    re.DOTALL,
)
NUL = re.compile(r"\x00|\\u0000|\\u\{0+\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one request. The first five are settings; the others follow from what they protect."""

    body: int  # bytes
    characters: int
    tokens: int  # parsing costs 7 µs each
    depth: int
    cost: int  # values of the answer, as far as they can be told before
    root_fields: int = 20  # an operation; each may open a connection of its own
    aliases: int = 100  # a document; a table may ask for a column of each node of a measure
    directives: int = 30  # a document
    brackets: int = 60  # of all kinds, one in another: more than selections, arguments and lists ever need
    word: int = 100  # characters of a name or of the digits of a number
    definitions: int = 40  # operations and fragments; validation follows each operation through them all
    repeats: int = 5_000  # pairs of fields with one response name: validation compares them at 1.5 µs each
    page: int = 100  # what first and last may ask for, at most
    list_size: int = 10  # what a list without a page size is taken to hold
    variable_depth: int = 12
    variable_values: int = 6_000
    errors: int = 10  # told of one request


def too_large(what: str, limit: int) -> Refusal:
    """The refusal of a request that is larger than it may be."""
    return Refusal(Code.QUERY_TOO_LARGE, f"查询太大：{what}超过上限 {limit:,}")


def sieve(text: str, limits: Limits) -> int:
    """The number of tokens of a document's text, counted without parsing it.

    Raises a Refusal where the text is too long, has too many tokens, one too long or brackets too deep, or
    holds a NUL, which no text in the database may hold.
    """
    if len(text) > limits.characters:
        raise too_large("字符数", limits.characters)
    if NUL.search(text):
        raise Refusal(Code.BAD_USER_INPUT, "查询里不能有 NUL 字符", "query")
    tokens = depth = 0
    for found in TOKEN.finditer(text):
        first = found[0][0]
        if first == "#":
            continue
        tokens += 1
        if first in "{[(":
            depth += 1
            if depth > limits.brackets:
                raise too_large("括号的层数", limits.brackets)
        elif first in "}])":
            depth -= 1
        elif first != '"' and len(found[0]) > limits.word:
            raise too_large("一个名称或数的长度", limits.word)
    if tokens > limits.tokens:
        raise too_large("词数", limits.tokens)
    return tokens


def check_shape(document: graphql.DocumentNode, limits: Limits) -> None:
    """Refuse a document that repeats or decorates more than it may. A fragment counts once."""
    if len(document.definitions) > limits.definitions:
        raise too_large("操作和片段的个数", limits.definitions)
    shape = Shape(limits)
    for definition in document.definitions:
        if isinstance(definition, graphql.OperationDefinitionNode | graphql.FragmentDefinitionNode):
            shape.add(definition)
    shape.check()


class Shape:
    """The counts of a document: response names, aliases, directives."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.names: Counter[str] = Counter()
        self.aliases = 0
        self.directives = 0

    def add(self, definition: graphql.OperationDefinitionNode | graphql.FragmentDefinitionNode) -> None:
        """Count a definition, without recursion."""
        self.directives += len(definition.directives or ())
        for variable in definition.variable_definitions or ():
            self.directives += len(variable.directives or ())
        selections = definition.selection_set.selections
        if (
            isinstance(definition, graphql.OperationDefinitionNode)
            and len(selections) > self.limits.root_fields
        ):
            raise too_large("顶层字段数", self.limits.root_fields)
        stack = list(selections)
        while stack:
            selection = stack.pop()
            self.directives += len(selection.directives or ())
            if isinstance(selection, graphql.FragmentSpreadNode):
                self.names["..." + selection.name.value] += 1
                continue
            if isinstance(selection, graphql.FieldNode):
                self.aliases += selection.alias is not None
                self.names[(selection.alias or selection.name).value] += 1
            below = cast("graphql.FieldNode | graphql.InlineFragmentNode", selection).selection_set
            stack.extend(below.selections if below else ())

    def check(self) -> None:
        """Refuse what was counted beyond its limit."""
        limits = self.limits
        if self.aliases > limits.aliases:
            raise too_large("别名数", limits.aliases)
        if self.directives > limits.directives:
            raise too_large("指令数", limits.directives)
        if sum(times * (times - 1) // 2 for times in self.names.values()) > limits.repeats:
            raise too_large("同名字段的重复", limits.repeats)


def check_variables(variables: dict[str, Any], limits: Limits) -> None:
    """Refuse variables that are nested too deeply, hold too many values, or a NUL in a text."""
    stack: list[tuple[Any, int]] = [(variables, 1)]
    seen = 1
    while stack:
        held, depth = stack.pop()
        seen += len(held)
        if depth > limits.variable_depth:
            raise too_large("变量的嵌套层数", limits.variable_depth)
        if seen > limits.variable_values:
            raise too_large("变量里的值的个数", limits.variable_values)
        values = held.values() if type(held) is dict else held
        texts = [each for each in values if type(each) is str]
        if any("\0" in text for text in texts) or (values is not held and any("\0" in name for name in held)):
            raise Refusal(Code.BAD_USER_INPUT, "变量里不能有 NUL 字符", "variables")
        if len(texts) < len(held):
            stack.extend((each, depth + 1) for each in values if type(each) in (dict, list))
