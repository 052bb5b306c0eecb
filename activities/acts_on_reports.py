"""Bringing acts to many reports one by one, so that people's decisions stay fast: what re-timings and
successions have in common."""

import logging
import time
from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar

import psycopg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.long_running import heartbeats, wait_for_notification
from records.acts_on_reports import ActTables
from records.database import SQL_AWAY, Pool, kind_of
from records.notifications import open_listener
from workflows.activity_loop import ActivityLimits

LONGEST_WAIT = 15.0
"""Seconds after which it is looked unasked whether there is anything to do."""
PLANNED = 100
"""How many reports are planned, or reached between two looks at the list."""
REST = 1.0
"""For how much longer than the last report took nothing is done: decisions have the machine that long."""
PATIENCE = 20.0
"""Seconds after which a report that doesn't answer is left to later; the first time a quarter of them."""
TRIED_AGAIN = 5
"""How many reports that could not be reached are tried again in a row: others may have something to do."""

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The act was cancelled, or this worker shuts down."""


class Act(Protocol):
    """What an act has at least."""

    @property
    def id(self) -> int:
        """Its number in the record."""


ActT = TypeVar("ActT", bound=Act)


class ActsOnReports(ABC, Generic[ActT]):
    """The acts of one kind. `url` is the record's database, for a connection of its own."""

    put_off_line: str
    """What the log says of one that failed as a whole."""
    notification: str
    """What PostgreSQL sends to tell that there is one to carry out."""
    tables: ActTables

    def __init__(
        self,
        url: str,
        pool: Pool,
        client: Client,
        rest: float = REST,
        *,
        patience: float = PATIENCE,
        wait: float = LONGEST_WAIT,
    ) -> None:
        self._url = url
        self._pool = pool
        self._client = client
        self._rest = rest
        self._patience = patience
        self._wait = wait

    @abstractmethod
    async def find_next(self) -> ActT | None:
        """The act to carry out now; null where there is none."""

    @abstractmethod
    async def carry_out(self, act: ActT) -> bool:
        """Carries it out as far as that goes now; says whether it came to its end."""

    async def carry_out_acts(self, limits: ActivityLimits) -> int:
        """Carries out acts for `limits.seconds`; returns how many came to an end.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Who takes
        over goes on where the record says that it stands; a report that was reached, but not marked, knows.
        """
        until, ended = time.monotonic() + limits.seconds, 0
        try:
            async with heartbeats(limits), open_listener(self._url, self.notification) as rings:
                while not activity.is_worker_shutdown() and time.monotonic() < until:
                    if (next_one := await self.find_next()) is None:
                        await wait_for_notification(rings, min(time.monotonic() + self._wait, until))
                    else:
                        ended += await self._try(next_one)
        except (psycopg.Error, *SQL_AWAY) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return ended

    async def _try(self, act: ActT) -> bool:
        """Carries it out; one that fails as a whole is put off, for it must hold up no other."""
        try:
            return await self.carry_out(act)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            raise
        except Exception as error:
            attempts = await self.tables.put_off(self._pool, act.id, type(error).__name__)
            extra = {self.tables.key: act.id, "reason": type(error).__name__, "attempts": attempts}
            log.exception(self.put_off_line, extra=extra)
            return False
