"""What is known of a database's sickness: noted by whatever failed, forgotten when a probe succeeds."""

import logging
from collections import Counter
from time import monotonic

from models.sickness import TOLD, Sickness

log = logging.getLogger("luzhi.database")
# A command says itself what is wrong; only the server has a place for these lines.
log.addHandler(logging.NullHandler())


class Health:
    """The sicknesses that were met and not yet found gone. Each has one line in the log when it begins."""

    def __init__(self) -> None:
        self._met: dict[Sickness, float] = {}
        # How often each was met, since this process began.
        self.times: Counter[Sickness] = Counter()

    @property
    def met(self) -> tuple[Sickness, ...]:
        """What has been met, the first first."""
        return tuple(self._met)

    def note(self, sickness: Sickness | None) -> None:
        """Remembers a sickness that something has met."""
        if sickness is None:
            return
        self.times[sickness] += 1
        known = sickness in self._met
        self._met[sickness] = monotonic()
        if not known:
            told = {"code": sickness.value, "advice": TOLD[sickness].advice}
            log.error("database is sick", extra=told)

    def since(self, sickness: Sickness) -> float:
        """How many seconds ago a sickness was met last; 0 for one that was not."""
        return monotonic() - self._met[sickness] if sickness in self._met else 0.0

    def gone(self, *sicknesses: Sickness) -> None:
        """Forgets what a probe has found gone."""
        for sickness in sicknesses:
            if sickness in self._met:
                del self._met[sickness]
                log.warning("database is well again", extra={"code": sickness.value})
