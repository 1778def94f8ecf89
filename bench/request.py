"""Kinds of requests: what the API is made for, what is dear in it, and what was sent to break it.

`KINDS` says for each how its text is made for one try. Every try asks for other members, nodes and days, so
that what is kept of one does not answer the next.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql import get_introspection_query

from resolvers.global_id import encode

ROW = "rank tied total value grade unranked member { number name }"
WHOLE_ROW = (
    "cursor node { member { id number name term firstDay lastDay attributes { name value } } group rank tied"
    " value total grade unranked gates { code title citation atMost force ungraded } questions }"
)
LINES = "nodes { node { code title citation } record { id number kind title } basis day raw kept cuts }"
ACCOUNTS = (
    "nodes { points counted nodes { code title } considered { node { code title } misses }"
    " attributes { name value } record { number kind day title } }"
)
ROOM = (
    "headroom { limits { node { code title citation } what unit used limit left gain under { code title } }"
    " lacks { what code title reasons missing { what number } } }"
)
KIND = (
    "{ name form group article date synonyms departments { case department }"
    " attributes { name owners type values synonyms default most derived } }"
)
MEASURE = (
    "id year inForce title digest text citation note firstDay lastDay scopes"
    " nodes { code title citation words cap parent depth } exclusions { code words } unranked { code words }"
    f" gates {{ code title citation }} grades {{ name least top condition }} kinds {KIND}"
    " memberAttributes { name owners type values synonyms default most derived }"
)
PARTS = "parts(first: 10) { nodes { place member { number name } attributes { name value } } }"
CHANGED = "{ record { id version } touched { member { number } totalAfter } errors { code field message } }"
CLOSED = "年终结果 2022 (1)"
Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What of the committee a request names: ids, the nodes and kinds of its measure, a text, a workbook."""

    members: Sequence[str]
    works: Sequence[tuple[str, int]]
    nodes: Sequence[str]
    kinds: Sequence[str]
    run: str
    closed: str
    rule_set: str
    version: str
    draft: str
    text: str
    workbook: bytes

    def some(self, number: int, at: int) -> list[str]:
        """So many members, others at each try."""
        return [self.members[(at * number + each) % len(self.members)] for each in range(number)]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the body of a POST, the query string of a GET, or the messages of a WebSocket."""

    body: bytes = b""
    get: bytes | None = None
    socket: Sequence[Json] = ()
    accept: bytes = b"application/graphql-response+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request. `made` makes it for a try.

    `work` is what a request does of itself that no bound takes from it: it scores, reads files or tries a
    text. Such kinds are told apart; each is asked for once in a request, and waits for its turn.
    """

    name: str
    made: Callable[[Known, int], Asked]
    work: bool = False


def post(query: str, **variables: Any) -> Asked:
    """A query or mutation as clients send it."""
    told = {"query": query, "variables": variables}
    return Asked(json.dumps(told, ensure_ascii=False).encode())


def run(selection: str, which: str = "year: 2022") -> str:
    """A query of a run of the committee."""
    return f'{{ committee(code: "zhoushan") {{ run({which}) {{ {selection} }} }} }}'


def committee(selection: str) -> str:
    """A query of the committee."""
    return f'{{ committee(code: "zhoushan") {{ {selection} }} }}'


def many(number: int, one: Callable[[int], str]) -> str:
    """The same field under so many names."""
    return " ".join(f"a{at}: {one(at)}" for at in range(number))


def standing(selection: str, member: str) -> str:
    """What a run says of one member."""
    return f'standing(member: "{member}") {{ {selection} }}'


def occasion(members: Sequence[str], at: int, **more: Any) -> Asked:
    """A new occasion with these participants."""
    input_ = {
        "committee": "zhoushan",
        "year": 2022,
        "kind": "调研",
        "title": f"测速{at}",
        "day": f"2022-03-{at % 28 + 1:02}",
        "number": f"测速{len(members)}-{at}",
        "participants": [{"members": [*members]}],
        **more,
    }
    query = f"mutation ($input: EnterOccasionInput!) {{ enterOccasion(input: $input) {CHANGED} }}"
    return post(query, input=input_)


