"""The worker of a server: which tasks there are, what comes again, and what they are provided with."""

from models.store import Store
from services.jobs.worker import Worker
from settings import Settings


def worker_of(store: Store, settings: Settings) -> Worker:
    """The worker over a store; it has not begun."""
    return Worker(store)
