"""What a selection asks for in the words of its document: where two fields say the same, one answer does."""

import graphql
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet


def likes(fields: GroupedFieldSet) -> dict[str, str]:
    """The fields that ask the very same as one before them, under another name; and which that is."""
    if len({details[0].node.name.value for details in fields.values()}) == len(fields):
        return {}
    before: dict[tuple[str, ...], str] = {}
    firsts = {name: before.setdefault(said(details), name) for name, details in fields.items()}
    return {name: first for name, first in firsts.items() if first != name}


def said(details: FieldDetailsList) -> tuple[str, ...]:
    """What is asked, in the words of the document, without the name that is given to it."""
    return tuple(words(one.node, one.node.name) for one in details)


def words(node: graphql.Node, first: graphql.Node | None = None) -> str:
    """The words of a node in the document, from one of its own on."""
    begins = (first or node).loc
    assert node.loc
    assert begins
    return node.loc.source.body[begins.start : node.loc.end]
