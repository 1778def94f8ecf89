"""The server: its routes, and what is open while it lives.

It wires and decides nothing: the GraphQL endpoint is `endpoint.http`, who may come in is `door`'s business,
and how a process listens and stops is `process`'s.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from strawberry import Schema

from address_settings import separated
from bulletin_pages import BulletinPages
from callers import Callers
from check_in_pages import CheckInPages
from dashboard.building import BUILT
from dashboard.operations import documents
from dashboard_pages import DashboardPages
from door import Door
from endpoint.connection import SocketBounds
from endpoint.counting import Counts
from endpoint.engine import Bounds, Context, Engine
from endpoint.http import At, endpoint
from endpoint.limits import Limits
from endpoint.persisted import Accepted, DocumentsRefused, listed
from exports import ContextOf as ExportContextOf
from exports import Exports
from hall_pages import HallPages
from help_pages import HelpPages
from inside_pages import InsidePages
from logs import Recorded
from metrics import Metrics, metrics_route
from models.readiness import Readiness
from models.sickness import TOLD, Sickness
from models.store import Store
from opinion_bulletin_pages import OpinionBulletinPages
from outside_pages import OutsidePages
from pages import refusal, refused
from providers import outside_of
from rate import Rate
from resolvers import context as resolvers
from sample_pages import SamplePages
from schema.assembled import schema
from services.accounts.hashing import Hashing
from services.accounts.vigil import Vigil
from services.audit.schedule import Shipper
from services.check_in.code import Codes
from services.notices.following import InboxWatch
from services.opinions.search import TextIndexes
from services.outage import outage
from services.refusal import Code, Refusal
from services.runs.board import Boards
from services.runs.watch import Watch
from services.sandbox.sandbox import Sandbox
from services.uploads.keeping import Keeping
from services.workbooks.reading import Limits as ReadingLimits
from services.workbooks.understanding import Reading
from settings import Settings, SettingsRefused
from sign_in_pages import SignInPages
from statement_pages import StatementPages
from throttle import Throttle
from uploads import Uploads
from webhooks import Webhooks
from workers import channels_of, worker_of

log = logging.getLogger("luzhi.server")


class Data(Protocol):
    """What the server itself asks of a store."""

    async def version(self) -> Hashable: ...
    async def close(self) -> None: ...


class Helper(Protocol):
    """What works beside all requests while the server lives; where it is `failing`, operators are told."""

    @property
    def code(self) -> str: ...
    @property
    def advice(self) -> str: ...
    @property
    def failing(self) -> bool: ...

    def begin(self) -> None: ...
    async def close(self) -> None: ...


# The context of an operation, from its connection and the data's version.
ContextOf = Callable[[HTTPConnection, Hashable], Awaitable[Context]]
Met = Callable[[], Awaitable[Sequence[Sickness]]]


def create_app(settings: Settings, store: Store | None = None, built: Path = BUILT) -> Starlette:
    """The application over the store, or over the database of the settings. It closes the store at its end.
    Its pages are what was `built`; where nothing was, one says what to do.

    Raises `models.store.UnknownDatabase` if the settings name none that we serve; the database itself is
    not touched before the first request.
    """
    store = store or Store.open(settings.database, settings.query_seconds, settings.key_file)
    boards, sandbox = Boards(), Sandbox()
    watch, vigil = Watch(boards), Vigil(store)
    reading = Reading(ReadingLimits(settings.reading_bytes, settings.reading_seconds))
    hashing = Hashing(settings.hashes, failures=settings.address_failures)
    callers, outside = Callers(store), outside_of(settings)
    keeping, codes = keeping_of(settings), codes_of(settings)
    channels, inboxes = channels_of(settings, outside), InboxWatch()
    texts = TextIndexes()

    async def context(connection: HTTPConnection, version: Hashable) -> resolvers.Context:
        caller = await callers.find(connection, version)
        return resolvers.Context(
            store=store,
            boards=boards,
            watch=watch,
            sandbox=sandbox,
            reading=reading,
            caller=caller,
            hashing=hashing,
            outside=outside,
            vigil=vigil,
            keeping=keeping,
            codes=codes,
            channels=channels,
            inboxes=inboxes,
            texts=texts,
            viewer=caller.scope,
            version=version,
        )

    readiness, uploads = Readiness(store), Uploads(store, callers, keeping)
    at_end = (sandbox.close, readiness.close, callers.close, hashing.close, outside.close)
    pages = SignInPages(store, hashing, callers, outside, settings.query_seconds)
    shipper = shipper_of(settings, store)
    worker = worker_of(store, channels, keeping)
    metrics = Metrics(store, hashing, shipper, worker)
    routes = [
        *pages.routes,
        *OutsidePages(store, outside, pages, settings.query_seconds).routes,
        *InsidePages(outside, pages, settings.zhezhengding_jsapi).routes,
        *CheckInPages(store, codes, pages, settings.query_seconds).routes,
        *HallPages(store, boards, codes, pages, settings.query_seconds).routes,
        *uploads.routes,
        *Webhooks(store, boards).routes,
        *exports_of(settings, store, context).routes,
        *_to_be_read(store, boards, callers, built),
        metrics_route(metrics, settings.metrics_token),
    ]
    beside = [one for one in (shipper, worker) if one is not None]
    return app_of(
        settings, schema, store, context, readiness.met, *at_end, pages=routes, counts=metrics, helpers=beside
    )


def exports_of(settings: Settings, store: Store, context: ExportContextOf) -> Exports:
    """Lists as files: what they ask counts against the rate of an account, as all that is asked does."""
    bounded = limits_of(settings), bounds_of(settings)
    return Exports(store, context, Engine(schema, *bounded, operations=Rate(settings.account_requests)))


def _to_be_read(store: Store, boards: Boards, callers: Callers, built: Path) -> list[Route]:
    """The pages and files that change nothing but the trail."""
    return [
        *SamplePages(store, callers).routes,
        *StatementPages(store, boards, callers).routes,
        *BulletinPages(store, boards, callers).routes,
        *OpinionBulletinPages(store, callers).routes,
        *DashboardPages(store, callers, built).routes,
        *HelpPages().routes,
    ]


def app_of(
    settings: Settings,
    schema: Schema,
    data: Data,
    context: ContextOf,
    met: Met,
    *at_end: Callable[[], Awaitable[None]],
    pages: Sequence[Route] = (),
    counts: Counts | None = None,
    helpers: Sequence[Helper] = (),
) -> Starlette:
    """The application over any schema, with what its resolvers find in their context, and further pages.

    `met` says what is wrong with the data now. The `helpers` begin with it and end before it.
    """

    async def context_of(connection: HTTPConnection) -> Context:
        try:
            version = await data.version()
        except Exception as error:
            log.error("no version of the data", exc_info=error)
            raise outage(error) or Refusal(Code.UNAVAILABLE, TOLD[Sickness.UNREACHABLE].said) from error
        return await context(connection, version)

    origins = separated(settings.origins)
    graphql = endpoint(
        schema,
        context_of,
        limits_of(settings),
        bounds_of(settings),
        sockets_of(settings),
        get=settings.get == "open",
        accepted=accepted_of(settings, schema),
        operations=Rate(settings.account_requests),
        counts=counts,
    )
    return Starlette(
        routes=[
            *health(met, helpers),
            *pages,
        ],
        middleware=[
            Middleware(Recorded, fault=refusal(500)),
            Middleware(Door, proxy=settings.proxy, names=settings.names, origins=origins),
            *pages_elsewhere(origins),
            Middleware(Throttle, rate=Rate(settings.address_requests)),
            # What is asked all day does not go through the router.
            Middleware(At, path="/graphql", answered=graphql),
        ],
        exception_handlers={HTTPException: refused},
        lifespan=lambda _: living(helpers, [*at_end, data.close]),
    )


@contextlib.asynccontextmanager
async def living(
    helpers: Sequence[Helper], at_end: Sequence[Callable[[], Awaitable[None]]]
) -> AsyncIterator[None]:
    """The life of an application: its helpers begin with it and end before everything else does."""
    try:
        for helper in helpers:
            helper.begin()
        yield
    finally:
        for helper in helpers:
            await helper.close()
        for end in at_end:
            await end()


def health(met: Met, helpers: Sequence[Helper]) -> list[Route]:
    """Where it is asked whether the process lives, and whether the data can be read and written."""

    async def healthy(request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def ready(request: Request) -> Response:
        problems = [{"code": one.value, "advice": TOLD[one].advice} for one in await met()]
        told: dict[str, object] = {"ready": not problems, "problems": problems}
        # It serves as well as before: nobody is to be sent to another server for it.
        if failing := [{"code": one.code, "advice": one.advice} for one in helpers if one.failing]:
            told["reminders"] = failing
        return JSONResponse(told, 503 if problems else 200)

    return [Route("/healthz", healthy), Route("/readyz", ready)]


def pages_elsewhere(origins: list[str]) -> list[Middleware]:
    """What lets browsers hand our answers to pages of these origins, and ask for that before a change."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_credentials=True,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "luzhi-filename"],
            expose_headers=["content-disposition", "retry-after"],
        )
    ]


