"""Where the reports' keys are kept, wrapped; unwrapped ones stay in memory for minutes."""

import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from psycopg.rows import DictRow

from records.database import POINT, SQL_AWAY, Params, Pool, rows
from records.installation.known_secrets import OtherSecrets, Secrets, check_secrets
from records.keys.report_key import KEY_BYTES, KeyWrapper, ReportKey, context_of

log = logging.getLogger(__name__)

NOTIFICATION = "tuntas_keys"
"""What PostgreSQL sends to tell that a key was destroyed."""

# An update that changes nothing, so that the row that won the race comes back in the same round trip.
# In SQL: hot
CREATE = """
insert into report_keys as k (report, key_id, wrapped) values (%(report)s, %(key_id)s, %(wrapped)s)
on conflict (report) do update set report = k.report
returning key_id, wrapped"""
READ = "select key_id, wrapped from report_keys where report = %(report)s"
READ_ALL = """
select report, key_id, wrapped from report_keys where report = any(%(reports)s) and wrapped is not null"""
DESTROY = """
with destroyed as (
    update report_keys set wrapped = null, destroyed_at = coalesce(destroyed_at, now())
    where report = %(report)s returning report
), erased as (
    update report_texts set search = null where report = %(report)s
)
select report, pg_notify('tuntas_keys', '') from destroyed"""
DESTROYED = "select report from report_keys where destroyed_at > now() - make_interval(secs => %s)"


class KeyUnavailable(Exception):
    """SQL is away and the key isn't in memory: nothing was done, and trying again later may help."""


class UnknownReport(Exception):
    """No key was ever made for this report."""


class KeyDestroyed(Exception):
    """The report's key was destroyed, and with it everything it sealed."""


class KeyStore:
    """The reports' keys. An unwrapped key stays in memory for `seconds`, the `most` lately used ones at most;
    a key destroyed through another process is forgotten by `forget_destroyed`, or after so long.

    No key is made or read before the secrets to be `checked` were found to be those of the installation.
    """

    def __init__(
        self,
        pool: Pool,
        wrapper: KeyWrapper,
        *,
        checked: Secrets | None = None,
        seconds: float = 600,
        most: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pool = pool
        self._wrapper = wrapper
        self._unchecked = checked
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, ReportKey]] = OrderedDict()
        self._destroyed: frozenset[str] = frozenset()  # whose keys were, lately; one just read is not kept

    async def create(self, report: str) -> ReportKey:
        """The report's key, made now if there is none; whoever asks at the same time gets the same one.

        Raises KeyUnavailable or KeyDestroyed.
        """
        key = ReportKey(f"k_{secrets.token_hex(12)}", secrets.token_bytes(KEY_BYTES))
        wrapped = await self._wrapper.wrap(key.secret, context_of(report, key.id))
        (row,) = await self._asked(CREATE, {"report": report, "key_id": key.id, "wrapped": wrapped})
        return await self._kept(report, row)

    async def of(self, report: str) -> ReportKey:
        """The report's key. Raises UnknownReport, KeyDestroyed or KeyUnavailable."""
        if key := self._remembered(report):
            return key
        found = await self._asked(READ, {"report": report})
        if not found:
            raise UnknownReport(report)
        return await self._kept(report, found[0])

    async def of_all(self, reports: Iterable[str]) -> dict[str, ReportKey]:
        """The keys of several reports, in one round trip; without those destroyed or unknown.

        Raises KeyUnavailable.
        """
        wanted = set(reports)
        found = {report: key for report in wanted if (key := self._remembered(report))}
        if lacking := list(wanted - found.keys()):
            for row in await self._asked(READ_ALL, {"reports": lacking}):
                found[row["report"]] = await self._kept(row["report"], row)
        return found

    async def destroy(self, report: str) -> None:
        """Destroys the key, for ever, and erases the words kept for search; again it does nothing.

        Raises UnknownReport or KeyUnavailable.
        """
        self._known.pop(report, None)
        if not await self._asked(DESTROY, {"report": report}):
            raise UnknownReport(report)
        self._known.pop(report, None)

    async def forget_destroyed(self) -> None:
        """Forgets the keys that were destroyed while they may have been kept here. Raises KeyUnavailable."""
        destroyed = await self._asked(DESTROYED, [self._seconds + 60])
        self._destroyed = frozenset(row["report"] for row in destroyed)
        for report in self._destroyed:
            self._known.pop(report, None)

    def derived(self, purpose: str) -> bytes:
        """A key for `purpose`, derived from the master key."""
        return self._wrapper.derived(purpose)

    async def _asked(self, query: str, params: Params) -> list[DictRow]:
        try:
            if self._unchecked is not None and await check_secrets(self._pool, self._unchecked):
                self._unchecked = None
            return await rows(self._pool, query, params, within=POINT)
        except OtherSecrets as others:
            log.error("wrong secrets", extra={"cause": str(others)})  # noqa: TRY400  # it says all
            raise KeyUnavailable from None
        except SQL_AWAY:
            raise KeyUnavailable from None

    def _remembered(self, report: str) -> ReportKey | None:
        until, key = self._known.get(report, (0.0, None))
        if key is None or self._clock() >= until:
            self._known.pop(report, None)
            return None
        self._known.move_to_end(report)
        return key

    async def _kept(self, report: str, row: DictRow) -> ReportKey:
        if row["wrapped"] is None:
            raise KeyDestroyed(report)
        secret = await self._wrapper.unwrap(row["wrapped"], context_of(report, row["key_id"]))
        key = ReportKey(row["key_id"], secret)
        if report in self._destroyed:
            return key
        self._known[report] = (self._clock() + self._seconds, key)
        self._known.move_to_end(report)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return key
