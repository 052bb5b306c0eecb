"""Succession: moves the reports of agencies and units that were merged or abolished, one by one, so that
people's decisions stay fast."""

import asyncio
import logging
import time

from temporalio import activity

from activities.acts_on_reports import PLANNED, TRIED_AGAIN, ActsOnReports, Stopped
from activities.report_updates import describe_failure, describe_unexpected_error, update_report
from records.directory.in_memory import Directory
from records.successions import acts, transfers
from records.successions.acts import Progress
from records.successions.transfers import Found
from workflows.activity_loop import ActivityLimits
from workflows.procedure.model.succession import Succession

log = logging.getLogger(__name__)


class SuccessorGone(Exception):
    """The successor of an act was made inactive, and no act says who follows it."""


class SuccessionActivity(ActsOnReports[Progress]):
    """The activity `transfer_reports`."""

    put_off_line = "a succession is put off"
    notification = acts.NOTIFICATION
    tables = acts.TABLES

    @activity.defn(name="transfer_reports")
    async def transfer_reports(self, limits: ActivityLimits) -> int:
        """Carries out acts for `limits.seconds`; returns how many came to an end. See `carry_out_acts`."""
        return await self.carry_out_acts(limits)

    async def find_next(self) -> Progress | None:
        """The oldest act with something to do: also one that was finished, where reports came in late."""
        await transfers.begin_again(self._pool)
        return await acts.next_one(self._pool)

    async def carry_out(self, act: Progress) -> bool:
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
        """The act as reports take it, with the successor's settings as they are now. A successor that an act
        ended meanwhile still receives them: that act moves them on. Raises SuccessorGone."""
        if act.successor is None:
            return Succession(act.number, act.agency, None, act.units)
        directory = Directory(self._pool)
        await directory.refresh()
        profile = directory.profile(
            act.successor, even_inactive=await acts.is_succeeded(self._pool, act.successor)
        )
        if profile is None:
            raise SuccessorGone
        names = {
            unit: name
            for unit in act.units.values()
            if unit is not None and (name := directory.unit_name(act.successor, unit)) is not None
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
