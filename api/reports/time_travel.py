"""Travelling in time: where a report stood after each of its facts, told by its history carried out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from temporalio.exceptions import TemporalError
from temporalio.service import RPCError

from api.answers.problems import Malformed, Problem, not_found
from api.reports import submit_decision
from api.reports.states import fact_outside, state_of
from api.schemas.facts import TimelineEntry
from api.services import Services
from evidence.archive.object_format import ObjectBroken
from evidence.archive.report_histories import HistoryGone, read_runs
from evidence.archive.store import StoreAway
from evidence.replay.replayer import Station, pack_runs, replay_stations
from fields.plurals import plural
from runtime.subprocess_pool import NeverEnds
from workflows.procedure.fold.apply import fold
from workflows.procedure.model.state import describe_state

Source = Literal["history", "archive", "record"]
log = structlog.get_logger("api")

At = int | datetime
"""A fact's number, meaning just after it; or an instant, meaning everything that counts up to it."""


@dataclass(frozen=True, slots=True)
class ReplayedReport:
    """Every fact of a report with the state just after it, and what tells so."""

    stations: Sequence[Station]
    source: Source

    def at(self, when: At) -> Station:
        """The last fact up to `when`. Raises a 404 problem where there was none, or not so many."""
        if isinstance(when, int):
            if not 1 <= when <= len(self.stations):
                raise Problem(
                    404, "no_such_fact", f"The report has {plural(len(self.stations), 'fact')} so far."
                )
            return self.stations[when - 1]
        before = [each for each in self.stations if each.at <= when]
        if not before:
            raise Problem(404, "not_yet", "The report came in later than that.")
        return before[-1]


def parse_moment(text: str) -> At:
    """What `?at=` means. Raises Malformed."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise Malformed(
            [{"field": "at", "message": "must be the number of a fact, or an instant with its offset"}]
        )
    return when


async def replay_until(services: Services, report: str, until: int | None) -> ReplayedReport:
    """Every fact up to `until` (null: all) with the state after it: from the history, the engine's or the
    archive's, or, where there is none or today's code can't follow it, to its end or at all, from the record.
    Raises a 404 problem without either, RPCError where the engine doesn't answer, and ChildProcessError."""
    try:
        history = await read_runs(services.client, services.store, services.pool, report)
        found = await services.subprocesses.run(replay_stations, pack_runs(history.histories))
    except RPCError:  # one of TemporalError's kind, but no word about the history
        raise
    except NeverEnds:
        log.warning("a history can't be followed to its end", report=report)
        return ReplayedReport(await _recorded(services, report, until), "record")
    except (HistoryGone, ObjectBroken, StoreAway, TemporalError, RuntimeError):
        return ReplayedReport(await _recorded(services, report, until), "record")
    return ReplayedReport(found if until is None else found[:until], history.source)


async def _recorded(services: Services, report: str, until: int | None) -> list[Station]:
    found: list[Station] = []
    case = None
    for fact in await submit_decision.whole_facts(services, report, until):
        case = fold(case, fact)
        found.append(Station(fact, describe_state(case)))
    if not found:
        raise not_found()
    return found


def present_fact(services: Services, station: Station) -> TimelineEntry:
    """A fact by its outside, for a timeline: what happened when by whom, without what was written; and the
    state just after it."""
    fact = station.fact
    account = services.directory.account(fact.actor.id)
    return {
        **fact_outside(fact),
        "actor_name": account.name if account else None,
        "state": state_of(station.state),
    }
