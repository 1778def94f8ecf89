"""What Prometheus reads at `/metrics`: what this process has done, and how far the data has come.

Labels are words of ours alone: kinds of operations, codes, actions of the trail, codes of committees. No
name, no number of a phone, no text of a query or name of an operation can come into one.

It is answered to whoever knows the token of the settings; without one, to this machine only, and to nobody
whom a proxy passes on.
"""

import hmac
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from callers import BEARER
from door import is_local
from endpoint.counting import Counts
from models.sickness import Sickness
from models.store import Store
from services.accounts.hashing import Hashing
from services.audit.extent import Extent, extents
from services.audit.schedule import Shipper
from services.jobs.listing import counts
from services.jobs.worker import Worker
from services.outage import outage
from services.refusal import Code

PATH = "/metrics"
# Seconds; the last bucket is the time that a request may take.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
SUBSCRIPTION = "subscription"
WITH_TOKEN = "请带上令牌：Authorization: Bearer，令牌见 LUZHI_METRICS_TOKEN"
HERE = "只给本机看；别处要看，设 LUZHI_METRICS_TOKEN"

# When a counter was begun stands in no alarm, and would be a line for each.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics(Counts):
    """What one server counts over one store."""

    def __init__(
        self, store: Store, hashing: Hashing, shipper: Shipper | None = None, worker: Worker | None = None
    ) -> None:
        self._store = store
        self._registry = CollectorRegistry()
        requests = Counter(
            "luzhi_operations",
            "Operations that ended, by kind and by the code of their first error",
            ("kind", "code"),
            registry=self._registry,
        )
        seconds = Histogram(
            "luzhi_operation_seconds",
            "Seconds from reading an operation to its answer, without subscriptions",
            ("kind",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        kept = Counter(
            "luzhi_kept_answers",
            "Queries whose answer may be kept: found among those kept, or made",
            ("found",),
            registry=self._registry,
        )
        # A child is found once: to find it costs more than to count.
        self._ended = cache(requests.labels)
        self._took = cache(seconds.labels)
        self._found = {found: kept.labels("yes" if found else "no") for found in (True, False)}
        self._sockets = _gauge("luzhi_sockets", "Open WebSockets", self._registry)
        self._following = _gauge("luzhi_subscriptions", "Subscriptions under way", self._registry)
        hashes = _gauge("luzhi_hashes_under_way", "Hashes of passwords made or waited for", self._registry)
        hashes.set_function(lambda: hashing.under_way)
        if shipper is not None:
            failed = _gauge("luzhi_trail_shipping_failing", "Whether shipping failed last", self._registry)
            failed.set_function(lambda: shipper.failing)
        if worker is not None:
            stopped = _gauge("luzhi_jobs_failing", "Whether this server cannot run jobs", self._registry)
            stopped.set_function(lambda: worker.failing)
            self._registry.register(_OfWorker(worker))
        build = {"version": version("luzhi"), "python": platform.python_version()}
        Info("luzhi_build", "The program", registry=self._registry).info(build)
        self._registry.register(_OfStore(store))

    def answered(self, kind: str, code: str, seconds: float) -> None:
        """Counts an operation that has ended."""
        self._ended(kind, code).inc()
        if kind != SUBSCRIPTION:
            self._took(kind).observe(seconds)

    def looked_up(self, found: bool) -> None:
        """Counts an answer that was looked for."""
        self._found[found].inc()

    def socket(self, opened: int) -> None:
        """Counts open WebSockets."""
        self._sockets.inc(opened)

    def following(self, begun: int) -> None:
        """Counts subscriptions under way."""
        self._following.inc(begun)

    async def text(self, accept: str) -> tuple[bytes, str]:
        """All of it in the form that is asked for, and its media type.

        What the database cannot say now is left out; that it is sick stands there.
        """
        registry = _Beside(self._registry, *await self._read())
        encode, kind = choose_encoder(accept)
        return encode(registry), kind

    async def _read(self) -> tuple[list[Extent], dict[str, int]]:
        try:
            async with self._store.reading() as connection:
                return await extents(connection), await counts(connection)
        except Exception as error:
            if outage(error) is None:
                raise
            return [], {}


class _OfStore(Collector):
    """What the store itself has counted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        """Errors and sicknesses of the database, and what was written in the trail."""
        health, noted = self._store.health, self._store.noted
        met = CounterMetricFamily("luzhi_database_errors", "Errors of the database", labels=["code"])
        sick = GaugeMetricFamily("luzhi_database_sick", "Whether the database is sick", labels=["code"])
        for one in Sickness:
            met.add_metric([one.value], health.times[one])
            sick.add_metric([one.value], one in health.met)
        lines = CounterMetricFamily(
            "luzhi_trail_written", "Lines of the trail that this process wrote, by action", labels=["action"]
        )
        for action, count in sorted(noted.items()):
            lines.add_metric([action], count)
        yield from (met, sick, lines)


class _OfWorker(Collector):
    """What the worker has counted."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def collect(self) -> Iterator[Metric]:
        """Jobs that this process ended."""
        ended = CounterMetricFamily(
            "luzhi_jobs_ended",
            "Jobs that this process ended, by task and outcome",
            labels=["task", "outcome"],
        )
        for (task, outcome), count in sorted(self._worker.ended.items()):
            ended.add_metric([task, outcome], count)
        yield ended


class _Beside(CollectorRegistry):
    """A registry, and beside it what was read of the data for this one answer."""

    def __init__(self, registry: CollectorRegistry, found: list[Extent], jobs: dict[str, int]) -> None:
        super().__init__()
        self._registry = registry
        self._found = found
        self._jobs = jobs

    def collect(self) -> Iterable[Metric]:
        """All metrics."""
        yield from self._registry.collect()
        revision = GaugeMetricFamily(
            "luzhi_committee_revision", "Changes of a committee so far", labels=["committee"]
        )
        lines = GaugeMetricFamily("luzhi_trail_lines", "Proved lines of a trail", labels=["committee"])
        shipped = GaugeMetricFamily(
            "luzhi_trail_shipped_lines", "Lines known to be in another place", labels=["committee"]
        )
        age = GaugeMetricFamily(
            "luzhi_trail_shipping_age_seconds",
            "Seconds since nothing was left to ship",
            labels=["committee"],
        )
        for one in self._found:
            revision.add_metric([one.code], one.revision)
            lines.add_metric([one.code], one.lines)
            if one.shipped is not None:
                shipped.add_metric([one.code], one.shipped)
            if one.age is not None:
                age.add_metric([one.code], one.age)
        jobs = GaugeMetricFamily("luzhi_jobs", "Jobs that wait, run or have failed", labels=["state"])
        for state, count in self._jobs.items():
            jobs.add_metric([state], count)
        yield from (revision, lines, shipped, age, jobs)


def metrics_route(metrics: Metrics, token: str) -> Route:
    """Where they are read; with a `token` by whoever knows it, without one from this machine only."""

    async def answer(request: Request) -> Response:
        if not _may_read(request, token):
            message = WITH_TOKEN if token else HERE
            error = {"message": message, "extensions": {"code": Code.FORBIDDEN.value}}
            return JSONResponse({"errors": [error]}, 403)
        body, kind = await metrics.text(request.headers.get("accept", ""))
        return Response(body, media_type=kind)

    return Route(PATH, answer)


def _may_read(connection: HTTPConnection, token: str) -> bool:
    if not token:
        return is_local(connection.scope)
    given = connection.headers.get("authorization", "")
    known = given.lower().startswith(BEARER)
    return known and hmac.compare_digest(given[len(BEARER) :].strip().encode(), token.encode())


def _gauge(name: str, told: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, told, registry=registry)