def limits_of(settings: Settings) -> Limits:
    """What a request may ask for: the settings name the defaults, and nothing else does."""
    return Limits(
        body=settings.body_bytes,
        characters=settings.query_characters,
        tokens=settings.query_tokens,
        depth=settings.query_depth,
        cost=settings.query_cost,
    )


def shipper_of(settings: Settings, store: Store) -> Shipper | None:
    """What ships the trail elsewhere, where the settings say to where."""
    if not settings.ship_to:
        return None
    return Shipper(store, settings.ship_to, settings.ship_minutes * 60, settings.ship_authority)


def codes_of(settings: Settings) -> Codes:
    """How codes of sign-in are made. Without a public address they lead to this machine, to try them."""
    scheme = "https" if settings.tls_certificate else "http"
    base = settings.public_url or f"{scheme}://{settings.host}:{settings.port}"
    return Codes(base, settings.check_in_seconds)


def keeping_of(settings: Settings) -> Keeping:
    """How files are kept that people hand in."""
    return Keeping(
        folder=Path(settings.uploads).absolute() if settings.uploads else None,
        most_bytes=settings.upload_bytes,
        a_day=settings.uploads_a_day,
        total=settings.upload_total_bytes,
    )


def bounds_of(settings: Settings) -> Bounds:
    """How long an operation may run, and what is kept of its answers."""
    return Bounds(
        seconds=settings.query_seconds,
        kept_answers=settings.kept_answers,
        kept_bytes=settings.kept_bytes,
    )


def accepted_of(settings: Settings, schema: Schema) -> Accepted:
    """Which documents run: the dashboard's, and those of the settings.

    Raises `SettingsRefused` for a folder that cannot be used.
    """
    try:
        known = listed(Path(settings.documents), schema._schema) if settings.documents else {}
    except DocumentsRefused as refused:
        raise SettingsRefused(f"LUZHI_DOCUMENTS：{refused}") from None
    return Accepted(
        listed={**documents(), **known},
        only=settings.accepted_documents == "listed",
        registered=settings.registered_documents,
        described=settings.introspection,
    )


def sockets_of(settings: Settings) -> SocketBounds:
    """What one WebSocket connection may do."""
    return SocketBounds(
        init_seconds=settings.socket_init_seconds,
        operations=settings.socket_operations,
        messages=settings.account_requests,
    )