def _work(known: Known, at: int) -> Asked:
    input_ = {
        "committee": "zhoushan",
        "year": 2022,
        "kind": "提案",
        "title": f"测速{at}",
        "day": f"2022-04-{at % 28 + 1:02}",
        "number": f"测速{at}",
        "attributes": [{"name": "立案", "value": "是"}],
        "authors": [{"member": each} for each in known.some(2, at)],
    }
    return post(f"mutation ($input: EnterWorkInput!) {{ enterWork(input: $input) {CHANGED} }}", input=input_)


def _correct(known: Known, at: int) -> Asked:
    id_, version = known.works[at % len(known.works)]
    input_ = {"id": id_, "version": version, "day": f"2022-05-{at % 28 + 1:02}", "reason": "测速"}
    query = f"mutation ($input: CorrectWorkInput!) {{ correctWork(input: $input) {CHANGED} }}"
    return post(query, input=input_)


def _renames(number: int) -> str:
    return many(
        number, lambda at: f'withdrawRecord(input: {{id: "x", version: 1, reason: "{at}"}}) {CHANGED}'
    )


def _understood(known: Known, at: int) -> Asked:
    content = base64.b64encode(known.workbook).decode()
    query = (
        "query ($files: [OfficeFileInput!]!) {"
        + committee("understanding(year: 2022, files: $files) { usable recordCount problemCount }")[1:]
    )
    return post(query, files=[{"name": f"{at}.xlsx", "content": content}])


def _socket(query: str, **variables: Any) -> Asked:
    payload = {"query": query, "variables": variables}
    return Asked(socket=[{"type": "connection_init"}, {"id": "1", "type": "subscribe", "payload": payload}])


