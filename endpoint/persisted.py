"""Documents that are asked for by their hash: those of a folder, and those that clients have registered.

The protocol is Apollo's: `extensions.persistedQuery {version: 1, sha256Hash}`, alone or beside the text. Its
clients know two of our errors by their message, which therefore is not Chinese.

What a client registers is there for its account alone: whoever guesses a text must not learn from the hash
whether somebody else has asked it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import graphql

from kept import Kept
from services.refusal import Code, Refusal

FIELD = "extensions.persistedQuery"
# All texts that clients have registered, in characters.
CHARACTERS = 4 * 1_024 * 1_024


class DocumentsRefused(ValueError):
    """A folder of documents that cannot be used. The message is Chinese, a line for each, with the file."""


class Own(NamedTuple):
    """The place of a document that an account has registered, or registers if it can be answered."""

    account: Hashable
    hash: str


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document; `own`: it is no other account's business."""

    text: str
    own: Own | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Which documents run: `listed` by their hashes, and if not `only` those, whatever clients write.

    `registered` is how many texts are kept for clients, over all accounts; 0: none. `described` is whether
    the schema is described, and suggested from, to anybody (`open`), to whoever is signed in (`signed-in`),
    or to nobody (`closed`).
    """

    listed: Mapping[str, str] = field(default_factory=dict)
    only: bool = False
    registered: int = 0
    described: str = "open"

    def describes_to(self, account: Hashable | None) -> bool:
        """Whether an account (None: nobody who is known) may hear what the schema is."""
        return self.described == "open" or (self.described == "signed-in" and account is not None)


class Persisted:
    """The documents of a server that have a hash."""

    def __init__(self, accepted: Accepted) -> None:
        self.accepted = accepted
        self._registered: Kept[Own, str] = Kept(accepted.registered, CHARACTERS)

    def find(self, told: Mapping[str, Any], account: Hashable | None) -> Text:
        """The text that is asked for, in words or by its hash. Raises a Refusal."""
        query, hash_ = told.get("query"), hash_of(told.get("extensions"))
        if query is None and hash_ is not None:
            return self._known(hash_, account)
        if not isinstance(query, str) or not query:
            raise Refusal(Code.BAD_USER_INPUT, "缺少 query，或者不是文字", "query")
        if hash_ is None and not self.accepted.only:
            return Text(query)
        own = hashed(query)
        if hash_ not in (None, own):
            raise Refusal(Code.BAD_USER_INPUT, "sha256Hash 不是 query 的 SHA-256", f"{FIELD}.sha256Hash")
        if self.accepted.only and own not in self.accepted.listed:
            message = "这个服务只做列出的查询（LUZHI_DOCUMENTS），这个不在里面"
            raise Refusal(Code.PERSISTED_QUERY_ONLY, message, "query")
        if account is None or own in self.accepted.listed or not self.accepted.registered:
            return Text(query)
        return Text(query, Own(account, own))

    def register(self, text: Text) -> None:
        """Keep a text that can be answered, where its client asked for that."""
        if text.own is not None:
            self._registered.put(text.own, text.text, len(text.text))

    def _known(self, hash_: str, account: Hashable | None) -> Text:
        listed = self.accepted.listed.get(hash_)
        if listed is not None:
            return Text(listed)
        own = Own(account, hash_)
        registered = None if account is None else self._registered.get(own)
        if registered is not None:
            return Text(registered, own)
        if not self.accepted.listed and not self.accepted.registered:
            raise Refusal(Code.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported", FIELD)
        raise Refusal(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound", FIELD)


def hash_of(extensions: Any) -> str | None:
    """The hash that a request gives, None where it gives none. Raises a Refusal for one of another form."""
    told = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    if told is None:
        return None
    hash_ = told.get("sha256Hash") if isinstance(told, dict) and told.get("version") == 1 else None
    if not isinstance(hash_, str) or len(hash_) != 64 or not set(hash_) <= set("0123456789abcdef"):
        message = "应为 {version: 1, sha256Hash: 64 个小写的十六进制数字}"
        raise Refusal(Code.BAD_USER_INPUT, message, FIELD)
    return hash_


def hashed(text: str) -> str:
    """The SHA-256 of a text, as clients write it."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def listed(folder: Path, schema: graphql.GraphQLSchema) -> dict[str, str]:
    """The documents of a folder and those below it, by the hashes of their texts.

    A text has a hash as it stands in its file, without blanks at its ends, and as GraphQL's tools print it:
    clients send one of those. Raises `DocumentsRefused`.
    """
    if not folder.is_dir():
        raise DocumentsRefused(f"没有这个文件夹：{folder}")
    found: dict[str, str] = {}
    wrong = []
    for path in sorted(folder.rglob("*.graphql")):
        try:
            text = path.read_text("utf-8")
            node = graphql.parse(text)
        except (OSError, UnicodeDecodeError, graphql.GraphQLError):
            wrong.append(f"{path}：不是一个 GraphQL 文件")
            continue
        errors = graphql.validate(schema, node, hide_suggestions=True)
        if errors:
            at = errors[0].locations[0].line if errors[0].locations else 1
            wrong.append(f"{path} 第 {at} 行：与接口的定义不符")
        for written in (text, text.strip(), graphql.print_ast(node)):
            found[hashed(written)] = written
    if not found and not wrong:
        wrong.append(f"{folder}：里面没有 .graphql 文件")
    if wrong:
        raise DocumentsRefused("\n".join(wrong))
    return found
