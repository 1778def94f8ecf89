"""What is wrong with a request, in Chinese, without a word of what its author wrote as a value.

graphql-core puts the offending value into its messages: names, numbers of identity cards, whatever was typed.
Only names that the query language itself knows (fields, types, arguments, variables) are taken over here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import graphql

from wordlist import wordlist

NAME = r"[_A-Za-z][_0-9A-Za-z]*"
TYPE = r"[\[_A-Za-z][\[\]!_0-9A-Za-z]*"
VALUE_AT = re.compile(r"has invalid (?:default )?value(?: at (?P<path>[.\[\]\w]+))?: ")
EXPECTED = re.compile(
    rf"^Expected (?:a )?value of (?:non-null )?type '(?P<type>{TYPE})'(?P<rest>.*)", re.DOTALL
)
SCALAR = re.compile(r"^(?P<type>Int|Float|String|Boolean|ID) cannot represent")
ENUM = re.compile(
    rf"^Value .* does not exist in '(?P<in>{NAME})' enum|^Enum '(?P<of>{NAME})' cannot", re.DOTALL
)
LACKING = re.compile(rf"^ to include required field '(?P<name>{NAME})'")
# Messages in which nothing but names stands: no value can look like a suggestion.
SUGGESTED = re.compile(
    rf"^(?:Cannot query field|Unknown (?:argument|type)) '{NAME}'[^.]*(?:\.{NAME}'[^.]*)?\. "
    r"Did you mean (?P<names>'.*)\?$"
)
EXPECTED_TOKEN = re.compile(r"^Syntax Error: Expected (?P<token>'[^\w\s]{1,3}'|Name), found")

# A message of the validation rules, and what it says here; the name `field` is what the error is about.
SAYINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern.replace("NAME", NAME).replace("TYPE", TYPE)), saying)
    for each in wordlist("endpoint", "sayings.yaml")
    for pattern, saying in each.items()
)


class Saying(NamedTuple):
    """A message for people, and the argument, variable or input field it is about."""

    message: str
    field: str | None


WRITTEN = {"Date": "（如 2022-03-15）", "Int": "（整数）"}


def saying(error: graphql.GraphQLError, document: graphql.DocumentNode | None) -> Saying:
    """What to say of an error that graphql-core found in a request with this document, if it has one."""
    if isinstance(error, graphql.GraphQLSyntaxError):
        return Saying(_syntax(error), "query")
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, graphql.VariableDefinitionNode) and VALUE_AT.search(error.message):
        return _variable(error, node.variable.name.value)
    for pattern, said in SAYINGS:
        found = pattern.match(error.message)
        if found:
            names = found.groupdict()
            return Saying(said.format(**names), names.get("field"))
    if isinstance(node, graphql.ValueNode | graphql.ArgumentNode | graphql.ObjectFieldNode):
        trail = ".".join(_trail(document, node))
        return _value(error.message, trail) if trail else Saying("有一个参数的值不合要求", None)
    return Saying("查询与接口的定义不符", None)


def meant(error: graphql.GraphQLError) -> list[str]:
    """The names of the schema that graphql-core takes for what was meant by one that it does not know."""
    found = SUGGESTED.match(error.message)
    return re.findall(rf"'({NAME})'", found["names"]) if found else []


def _syntax(error: graphql.GraphQLSyntaxError) -> str:
    at = error.locations[0] if error.locations else None
    place = f"（第 {at.line} 行第 {at.column} 列）" if at else ""
    expected = EXPECTED_TOKEN.match(error.message)
    token = expected["token"].replace("Name", "名称") if expected else None
    return f"查询语法有误{place}" + (f"：此处应为 {token}" if token else "")


def _variable(error: graphql.GraphQLError, name: str) -> Saying:
    found = VALUE_AT.search(error.message)
    path = (found["path"] or "") if found else ""
    rest = error.message[found.end() :] if found else ""
    said = _value(rest, name + path)
    return Saying(f"变量 ${name} 不对：" + said.message, said.field)


def _value(message: str, field: str) -> Saying:
    message = VALUE_AT.split(message)[-1]
    expected = EXPECTED.match(message)
    if expected is None:
        return Saying(f"{field} {_meant(message)}", field)
    rest = expected["rest"]
    lacking = LACKING.match(rest)
    if lacking:
        return Saying(f"{field} 缺少 {lacking['name']}", f"{field}.{lacking['name']}")
    if " unknown field" in rest:
        return Saying(f"{field} 有多余的字段（{expected['type']} 里没有）", field)
    if rest.startswith((" to be provided", " not to be None")):
        return Saying(f"{field} 不能为空（{expected['type']}）", field)
    return Saying(f"{field} 应为 {_kind(expected['type'])}", field)


def _kind(name: str) -> str:
    """The type that a value should have, and how such a value is written where people get it wrong."""
    return f"{name}{WRITTEN.get(name.rstrip('!'), '')}"


def _meant(message: str) -> str:
    scalar, enum = SCALAR.match(message), ENUM.match(message)
    if enum:
        return f"应为 {enum['in'] or enum['of']} 里的一个值"
    return f"应为 {_kind(scalar['type'])}" if scalar else "的值不合要求"


def _trail(document: graphql.DocumentNode | None, node: graphql.Node) -> list[str]:
    """The argument and the input fields that lead to a value in the document."""
    walk = _values(document) if document else ()
    # A scalar that is given a list or an object gets a copy without a place; of that no trail is found.
    return next((trail for trail, place in walk if place is node), [])


def _values(document: graphql.Node) -> Iterator[tuple[list[str], graphql.Node]]:
    stack: list[tuple[list[str], graphql.Node]] = [([], document)]
    while stack:
        trail, node = stack.pop()
        if isinstance(node, graphql.ArgumentNode | graphql.ObjectFieldNode):
            trail = [*trail, node.name.value]
        yield trail, node
        for key in node.keys:
            below = getattr(node, key, None)
            if isinstance(below, graphql.Node):
                stack.append((trail, below))
            elif isinstance(below, list | tuple):
                stack.extend((trail, each) for each in below if isinstance(each, graphql.Node))