FOLLOWED = (
    'subscription { rankingChanged(committee: "zhoushan", year: 2022) { revision members { totalAfter } } }'
)
FRAGMENTS = (
    '{ committee(code: "zhoushan") { run(year: 2022) { ranking(first: 50) { nodes { ...A } } } } }'
    " fragment A on RankingEntry { ...B member { ...C } } fragment B on RankingEntry { rank total value grade }"
    " fragment C on Member { number name attributes { name value } }"
)
KINDS: tuple[Kind, ...] = (
    Kind("ranking, 50 rows", lambda k, at: post(run(f"ranking(first: 50) {{ nodes {{ {ROW} }} }}"))),
    Kind("ranking, 100 rows", lambda k, at: post(run(f"ranking(first: 100) {{ nodes {{ {ROW} }} }}"))),
    Kind(
        "ranking, 100 whole rows",
        lambda k, at: post(run(f"ranking(first: 100) {{ edges {{ {WHOLE_ROW} }} }}")),
    ),
    Kind(
        "ranking with columns of 20 nodes",
        lambda k, at: post(
            run(
                "ranking(first: 100) { nodes { member { number } "
                + many(20, lambda n: f'points(node: "{k.nodes[n]}")')
                + " } }"
            )
        ),
    ),
    Kind(
        "ranking with columns of 60 nodes",
        lambda k, at: post(
            run(
                "ranking(first: 100) { nodes { "
                + many(60, lambda n: f'points(node: "{k.nodes[n % len(k.nodes)]}")')
                + " } }"
            )
        ),
    ),
    Kind(
        "ranking by a node's points",
        lambda k, at: post(
            run(f'ranking(first: 100, by: POINTS, node: "{k.nodes[at + 1]}") {{ nodes {{ {ROW} }} }}')
        ),
    ),
    Kind(
        "ranking within sectors",
        lambda k, at: post(run(f'ranking(first: 100, scope: "界别") {{ nodes {{ group {ROW} }} }}')),
    ),
    Kind(
        "ranking searched",
        lambda k, at: post(run(f'ranking(first: 50, search: "{at}") {{ nodes {{ {ROW} }} }}')),
    ),
    Kind(
        "ranking filtered ten times",
        lambda k, at: post(
            run(
                "ranking(first: 50, where: ["
                + '{attribute: "身份", values: ["常委", "委员"]} ' * 10
                + f"]) {{ nodes {{ {ROW} }} }}"
            )
        ),
    ),
    Kind(
        "ranking against a closed year",
        lambda k, at: post(
            run(
                f'ranking(first: 100, against: "{k.closed}") {{ nodes {{ {ROW} change {{ rank value total grade'
                " rankDifference difference } } }"
            )
        ),
    ),
    Kind(
        "thirty rankings of one row",
        lambda k, at: post(run(many(30, lambda n: "ranking(first: 1) { nodes { rank } }"))),
    ),
    Kind(
        "thirty rankings by thirty nodes",
        lambda k, at: post(
            run(
                many(
                    30,
                    lambda n: (
                        f'ranking(first: 1, by: POINTS, node: "{k.nodes[n % len(k.nodes)]}") {{ nodes {{ rank }} }}'
                    ),
                )
            )
        ),
    ),
    Kind(
        "thirty rankings of a hundred rows",
        lambda k, at: post(run(many(30, lambda n: f"ranking(first: {100 - n}) {{ nodes {{ rank }} }}"))),
    ),
    Kind(
        "thirty rankings searched",
        lambda k, at: post(
            run(many(30, lambda n: f'ranking(first: 1, search: "{n}{at}") {{ nodes {{ rank }} }}'))
        ),
    ),
    Kind(
        "matrix by kind, counts",
        lambda k, at: post(
            run(
                "matrix(first: 100) { columns { key title group } nodes { member { number name } values total } }"
            )
        ),
    ),
    Kind(
        "matrix by kind, points",
        lambda k, at: post(
            run("matrix(first: 100, value: POINTS) { columns { key } nodes { values total } }")
        ),
    ),
    Kind(
        "matrix by node",
        lambda k, at: post(
            run("matrix(first: 100, by: NODE, value: POINTS) { columns { key } nodes { values total } }")
        ),
    ),
    Kind(
        "matrix of the closed year",
        lambda k, at: post(
            run(
                "matrix(first: 100, value: POINTS) { columns { key } nodes { values total } }",
                f'year: 2022, name: "{CLOSED}"',
            )
        ),
    ),
    Kind(
        "twenty matrices",
        lambda k, at: post(run(many(20, lambda n: "matrix(first: 100) { nodes { total } }"))),
    ),
    Kind(
        "twenty matrices of twenty sizes",
        lambda k, at: post(run(many(20, lambda n: f"matrix(first: {100 - n}) {{ nodes {{ total }} }}"))),
    ),
    Kind(
        "twenty matrices by node of a hundred columns",
        lambda k, at: post(
            run(
                many(
                    20, lambda n: f"matrix(first: {100 - n}, by: NODE, columns: $c) {{ nodes {{ values }} }}"
                )
            ).replace("{", "query ($c: [String!]) {", 1),
            c=[k.nodes[n % len(k.nodes)] for n in range(100)],
        ),
    ),
    Kind(
        "a cell opened",
        lambda k, at: post(
            run(
                f'cell(member: "{k.some(1, at)[0]}", column: "{k.kinds[0]}") {{ value records(first: 50) {{ {ACCOUNTS} }} }}'
            )
        ),
    ),
    Kind(
        "twenty cells of twenty members",
        lambda k, at: post(
            run(
                many(20, lambda n: f'cell(member: "{k.some(20, at)[n]}", column: "{k.kinds[0]}") {{ value }}')
            )
        ),
    ),
    Kind(
        "standing without reasons",
        lambda k, at: post(
            run(
                standing(
                    "total grade ranks { scope group rank tied size } nodes { node { code title } points records works }",
                    k.some(1, at)[0],
                )
            )
        ),
    ),
    Kind(
        "standing with all award lines",
        lambda k, at: post(run(standing(f"total awards(first: 100) {{ {LINES} }}", k.some(1, at)[0]))),
    ),
    Kind(
        "standing with all records",
        lambda k, at: post(run(standing(f"total records(first: 100) {{ {ACCOUNTS} }}", k.some(1, at)[0]))),
    ),
    Kind("a headroom", lambda k, at: post(run(standing(f"total {ROOM}", k.some(1, at)[0])))),
    Kind(
        "fifteen headrooms of one member",
        lambda k, at: post(run(many(15, lambda n: standing(ROOM, k.some(1, at)[0])))),
    ),
    Kind(
        "fifteen headrooms of fifteen members",
        lambda k, at: post(run(many(15, lambda n: standing(ROOM, k.some(15, at)[n])))),
    ),
    Kind(
        "fifteen standings of fifteen members, awards",
        lambda k, at: post(
            run(many(15, lambda n: standing("awards(first: 20) { nodes { kept } }", k.some(15, at)[n])))
        ),
    ),
    Kind(
        "distribution",
        lambda k, at: post(
            run(
                'distribution(scope: "界别") { members width bins { low high members } groups { group mean median } }'
            )
        ),
    ),
    Kind(
        "twenty distributions of twenty widths",
        lambda k, at: post(run(many(20, lambda n: f'distribution(width: "{n + 1}") {{ members }}'))),
    ),
    Kind(
        "a width of 5,000 digits",
        lambda k, at: post(run(f'distribution(width: "{"9" * 5_000}") {{ members }}')),
    ),
    Kind("a year of 5,000 digits", lambda k, at: post(run("id", "year: " + "9" * 5_000))),
    Kind(
        "a year of 5,000 digits in a variable",
        lambda k, at: Asked(
            b'{"query": "query ($y: Int!) { committee(code: \\"zhoushan\\") { run(year: $y) { id } } }",'
            b' "variables": {"y": ' + b"9" * 5_000 + b"}}"
        ),
    ),
    Kind(
        "measure of a run",
        lambda k, at: post(
            run("measure { node { code title citation words cap } points records works members }")
        ),
    ),
    Kind(
        "measure of a run, twenty times",
        lambda k, at: post(run(many(20, lambda n: f"measure(depth: {n}) {{ points records }}"))),
    ),
    Kind("rule set", lambda k, at: post(committee(f"ruleSet(year: 2022) {{ {MEASURE} }}"))),
    Kind("kinds of a year", lambda k, at: post(committee(f"kinds(year: 2022) {KIND}"))),
    Kind(
        "twelve lists of kinds",
        lambda k, at: post(committee(many(12, lambda n: f"kinds(year: 2022) {KIND}"))),
    ),
    Kind(
        "twelve lists of kinds that differ",
        lambda k, at: post(
            committee(
                many(
                    12,
                    lambda n: (
                        f"kinds(year: 2022) {{ a{n}: name attributes {{ name values synonyms owners }} }}"
                    ),
                )
            )
        ),
    ),
    Kind(
        "runs", lambda k, at: post(committee("runs(first: 100) { nodes { id year name live memberCount } }"))
    ),
    Kind(
        "versions with their problems",
        lambda k, at: post(
            committee(
                "versions(first: 100) { nodes { id state title digest changedBy changedAt problems { message } } }"
            )
        ),
    ),
    Kind(
        "versions consolidated",
        lambda k, at: post(committee("versions(first: 100) { nodes { consolidated } }")),
    ),
    Kind(
        "versions compared",
        lambda k, at: post(
            committee(f'versions(first: 100) {{ nodes {{ differences(before: "{k.version}") {{ what }} }} }}')
        ),
    ),
    Kind(
        "twenty consolidations of a version",
        lambda k, at: post(
            f'{{ node(id: "{k.version}") {{ ... on RuleSetVersion {{ '
            + many(20, lambda n: f'consolidated(day: "2022-03-{n + 1:02}")')
            + " } } }"
        ),
    ),
    Kind(
        "simulations of a draft",
        lambda k, at: post(
            f'{{ node(id: "{k.draft}") {{ ... on RuleSetVersion {{ simulations {{ year memberCount'
            " movers(first: 100) { member { number name } totalBefore totalAfter reasons { code points } }"
            " rules { code points gaining losing } distribution { least before after } } } } }"
        ),
    ),
    Kind(
        "members of a year, all attributes",
        lambda k, at: post(
            committee(
                "members(year: 2022, first: 100) { nodes { number name term attributes { name value } } }"
            )
        ),
    ),
    Kind(
        "twenty lists of members",
        lambda k, at: post(
            committee(many(20, lambda n: f"members(year: 2022, first: {100 - n}) {{ nodes {{ number }} }}"))
        ),
    ),
    Kind(
        "twenty members by number",
        lambda k, at: post(committee(many(20, lambda n: f'member(year: 2022, number: "{n}") {{ name }}'))),
    ),
    Kind(
        "records",
        lambda k, at: post(
            committee(
                "records(first: 100) { nodes { id number kind day title version attributes { name value } } }"
            )
        ),
    ),
    Kind(
        "records with parts",
        lambda k, at: post(committee(f"records(first: 50) {{ nodes {{ id number kind {PARTS} }} }}")),
    ),
    Kind(
        "works with outcomes and parts",
        lambda k, at: post(
            committee(
                f"records(first: 100, where: {{form: WORK}}) {{ nodes {{ title outcomes {{ day attributes {{ name value }} }}"
                f" {PARTS} }} }}"
            )
        ),
    ),
    Kind(
        "records searched",
        lambda k, at: post(
            committee(f'records(first: 100, where: {{search: "{at}"}}) {{ totalCount nodes {{ title }} }}')
        ),
    ),
    Kind(
        "twenty searches of records",
        lambda k, at: post(
            committee(many(20, lambda n: f'records(first: 1, where: {{search: "{n}{at}"}}) {{ totalCount }}'))
        ),
    ),
    Kind(
        "records of fifty kinds of a member",
        lambda k, at: post(
            committee(
                f'records(first: 100, where: {{member: "{k.some(1, at)[0]}"}}) {{ nodes {{ title {PARTS} }} }}'
            )
        ),
    ),
    Kind("late records", lambda k, at: post(committee("lateRecords(year: 2022, first: 100) { totalCount }"))),
    Kind("closings", lambda k, at: post(committee("closings { year closedBy run { id memberCount } }"))),
    Kind(
        "a verification",
        lambda k, at: post(
            committee(f'verifyClosing(year: 2022, name: "{CLOSED}") {{ same members differing }}')
        ),
        work=True,
    ),
    Kind(
        "twenty verifications",
        lambda k, at: post(
            committee(many(20, lambda n: f'verifyClosing(year: 2022, name: "{CLOSED}") {{ same }}'))
        ),
    ),
    Kind(
        "twenty verifications that differ",
        lambda k, at: post(
            committee(many(20, lambda n: f'verifyClosing(year: 2022, name: "{CLOSED}") {{ a{n}: same }}'))
        ),
    ),
    Kind(
        "mapping and its changes",
        lambda k, at: post(committee("mapping { text version } mappingChanges { reason }")),
    ),
    Kind(
        "nodes, a hundred members",
        lambda k, at: post(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Member { number name attributes { name value } } } }",
            ids=k.some(100, at),
        ),
    ),
    Kind(
        "nodes, one rule set a hundred times",
        lambda k, at: post(
            f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on RuleSet {{ {MEASURE} }} }} }}",
            ids=[k.rule_set] * 100,
        ),
    ),
    Kind(
        "nodes, one run a hundred times",
        lambda k, at: post(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ScoreRun { rankedCount questions"
            " measure { node { code title words } points } } } }",
            ids=[k.run] * 100,
        ),
    ),
    Kind(
        "nodes, one rule set under a hundred names",
        lambda k, at: post(
            "{ "
            + many(
                20,
                lambda n: (
                    f'nodes(ids: ["{k.rule_set}"]) {{ ... on RuleSet {{ text nodes {{ code words }} }} }}'
                ),
            )
            + " }"
        ),
    ),
    Kind(
        "nodes, a hundred that are none",
        lambda k, at: post(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            ids=[str(encode("Member", 10**9 + at * 100 + n)) for n in range(100)],
        ),
    ),
    Kind(
        "nodes, 9,000 ids",
        lambda k, at: post("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 9_000),
    ),
    Kind("a new occasion of 25", lambda k, at: occasion(k.some(25, at), at), work=True),
    Kind("a new work of 2", _work, work=True),
    Kind("a corrected work", _correct, work=True),
    Kind(
        "an occasion with 8,000 participants",
        lambda k, at: occasion([str(encode("Member", n)) for n in range(10_000, 18_000)], at),
    ),
    Kind(
        "an occasion with 5,000 participants that are none",
        lambda k, at: occasion([str(encode("Member", n)) for n in range(10_000, 15_000)], at),
    ),
    Kind("an occasion with 9,900 malformed participants", lambda k, at: occasion(["x"] * 9_900, at)),
    Kind(
        "an occasion with 3,000 attributes",
        lambda k, at: occasion(
            k.some(2, at), at, attributes=[{"name": f"x{n}", "value": "是"} for n in range(3_000)]
        ),
    ),
    Kind(
        "an occasion with 3,000 equal attributes",
        lambda k, at: occasion(
            k.some(2, at), at, attributes=[{"name": "半天数", "value": "1"} for n in range(3_000)]
        ),
    ),
    Kind(
        "an occasion of 3,000 groups",
        lambda k, at: occasion((), at, participants=[{"members": k.some(1, n)} for n in range(3_000)]),
    ),
    Kind("twenty changes in one request", lambda k, at: post("mutation { " + _renames(20) + " }")),
    Kind(
        "a draft",
        lambda k, at: post(
            "mutation ($input: DraftRuleSetInput!) { draftRuleSet(input: $input) { version { id } errors { message } } }",
            input={"committee": "zhoushan", "rules": {"text": k.text}},
        ),
        work=True,
    ),
    Kind(
        "a draft of 200 KB of aliases",
        lambda k, at: post(
            "mutation ($input: DraftRuleSetInput!) { draftRuleSet(input: $input) { version { id } errors { message } } }",
            input={
                "committee": "zhoushan",
                "rules": {"text": "language: 1\ntitle: [" + "x, " * 60_000 + "]\n"},
            },
        ),
        work=True,
    ),
    Kind(
        "a simulation",
        lambda k, at: post(
            f'mutation {{ simulateRuleSet(id: "{k.draft}") {{ simulation {{ gaining }} errors {{ message }} }} }}'
        ),
        work=True,
    ),
    Kind("files to be understood", _understood, work=True),
    Kind(
        "files that are none",
        lambda k, at: post(
            "query ($files: [OfficeFileInput!]!) {"
            + committee("understanding(year: 2022, files: $files) { usable }")[1:],
            files=[{"name": f"{n}.xlsx", "content": "!"} for n in range(2_000)],
        ),
    ),
    Kind("a subscription begun", lambda k, at: _socket(FOLLOWED)),
    Kind(
        "a ranking over a WebSocket",
        lambda k, at: _socket(run(f"ranking(first: 50) {{ nodes {{ {ROW} }} }}")),
    ),
    Kind(
        "twenty subscriptions begun",
        lambda k, at: Asked(
            socket=[{"type": "connection_init"}]
            + [{"id": str(n), "type": "subscribe", "payload": {"query": FOLLOWED}} for n in range(20)]
        ),
    ),
    Kind(
        "a thousand pings",
        lambda k, at: Asked(socket=[{"type": "connection_init"}] + [{"type": "ping"}] * 1_000),
    ),
    Kind("the console", lambda k, at: Asked(get=b"query=%7B__typename%7D", accept=b"text/html")),
    Kind("a GET", lambda k, at: Asked(get=b"query=%7Bcommittees%7Bcode%20name%7D%7D")),
    Kind("description of the schema", lambda k, at: post(get_introspection_query())),
    Kind(
        "one type described",
        lambda k, at: post(
            '{ __type(name: "ScoreRun") { fields { name description args { name type { name ofType { name } } } } } }'
        ),
    ),
    Kind("fragments in fragments", lambda k, at: post(FRAGMENTS)),
    Kind("malformed JSON", lambda k, at: Asked(b'{"query": "{ committees { code } ')),
    Kind("a syntax error", lambda k, at: post("{ committees { code ")),
    Kind("unknown fields", lambda k, at: post("{ " + " ".join(f"field{n}" for n in range(15)) + " }")),
    Kind(
        "wide: 300 fields of rows",
        lambda k, at: post(
            run("ranking(first: 100) { nodes { " + "rank total grade value tied " * 20 + " } }")
        ),
    ),
    Kind(
        "wide: 90 names of one field in 100 rows",
        lambda k, at: post(run("ranking(first: 100) { nodes { " + many(90, lambda n: "grade") + " } }")),
    ),
    Kind(
        "wide: members of rows under 30 names",
        lambda k, at: post(
            run(
                "ranking(first: 100) { nodes { "
                + many(15, lambda n: "member { number name attributes { name value } }")
                + " } }"
            )
        ),
    ),
    Kind(
        "wide: attributes one by one",
        lambda k, at: post(
            run(
                "ranking(first: 100) { nodes { member { "
                + many(60, lambda n: 'attribute(name: "界别")')
                + " } } }"
            )
        ),
    ),
    Kind(
        "deep: a run in a closing in a run",
        lambda k, at: post(
            committee("closings { run { closing { run { closing { run { closing { run { id } } } } } } } }")
        ),
    ),
    Kind("typenames alone", lambda k, at: post("{ " + "__typename " * 20 + "}")),
)
