"""Vacancies: finds the open tasks that nobody is left to do, and tells each report once."""

import logging
import time

import psycopg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.long_running import heartbeats, wait_for_notification
from activities.report_updates import describe_failure, describe_unexpected_error, update_report
from records.database import SQL_AWAY, Pool, kind_of
from records.directory import vacancies
from records.directory.vacancies import Untold
from records.notifications import open_listener
from workflows.activity_loop import ActivityLimits

log = logging.getLogger(__name__)

LONGEST_WAIT = 15.0
"""Seconds after which it is looked unasked: also a task that comes to an empty office is a vacancy."""
MOST = 100
"""How many reports are told between two looks."""
PATIENCE = 10.0
"""Seconds that a report may take to hear of it; the others go on then, and it is tried again later."""


class VacanciesActivity:
    """The activity `find_vacancies`. `url` is the record's database, for a connection of its own."""

    def __init__(self, url: str, pool: Pool, client: Client) -> None:
        self._url = url
        self._pool = pool
        self._client = client

    @activity.defn(name="find_vacancies")
    async def find_vacancies(self, limits: ActivityLimits) -> int:
        """Looks whenever the directory changed, for `limits.seconds`; returns how many reports were told.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. A report
        that was told, but not marked, knows: it takes no vacancy twice.
        """
        until, told = time.monotonic() + limits.seconds, 0
        try:
            async with heartbeats(limits), open_listener(self._url, vacancies.NOTIFICATION) as rings:
                while not activity.is_worker_shutdown() and time.monotonic() < until:
                    await vacancies.refresh_vacancies(self._pool)
                    found = await vacancies.untold_vacancies(self._pool, MOST)
                    for each in found:
                        told += await self._told(each)
                    if len(found) < MOST:
                        await wait_for_notification(rings, min(time.monotonic() + LONGEST_WAIT, until))
        except (psycopg.Error, *SQL_AWAY) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return told

    async def _told(self, each: Untold) -> bool:
        """Tells one report; says whether it heard of it for the first time. One that
        does not is tried again later."""
        if activity.is_worker_shutdown():
            return False
        id_ = f"vacancy-{each.found.task}-{each.found.found_at}"
        try:
            heard = await update_report(
                self._client, each.report, "vacancy", each.found, id_=id_, patience=PATIENCE
            )
        except Exception as error:  # whatever one report has at fault must hold up no other
            cause = describe_failure(error)
            extra = {"report": each.report, "cause": cause}
            log.warning("vacancy not told", extra=extra, exc_info=describe_unexpected_error(error))
            await vacancies.note_failed(self._pool, each.id, cause)
            return False
        await vacancies.note_told(self._pool, each.id)
        return heard
