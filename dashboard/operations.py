"""The types of the dashboard's operations, written in TypeScript straight from the schema.

Each file of `queries/` holds one operation, named as its file, and the fragments that it uses. The browser
sends the hash of its file's text alone; the server knows the texts.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import graphql
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    is_abstract_type,
    is_composite_type,
)

QUERIES = Path(__file__).with_name("queries")
WRITTEN = Path(__file__).parent / "src/shared/operations.ts"
SCALARS = {"Int": "number", "Float": "number", "Boolean": "boolean", "JSON": "unknown"}
HEAD = """// Written by `python -m dashboard --write` from schema/schema.graphql and dashboard/queries.
"""


class QueriesRefused(ValueError):
    """Queries that the schema does not know. A line for each, with the file and the line in it."""


def texts(folder: Path = QUERIES) -> dict[str, str]:
    """The texts of the operations, by the names of their files."""
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.graphql"))}


def documents() -> dict[str, str]:
    """The texts that the dashboard asks for, by their hashes."""
    return {hashed(text): text for text in texts().values()}


def hashed(text: str) -> str:
    """The hash by which the dashboard asks for a text."""
    return sha256(text.encode()).hexdigest()


def typescript(schema: GraphQLSchema, asked: Mapping[str, str]) -> str:
    """The module of types: what each operation takes and gives. Raises `QueriesRefused`."""
    types = Types(schema)
    operations, hashes, changes, wrong = [], [], [], []
    for name, text in asked.items():
        document = graphql.parse(graphql.Source(text, f"{name}.graphql"))
        errors = graphql.validate(schema, document)
        wrong += [f"{name}.graphql:{_line(error)}: {error.message}" for error in errors]
        if not errors:
            operations.append(types.operation(name, document))
            hashes.append(f"  {name}: '{hashed(text)}',")
            changes += [name] if _changes(document) else []
    if wrong:
        raise QueriesRefused("\n".join(wrong))
    kept = "".join(f"export type {name} = {body}\n" for name, body in sorted(types.kept.items()))
    listed, told = "\n".join(operations), "\n".join(hashes)
    changing = ", ".join(f"'{name}'" for name in changes)
    return (
        f"{HEAD}\n{kept}\nexport interface Operations {{\n{listed}\n}}\n\n"
        f"export const hashes: Record<keyof Operations, string> = {{\n{told}\n}}\n\n"
        f"/** Those that change something. */\n"
        f"export const changes: ReadonlySet<keyof Operations> = new Set<keyof Operations>([{changing}])\n"
    )


def _changes(document: DocumentNode) -> bool:
    return any(
        isinstance(one, OperationDefinitionNode) and one.operation is OperationType.MUTATION
        for one in document.definitions
    )


def _line(error: graphql.GraphQLError) -> int:
    return error.locations[0].line if error.locations else 1


class Types:
    """What is said of a schema's types in TypeScript; `kept` are the enumerations and inputs in use."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._fragments: dict[str, FragmentDefinitionNode] = {}
        self.kept: dict[str, str] = {}

    def operation(self, name: str, document: DocumentNode) -> str:
        """The entry of a file's operation. Raises `QueriesRefused` if it is not named as its file."""
        (defined,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
        if defined.name is None or defined.name.value != name:
            raise QueriesRefused(f"{name}.graphql:1: the operation is to be named {name}")
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        given = []
        for variable in defined.variable_definitions or ():
            type_ = graphql.type_from_ast(self._schema, variable.type)
            assert type_ is not None
            needed = isinstance(type_, GraphQLNonNull) and variable.default_value is None
            given.append(f"{variable.variable.name.value}{'' if needed else '?'}: {self._written(type_)}")
        root = self._schema.get_root_type(defined.operation)
        assert root is not None
        shape = self._shape([defined.selection_set], root)
        return f"  {name}: {{ variables: {{ {'; '.join(given)} }}; data: {shape} }}"

    def _written(self, type_: GraphQLType, inner: str | None = None, null: str = " | null") -> str:
        if isinstance(type_, GraphQLNonNull):
            return self._written(type_.of_type, inner, "")
        if isinstance(type_, GraphQLList):
            return f"Array<{self._written(type_.of_type, inner)}>{null}"
        if isinstance(type_, GraphQLEnumType | GraphQLInputObjectType):
            self._keep(type_)
        name = str(type_)
        return (inner or (name if name in self.kept else SCALARS.get(name, "string"))) + null

    def _keep(self, type_: GraphQLEnumType | GraphQLInputObjectType) -> None:
        if type_.name in self.kept:
            return
        # Named before it is written: an input may hold itself.
        self.kept[type_.name] = ""
        if isinstance(type_, GraphQLEnumType):
            self.kept[type_.name] = " | ".join(f"'{value}'" for value in type_.values)
            return
        fields = (
            f"{name}{'' if graphql.is_required_input_field(field) else '?'}: {self._written(field.type)}"
            for name, field in type_.fields.items()
        )
        self.kept[type_.name] = "{ " + "; ".join(fields) + " }"

    def _shape(self, selections: Sequence[SelectionSetNode], parent: GraphQLCompositeType) -> str:
        """What is given for the selections; of a union or an interface, a shape for each that may come."""
        kinds = self._schema.get_possible_types(parent) if is_abstract_type(parent) else [parent]
        shapes: dict[tuple[tuple[str, str | None], ...], list[str]] = {}
        for kind in kinds:
            assert isinstance(kind, GraphQLObjectType)
            asked: dict[str, list[FieldNode]] = {}
            for selection in selections:
                self._collect(selection, kind, asked)
            lines = tuple(self._field(key, nodes, kind) for key, nodes in asked.items())
            shapes.setdefault(lines, []).append(kind.name)
        return " | ".join(_object(lines, names) for lines, names in shapes.items())

    def _field(self, key: str, nodes: list[FieldNode], kind: GraphQLObjectType) -> tuple[str, str | None]:
        name = nodes[0].name.value
        if name == "__typename":
            return key, None
        type_ = kind.fields[name].type
        inner = None
        if is_composite_type(named := graphql.get_named_type(type_)):
            inner = self._shape([node.selection_set for node in nodes if node.selection_set], named)
            inner = f"({inner})" if " | {" in inner else inner
        # What a directive may leave out may be missing.
        left_out = "?" if all(node.directives for node in nodes) else ""
        return key + left_out, self._written(type_, inner)

    def _collect(
        self, selection_set: SelectionSetNode, here: GraphQLObjectType, asked: dict[str, list[FieldNode]]
    ) -> None:
        """Every field asked of an object, spreads and inline fragments opened where they apply."""
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                asked.setdefault((selection.alias or selection.name).value, []).append(selection)
                continue
            assert isinstance(selection, FragmentSpreadNode | InlineFragmentNode)
            part: FragmentDefinitionNode | InlineFragmentNode = (
                self._fragments[selection.name.value]
                if isinstance(selection, FragmentSpreadNode)
                else selection
            )
            condition = part.type_condition
            on = self._schema.get_type(condition.name.value) if condition else here
            if on is here or (is_abstract_type(on) and self._schema.is_sub_type(on, here)):
                self._collect(part.selection_set, here, asked)


def _object(lines: tuple[tuple[str, str | None], ...], names: list[str]) -> str:
    typename = " | ".join(f"'{name}'" for name in names)
    return "{ " + "; ".join(f"{key}: {type_ or typename}" for key, type_ in lines) + " }"
