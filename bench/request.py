"""Kinds of requests (`requests.yaml`), made for one committee.

Every try asks for other members, nodes and days: what is kept of one does not answer the next.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from graphql import get_introspection_query

from resolvers.global_id import encode

CLOSING = "年终结果 2022 (1)"
DEFINED: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("requests.yaml").read_text(encoding="utf-8")
)
KINDS: dict[str, dict[str, Any]] = DEFINED["kinds"]
PLACE = re.compile(r"\$([a-z_]+(?:20|60)?)")
FOLLOWED = (
    'subscription { rankingChanged(committee: "zhoushan", year: 2022) { revision members { totalAfter } } }'
)
OCCASION = "mutation ($input: EnterOccasionInput!) { enterOccasion(input: $input) $changed }"
BEGIN = {"type": "connection_init"}
# What a field of a run, of a closed run or of the committee stands in.
WITHIN = {
    "run": '{ committee(code: "zhoushan") { run(year: 2022) { %s } } }',
    "closed": '{ committee(code: "zhoushan") { run(year: 2022, name: "$closing") { %s } } }',
    "committee": '{ committee(code: "zhoushan") { %s } }',
    "mutation": "mutation { %s }",
}
Json: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Known:
    """What of the committee a request names: ids, the nodes and kinds of its measure, a text, a workbook."""

    members: Sequence[str]
    works: Sequence[tuple[str, int]]
    nodes: Sequence[str]
    kinds: Sequence[str]
    ids: Mapping[str, str]
    text: str
    workbook: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the body of a POST, the query string of a GET, or the messages of a WebSocket."""

    body: bytes = b""
    get: bytes | None = None
    socket: Sequence[Json] = ()
    accept: bytes = b"application/graphql-response+json"


def asked(name: str, known: Known, at: int) -> Asked:
    """A request of this kind, made for one try."""
    kind = KINDS[name]
    words = _Words(known, at, kind.get("times", 1))
    if "body" in kind:
        return Asked(kind["body"].replace("$nines", words["nines"]).encode())
    if "get" in kind:
        return Asked(get=kind["get"].encode(), accept=kind.get("accept", "*/*").encode())
    if "pings" in kind:
        return Asked(socket=[BEGIN] + [{"type": "ping"}] * kind["pings"])
    if "socket" in kind:
        queries = words.filled(kind["socket"])
        return Asked(socket=[BEGIN, *(_subscribed(query, at) for at, query in enumerate(queries))])
    if "enter" in kind:
        told = {"query": words.text(OCCASION), "variables": {"input": words.occasion(kind["enter"])}}
    else:
        told = {"query": _query(kind, words), "variables": words.filled(kind.get("variables", {}))}
    # A comment makes another document of every try.
    told["query"] = f"#{at}\n{told['query']}"
    return Asked(json.dumps(told, ensure_ascii=False).encode())


def _query(kind: Mapping[str, Any], words: "_Words") -> str:
    if "query" in kind:
        field, within = kind["query"], "{ %s }" if kind.get("braces") else "%s"
    else:
        of = next(each for each in WITHIN if each in kind)
        field, within = kind[of], WITHIN[of]
    times = kind.get("times")
    some = field if times is None else " ".join(f"a{n}: {words.text(field, n)}" for n in range(times))
    return words.text(within % some)


def _subscribed(query: str, at: int) -> Json:
    return {"id": str(at), "type": "subscribe", "payload": {"query": query}}


class _Words:
    """What stands for the names behind a dollar sign."""

    def __init__(self, known: Known, at: int, times: int) -> None:
        self.known, self.at, self.times = known, at, times

    def __getitem__(self, name: str) -> str:
        return str(self.of(name, 0))

    def of(self, name: str, n: int, times: int = 1) -> Json:
        """The value of a name, for the number `n` of `times`; None for a variable of the query itself."""
        known, turn = self.known, self.at * max(times, self.times) + n
        members = known.members
        match name:
            case "member" | "first":
                return members[(turn if name == "member" else self.at) % len(members)]
            case "node":
                return known.nodes[(turn + 1) % len(known.nodes)]
            case "kind":
                return known.kinds[n % len(known.kinds)]
            case "work" | "work_version":
                return known.works[self.at % len(known.works)][name == "work_version"]
            case "day":
                return f"2022-{self.at % 12 + 1:02}-15"
            case "nobody":
                return encode("Member", 10**9 + turn)
            case "n" | "at":
                return str(n if name == "n" else self.at)
            case "columns20" | "columns60":
                return " ".join(
                    f'p{k}: points(node: "{node}")' for k, node in enumerate(known.nodes[: int(name[7:])])
                )
        fixed = {
            "closing": CLOSING,
            "followed": FOLLOWED,
            "nines": "9" * 5_000,
            "introspection": get_introspection_query(),
            "text": known.text,
            "workbook": known.workbook,
            "hundred": "rank total grade value tied " * 20,
            "ninety": " ".join(f"g{k}: grade" for k in range(90)),
            "fifteen": " ".join(
                f"m{k}: member {{ number a{k}: name attributes {{ name value }} }}" for k in range(15)
            ),
            "sixty": " ".join(f'a{k}: attribute(name: "界别")' for k in range(60)),
        }
        return fixed.get(name, DEFINED["words"].get(name, known.ids.get(name)))

    def text(self, text: str, n: int = 0, times: int = 1) -> str:
        """A text with its names filled in; those that stand for others, too."""

        def said(found: re.Match[str]) -> str:
            value = self.of(found[1], n, times)
            return found[0] if value is None else self.text(str(value), n, times)

        return PLACE.sub(said, text)

    def filled(self, told: Json, n: int = 0, times: int = 1) -> Json:
        """Variables with their names filled in, and their lists written out."""
        if isinstance(told, str):
            value = self.of(told[1:], n, times) if told[:1] == "$" else None
            return self.text(told, n, times) if value is None else value
        if isinstance(told, list):
            return [self.filled(one, n, times) for one in told]
        if not isinstance(told, dict):
            return told
        if told.keys() == {"each", "times"}:
            return [self.filled(told["each"], number, told["times"]) for number in range(told["times"])]
        return {name: self.filled(one, n, times) for name, one in told.items()}

    def occasion(self, changes: Json) -> Json:
        """A new occasion, as these changes have it."""
        told = {
            "committee": "zhoushan",
            "year": 2022,
            "kind": "调研",
            "title": "测速$at",
            "day": "2022-03-11",
            "number": "测速会$at",
            "upTo": "APPROVED",
            "participants": [{"members": ["$member"]}],
        }
        return self.filled({**told, **changes})
