"""Succession: moves the reports of agencies and units that were merged or abolished, one by one, so that
people's decisions stay fast."""

import asyncio
import logging
import time

import psycopg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.long_running import heartbeats, wait_for_notification
from activities.report_updates import describe_failure, describe_unexpected_error, update_report
from records.database import SQL_AWAY, Pool, kind_of
from records.directory.in_memory import Directory
from records.notifications import open_listener
from records.successions import acts, transfers
from records.successions.acts import Progress
from records.successions.transfers import Found
from workflows.activity_loop import ActivityLimits
from workflows.procedure.model.succession import Succession

log = logging.getLogger(__name__)

LONGEST_WAIT = 15.0
"""Seconds after which it is looked unasked whether there is anything to do."""
PLANNED = 100
"""How many reports are reached between two looks at the list."""
REST = 1.0
"""For how much longer than the last report took nothing is done: decisions have the machine that long."""
PATIENCE = 20.0
"""Seconds after which a report that doesn't answer is left to later; the first time a quarter of them."""
TRIED_AGAIN = 5
"""How many reports that could not be reached are tried again in a row."""


class Stopped(Exception):
    """This worker shuts down."""


class SuccessorGone(Exception):
    """The successor of an act is no active agency any more."""


class SuccessionActivity:
    """The activity `transfer_reports`. `url` is the record's database, for a connection of its own."""

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
        self._directory = Directory(pool)

    @activity.defn(name="transfer_reports")
    async def transfer_reports(self, limits: ActivityLimits) -> int:
        """Carries out acts for `limits.seconds`; returns how many came to an end.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Who takes
        over goes on where the record says that it stands; a report that was reached, but not marked, knows.
        """
        until, ended = time.monotonic() + limits.seconds, 0
        try:
            async with heartbeats(limits), open_listener(self._url, acts.NOTIFICATION) as rings:
                while not activity.is_worker_shutdown() and time.monotonic() < until:
                    await transfers.begin_again(self._pool)
                    if (next_one := await acts.next_one(self._pool)) is None:
                        await wait_for_notification(rings, min(time.monotonic() + self._wait, until))
                    else:
                        ended += await self._tried(next_one)
        except (psycopg.Error, *SQL_AWAY) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return ended

    async def _tried(self, act: Progress) -> bool:
        """Carries it out as far as that goes now; one that fails as a whole must hold up no other. Says
        whether it came to its end."""
        try:
            return await self._carried_out(act)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            raise
        except Exception as error:
            attempts = await acts.put_off(self._pool, act.id, type(error).__name__)
            extra = {"succession": act.id, "reason": type(error).__name__, "attempts": attempts}
            log.exception("a succession is put off", extra=extra)
            return False

    async def _carried_out(self, act: Progress) -> bool:
        """Plans and reaches, again and again until the predecessor holds no report that is not known: what
        was sent there meanwhile is found the next time. Reports that could not be reached are left to later.
        Says whether it came to its end."""
        await acts.note_begun(self._pool, act.id)
        told = await self._describe(act)
        log.info("succession", extra={"succession": act.id, "act": act.number})
        try:
            while await transfers.plan_transfers(self._pool, act.id) or await transfers.unreached_reports(
                self._pool, act.id, 1
            ):
                await self._reach_all(act, told)
            for found in await transfers.failing_reports(self._pool, act.id, TRIED_AGAIN):
                await self._reached(act, told, found, self._patience)
        except Stopped:
            return False
        now = await acts.read_succession(self._pool, act.id)
        if now is None or now.reached < now.total:
            return False
        await acts.finish_succession(self._pool, act.id)
        return True

    async def _describe(self, act: Progress) -> Succession:
        """The act as reports take it, with the successor's settings as they are now. Raises SuccessorGone."""
        if act.successor is None:
            return Succession(act.number, act.agency, None, act.units)
        await self._directory.refresh()
        successor = act.successor
        profile = self._directory.profile(successor)
        if profile is None:
            raise SuccessorGone
        names = {
            unit: name
            for unit in act.units.values()
            if unit is not None and (name := self._directory.unit_name(successor, unit)) is not None
        }
        return Succession(act.number, act.agency, profile, act.units, names)

    async def _reach_all(self, act: Progress, told: Succession) -> None:
        while some := await transfers.unreached_reports(self._pool, act.id, PLANNED):
            for found in some:
                await self._reached(act, told, found, self._patience / 4)

    async def _reached(self, act: Progress, told: Succession, found: Found, patience: float) -> None:
        """Reaches a report, or notes why not. Raises Stopped."""
        begun = time.monotonic()
        # Another stay there is another transfer: within a run an id gives the first answer again.
        id_ = f"succession-{act.id}-{found.facts}"
        try:
            moved = await update_report(
                self._client, found.report, "transfer", told, id_=id_, patience=patience
            )
        except Exception as error:  # noqa: BLE001  # whatever it is, it must hold up no other report
            await self._note_failed(act, found, error)
        else:
            await transfers.note_reached(self._pool, act.id, found, transferred=moved)
            await asyncio.sleep((time.monotonic() - begun) * self._rest)
        if activity.is_worker_shutdown():
            raise Stopped

    async def _note_failed(self, act: Progress, found: Found, error: Exception) -> None:
        reason = describe_failure(error)
        attempts = await transfers.note_failed(self._pool, act.id, found.report, reason)
        extra = {"succession": act.id, "report": found.report, "reason": reason, "attempts": attempts}
        log.warning("a report is not transferred yet", extra=extra, exc_info=describe_unexpected_error(error))
