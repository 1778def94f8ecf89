"""What a request's resolvers share: the store, who asks, and what has been read for this request."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias, TypeVar, cast

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.dataloader import DataLoader

from models.store import Store
from resolvers.allowance import share_of
from resolvers.caller import Caller, Header
from services.accounts.hashing import Hashing
from services.accounts.outside.provider import Outside
from services.accounts.vigil import End, Vigil
from services.actor import Actor
from services.check_in.code import Codes
from services.committee.committees import CommitteeRow, committees_of_codes
from services.notices.channel import Channels
from services.notices.following import InboxWatch
from services.opinions.search import TextIndexes
from services.rights.role import Right
from services.runs.as_of import as_of
from services.runs.board import Board, Boards
from services.runs.watch import Watch
from services.sandbox.sandbox import Sandbox
from services.uploads.keeping import Keeping
from services.workbooks.understanding import Reading

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
V = TypeVar("V")

# A statement has room for so many: SQLite takes 32,766 variables.
MOST_KEYS = 5_000
# How a WebSocket is closed; the reason is for people and for logs.
ENDINGS = {End.OVER: (4401, "登录已结束"), End.RIGHTS: (4403, "权限变了，请重新连接")}


@dataclass(kw_only=True)
class Context:
    """One request. Resolvers open `store.reading()` themselves: sibling fields run at the same time.

    `viewer` names the rights that an answer depends on, `version` the data before execution (None: the
    answer is not kept). Who asks only for committees that it names depends on those alone (`basis`); every
    other field at the root says `everything()`. What is read once for all fields of the request is asked of
    `once`, so that they agree; `forget` after a change. `keyed` is the caller's key of the change that is
    being made, and what is asked under it (`resolvers.change`): one at a time, since mutations run one after
    another. `refused` is the code of a change that was refused.
    """

    store: Store
    boards: Boards
    watch: Watch
    viewer: str = ""
    version: Hashable | None = None
    sandbox: Sandbox = field(default_factory=Sandbox)
    reading: Reading = field(default_factory=Reading)
    caller: Caller = field(default_factory=Caller)
    hashing: Hashing = field(default_factory=Hashing)
    outside: Outside = field(default_factory=Outside)
    vigil: Vigil | None = None
    keeping: Keeping = field(default_factory=Keeping)
    codes: Codes = field(default_factory=Codes)
    channels: Channels = field(default_factory=Channels)
    inboxes: InboxWatch = field(default_factory=InboxWatch)
    texts: TextIndexes = field(default_factory=TextIndexes)
    keyed: tuple[str, bytes] | None = None
    right: Right = Right.UNNAMED
    refused: str | None = None
    _committees: dict[int, int] = field(default_factory=dict, repr=False)
    _everything: bool = field(default=False, repr=False)
    _known: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _locks: dict[Hashable, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), repr=False
    )
    _loaders: dict[str, DataLoader[Any, Any]] = field(default_factory=dict, repr=False)

    @property
    def actor(self) -> Actor | None:
        """Who is signed in, and may do something."""
        return self.caller.actor

    @property
    def headers(self) -> list[Header]:
        """What goes back with the answer over HTTP."""
        return self.caller.headers

    @property
    def account(self) -> int | None:
        """The account of a session."""
        return self.caller.session.account_id if self.caller.session else None

    @property
    def share(self) -> int:
        """How much of the limit of cost is there for whoever asks, in percent."""
        return share_of(self.caller.session)

    @property
    def over(self) -> Callable[[], Awaitable[tuple[int, str]]] | None:
        """Waits for the end of a connection in this session; None where there is none to end."""
        vigil, session = self.vigil, self.caller.session
        if vigil is None or session is None:
            return None

        async def ended() -> tuple[int, str]:
            return ENDINGS[await vigil.end(session)]

        return ended

    @property
    def basis(self) -> Hashable | None:
        """The committees that were asked, each with its revision before it was read; None: all there is."""
        return None if self._everything else frozenset(self._committees.items()) or None

    async def holds(self, basis: Hashable) -> bool:
        """Whether no committee of a basis has changed since."""
        before = dict(cast("frozenset[tuple[int, int]]", basis))
        return await self.store.revisions(before) == before

    def everything(self) -> None:
        """What is answered may depend on anything: a change of any committee may be one of it."""
        self._everything = True

    async def committee(self, code: str) -> CommitteeRow | None:
        """The committee of this code; what is asked of it depends on no other."""
        key = ("committee", code)
        row: CommitteeRow | None = await self._recalled(key)
        if row is None:
            row = await self.load("committee", code, committees_of_codes)
        if row is not None:
            self._committees.setdefault(row.id, row.revision)
            self._remember(key, row, row.id)
        return row

    async def once(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` gives, read once in this request; fields that ask meanwhile wait for it."""
        if key not in self._known:
            async with self._locks[key]:
                if key not in self._known:
                    self._known[key] = await read()
        found: T = self._known[key]
        return found

    async def load(
        self, name: str, key: K, read: Callable[[AsyncConnection, list[K]], Awaitable[Mapping[K, V]]]
    ) -> V | None:
        """What `read` gives for a key; the keys that fields of one level ask for are read together."""
        if name not in self._loaders:
            # Not through the request: it holds its loaders, and no circle waits for the collector.
            store = self.store

            async def many(keys: list[K]) -> list[V | None]:
                async with store.reading() as connection:
                    found = await read(connection, keys)
                return [found.get(one) for one in keys]

            self._loaders[name] = DataLoader(many, max_batch_size=MOST_KEYS)
        loaded: V | None = await self._loaders[name].load(key)
        return loaded

    async def steady(
        self, key: Hashable, read: Callable[[], Awaitable[T]], committee_id: int | None = None
    ) -> T:
        """The same, and kept for other requests while the committee (None: all the data) is as it was."""
        known: T | None = await self._recalled(key)
        if known is not None:
            return known
        found = await self.once(key, read)
        self._remember(key, found, committee_id)
        return found

    def forget(self) -> None:
        """Lets everything be read anew: a mutation has changed it."""
        self.version = None
        self._known.clear()
        self._loaders.clear()

    async def live(self, committee_id: int, year: int) -> Board:
        """The live run of a year; raises `Refusal` where the year has none."""
        return await self._board(
            ("live", committee_id, year),
            lambda connection: self.boards.live(connection, committee_id, year),
            committee_id,
        )

    async def run(self, run_id: int) -> Board:
        """The run of this id; raises `Refusal` where there is none."""
        return await self._board(("run", run_id), lambda connection: self.boards.run(connection, run_id))

    async def as_of(self, run_id: int, day: date) -> Board:
        """A run as it stood on a day; raises `Refusal`."""
        return await self.once(("as of", run_id, day), lambda: as_of(self.store, self.boards, run_id, day))

    async def _board(
        self,
        key: Hashable,
        read: Callable[[AsyncConnection], Awaitable[Board]],
        committee_id: int | None = None,
    ) -> Board:
        async def found() -> Board:
            known = await self._recalled(key)
            board = self.boards.kept(*known) if known else None
            if board is None:
                async with self.store.reading() as connection:
                    board = await read(connection)
                # The board itself is not held here: a large committee's is large.
                self._remember(key, (board.id, board.revision), committee_id)
            self._known.setdefault(("run", board.id), board)
            return board

        return await self.once(key, found)

    async def _recalled(self, key: Hashable) -> Any | None:
        return None if self.version is None else await self.boards.recent.get(key, self.version, self.holds)

    def _remember(self, key: Hashable, value: Any, committee_id: int | None) -> None:
        """Keeps what was read in this request, while the committee is as it was when it was asked for."""
        if self.version is not None:
            revision = None if committee_id is None else self._committees.get(committee_id)
            basis = None if revision is None else frozenset({(committee_id, revision)})
            self.boards.recent.put(key, value, self.version, basis)


Info: TypeAlias = strawberry.Info[Context, None]
