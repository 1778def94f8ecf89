"""What the pages ask is what the schema answers: a field renamed there fails here."""

from __future__ import annotations

import subprocess

import graphql
import pytest

from dashboard.building import HERE, MODULES, install
from dashboard.operations import QUERIES, WRITTEN, QueriesRefused, texts, typescript
from endpoint.cost import Reckoning
from schema.assembled import schema
from server import limits_of
from settings import Settings

SCHEMA = graphql.build_schema(
    """
    enum Colour { RED GREEN }
    input Inner { colours: [Colour!]! self: Inner count: Int! = 3 }
    interface Named { name: String! }
    type Cat implements Named { name: String! lives: Int }
    type Dog implements Named { name: String! owner: Named }
    type Query { pets(of: Inner, first: Int!): [Named!]! day: Date }
    scalar Date
    """
)
ASKED = """query Pets($of: Inner, $first: Int!, $all: Boolean!) {
  day
  pets(of: $of, first: $first) { name ... on Cat { lives } ...Owned @include(if: $all) }
}
fragment Owned on Dog { owner { __typename } }
"""


def test_the_types_are_written_from_the_schema_as_it_is() -> None:
    written = typescript(schema._schema, texts())
    assert written == WRITTEN.read_text("utf-8"), "python -m dashboard --write"


def test_unions_inputs_and_enumerations_become_types() -> None:
    written = typescript(SCHEMA, {"Pets": ASKED})
    assert "export type Colour = 'RED' | 'GREEN'\n" in written
    assert "export type Inner = { colours: Array<Colour>; self?: Inner | null; count?: number }\n" in written
    assert "variables: { of?: Inner | null; first: number; all: boolean }" in written
    assert "day: string | null" in written
    assert "{ name: string; lives: number | null }" in written
    assert "{ name: string; owner: { __typename: 'Cat' | 'Dog' } | null }" in written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query Pets { pets(first: 1) {\n  nom } }", "Pets.graphql:2: Cannot query field 'nom'"),
        ("query Cats { day }", "Pets.graphql:1: the operation is to be named Pets"),
    ],
)
def test_what_the_schema_does_not_know_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(QueriesRefused, match=said):
        typescript(SCHEMA, {"Pets": text})


def test_the_pages_agree_with_the_types() -> None:
    node = install()
    words = [str(node), str(MODULES / "typescript/bin/tsc"), "--noEmit"]
    done = subprocess.run(words, cwd=HERE, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "")


# How many a page asks for at once, where it is not as many as the lists of the desk.
AT_ONCE = {"OpinionMeetings": 5}


@pytest.mark.parametrize("name", [path.stem for path in sorted(QUERIES.glob("*.graphql"))])
def test_a_query_fits_what_an_operation_may_cost(name: str) -> None:
    limits = limits_of(Settings())
    document = graphql.parse(texts()[name])
    (operation,) = (one for one in document.definitions if isinstance(one, graphql.OperationDefinitionNode))
    reckoning = Reckoning(schema._schema, document, limits, {"first": AT_ONCE.get(name, 50), "last": None})
    assert reckoning.check(operation) <= limits.cost
