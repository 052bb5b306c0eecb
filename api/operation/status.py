"""How the installation runs, put together for operators: what is wrong first."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import psycopg
from temporalio.service import RPCError

from api.operation.guide import read_guide
from api.operation.readiness import PATIENCE, POLLED_WITHIN, list_pollers, read_readiness
from api.operation.sign_of_life import PROCESS
from api.schemas import operation as written
from api.schemas.common import phrase
from api.schemas.health import Ready
from api.services import Services
from evidence.archive import gaps
from evidence.ledger import log as ledger
from records.api_processes import ApiProcess, list_processes
from records.database import Pool
from records.decrees import retimings
from records.decrees.views import present_progress
from records.reports import record_gaps
from records.reports.queries import operation
from records.reports.queries.operation import LateTimers, Outbox
from runtime.release import COMMIT, VERSION
from texts.operation import ALARMS, CHECKS, OTHER_ALARM
from workflows.procedure.model import instants
from workflows.procedure.model.enums import ClockName

Known = TypeVar("Known")
LETTERS_LATE_AFTER = timedelta(minutes=10)


async def read_status(services: Services) -> written.OperationStatus:
    """All of it. What a server that does not answer would tell is null and named in `unknown`."""
    unknown: list[str] = []
    slow = services.figures

    async def ask(part: str, told: Awaitable[Known]) -> Known | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await told
        except (TimeoutError, RPCError, psycopg.Error):
            unknown.append(part)
            return None

    ready, workers, processes, head, under_way = await asyncio.gather(
        read_readiness(services),
        ask("workers", list_workers(services)),
        ask("api_processes", list_processes(services.pool)),
        ask("ledger", _newest_head(services.pool)),
        ask("retimings", retimings.list_under_way(slow)),
    )
    outbox, late, archive, record = await asyncio.gather(
        ask("outbox", operation.read_outbox(slow)),
        ask("late_timers", operation.list_late_timers(slow)),
        ask("archive", _waiting(gaps.count_waiting(slow))),
        ask("record", _waiting(record_gaps.count_waiting(slow))),
    )
    now = datetime.now(UTC)
    return {
        "as_of": instants.format_instant(now),
        "version": VERSION,
        "commit": COMMIT,
        "process": PROCESS,
        "ready": ready["ready"],
        "checks": ready["checks"],
        "alarms": [*_alarms_of(ready), *_late_letters(outbox, now), *_late_timers(late or [])],
        "api_processes": [_shown_process(each) for each in processes] if processes is not None else None,
        "workers": workers,
        "outbox": _shown_outbox(outbox) if outbox else None,
        "late_timers": [_shown_timers(each) for each in late] if late is not None else None,
        "archive": archive,
        "record": record,
        "ledger": head,
        "retimings": [present_progress(each) for each in under_way] if under_way is not None else None,
        "background": _list_background(services),
        "limits": _read_limits(services),
        "unknown": sorted(unknown),
    }


def _alarm(code: str, message: str, *, stops: bool = False) -> written.OperationAlarm:
    text, section = (CHECKS if stops else ALARMS).get(code, OTHER_ALARM)
    return {
        "code": code,
        "text": phrase(text),
        "message": message,
        "stops": stops,
        "section": section,
        "guide": read_guide().address(section),
    }


def _alarms_of(ready: Ready) -> list[written.OperationAlarm]:
    failed = {name: told for name, told in ready["checks"].items() if told != "ok"}
    stopping = [_alarm(name, told, stops=True) for name, told in failed.items()]
    return stopping + [_alarm(each["code"], each["message"]) for each in ready["alarms"]]


def _late_letters(outbox: Outbox | None, now: datetime) -> list[written.OperationAlarm]:
    oldest = outbox.oldest if outbox else None
    if outbox is None or oldest is None or now - oldest.send_at < LETTERS_LATE_AFTER:
        return []
    since = instants.format_instant(oldest.send_at)
    message = f"{outbox.due} due, {outbox.failing} failing; the oldest should have left at {since}"
    return [_alarm("letters_late", message)]


def _late_timers(late: list[LateTimers]) -> list[written.OperationAlarm]:
    if not late:
        return []
    since = instants.format_instant(min(each.oldest for each in late))
    counted = ", ".join(f"{each.timers} of {each.clock}" for each in late)
    return [_alarm("timers_late", f"{counted}; the first one was due at {since}")]


async def list_workers(services: Services) -> list[written.PollingWorker]:
    """The workers that the engine remembers, the latest to ask for work first. Raises RPCError."""
    latest: dict[str, datetime] = {}
    for poller in await list_pollers(services):
        polled = poller.last_access_time.ToDatetime(UTC)
        latest[poller.identity] = max(polled, latest.get(poller.identity, polled))
    found = sorted(latest.items(), key=lambda each: each[1], reverse=True)
    alive = datetime.now(UTC) - timedelta(seconds=POLLED_WITHIN)
    return [
        {"identity": who, "polled_at": instants.format_instant(at), "gone": at < alive} for who, at in found
    ]


async def _waiting(counted: Awaitable[tuple[int, datetime | None]]) -> written.WaitingReports:
    reports, oldest = await counted
    return {"reports": reports, "oldest": instants.format_instant(oldest) if oldest else None}


async def _newest_head(pool: Pool) -> written.NewestHead | None:
    """Null where nothing was signed yet."""
    with suppress(ValueError):  # a head that can't be read; the alarm `ledger_refused` says so
        if head := await ledger.newest_head(pool):
            return {"size": head.size, "at": head.at, "root": head.root}
    return None


def _shown_process(each: ApiProcess) -> written.ServingProcess:
    return {
        "process": each.process,
        "version": each.version,
        "commit": each.commit,
        "started_at": instants.format_instant(each.started_at),
        "seen_at": instants.format_instant(each.seen_at),
        "gone": each.is_gone,
        "late": each.late,
    }


def _shown_outbox(outbox: Outbox) -> written.OutboxState:
    oldest = outbox.oldest
    return {
        "waiting": outbox.waiting,
        "due": outbox.due,
        "failing": outbox.failing,
        "to_call": outbox.to_call,
        "oldest": {
            "id": oldest.id,
            "template": oldest.template,
            "send_at": instants.format_instant(oldest.send_at),
            "tried_again_at": instants.format_instant(oldest.leaves_at),
            "attempts": oldest.attempts,
            "error": oldest.error,
        }
        if oldest
        else None,
        "errors": [
            {
                "error": each.error,
                "messages": each.messages,
                "given_up": each.given_up,
                "last_at": instants.format_instant(each.last_at),
            }
            for each in outbox.errors
        ],
    }


def _shown_timers(each: LateTimers) -> written.LateTimer:
    return {
        "clock": ClockName(each.clock),
        "timers": each.timers,
        "oldest": instants.format_instant(each.oldest),
    }


def _list_background(services: Services) -> list[written.OperationTask]:
    """Late ones first, then by name."""
    found: list[written.OperationTask] = [
        {
            "name": each.name,
            "age": round(each.age),
            "late_after": round(each.late_after),
            "failures": each.failures,
            "late": each.is_late,
        }
        for each in services.background.values()
    ]
    return sorted(found, key=lambda each: (not each["late"], each["name"]))


def _read_limits(services: Services) -> written.OperationLimits:
    settings = services.settings
    return {
        "reports_per_second": settings.intake_per_second,
        "failed_sign_ins_per_minute": settings.failed_sign_ins_per_minute,
        "wrong_pins": settings.wrong_pins,
        "new_pins_hourly": settings.new_pins_hourly,
        "event_streams": services.live.count("staff") + services.live.count("reporter"),
    }
