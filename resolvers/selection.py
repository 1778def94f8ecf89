"""What a client asks for below a field."""

from collections.abc import Collection

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from resolvers.context import Info


def asks_for(info: Info, names: Collection[str]) -> bool:
    """Whether any of these fields is asked for below. A fragment is looked at once."""
    # Strawberry makes its own selection anew for every spread, and has no public name for this one.
    raw = info._raw_info
    stack: list[SelectionSetNode | None] = [node.selection_set for node in raw.field_nodes]
    seen: set[str] = set()
    while stack:
        selection_set = stack.pop()
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                if node.name.value in names:
                    return True
            elif isinstance(node, InlineFragmentNode):
                stack.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                stack.append(raw.fragments[node.name.value].selection_set)
    return False
