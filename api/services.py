"""What every request is served from: settings, the engine, the record, keys, directory, limits."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from api.forecasts.lapse_history import KEPT_WEEKS, REFRESHED, LapseHistory
from api.live.streams import Streams
from api.metrics import Metrics
from api.requests.clock_offset import EVERY as COMPARED
from api.requests.clock_offset import ClockWatch
from api.requests.limits import Limits
from api.requests.pins import KnownPins
from evidence.accesses.access_log import AccessLedger
from evidence.archive.store import Store
from evidence.replay.shards import Shard
from records import sessions
from records.circuit_breaker import CircuitBreaker
from records.database import A_LIST, A_STATISTIC, Pool, away, pool_of
from records.decrees import calendar_views
from records.directory import vacancies
from records.directory.in_memory import Directory, DirectoryUnavailable
from records.keys import store as key_store
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.notifications import listener_task
from records.reports import bulks, changes, claims, drafts
from records.reports.contact_index import ContactIndex
from records.reports.queries.due_history import forget_old_deadlines
from records.reports.search_index import SearchIndex
from records.requests.first_received import EVERY as LOOKED_FOR
from records.requests.first_received import ReceivedTimes
from runtime.background import BackgroundTask, run_in_background
from runtime.settings import Settings
from runtime.subprocess_pool import SubprocessPool
from runtime.telemetry import engine_runtime
from runtime.temporal_connection import TASK_QUEUE, connect
from texts.policy_sources import Source, load_sources
from workflows.procedure.model.policy import Policy, load_policy

DIRECTORY = "directory"
"""The background task that knows within seconds what changed in the directory, as who is in office."""

PAST_DEADLINES = "past deadlines"
"""The background task that counts, once a day, which deadlines of the last weeks lapsed."""

DAILY = 24 * 3600.0
"""Seconds between two looks at how far calendars reach."""

SWEPT = 600.0
"""Seconds between two deletions of ended sessions, old drafts and bulks, and expired claims."""

JUDGED = 15.0
"""Seconds between two looks at whether the sessions of event streams are still in force."""

log = structlog.get_logger("api")


@dataclass(frozen=True, slots=True)
class Services:
    """One process' services. `lists` and `figures` are pools of their own for lists and for statistics, so
    that slow ones keep no connection from anything else."""

    settings: Settings
    client: Client
    pool: Pool
    lists: Pool
    figures: Pool
    search: SearchIndex
    keys: KeyStore
    accesses: AccessLedger
    directory: Directory
    limits: Limits
    pins: KnownPins
    contacts: ContactIndex
    metrics: Metrics
    policy: Policy
    policy_sources: Mapping[str, Source]
    subprocesses: SubprocessPool
    auditing: Shard
    store: Store
    background: Mapping[str, BackgroundTask]
    clock: ClockWatch
    received_times: ReceivedTimes
    live: Streams
    lapse_history: LapseHistory
    task_queue: str = TASK_QUEUE


@asynccontextmanager
async def open_services(
    settings: Settings, metrics: Metrics, client: Client | None = None, task_queue: str = TASK_QUEUE
) -> AsyncIterator[Services]:
    """The services, until the block ends; SQL may be away. Raises RuntimeError without Temporal."""
    policy = load_policy(settings.policy)
    client = client or await connect(settings, runtime=engine_runtime())
    url, breaker = settings.database_url, CircuitBreaker()
    async with (
        pool_of(url, breaker=breaker) as pool,
        pool_of(url, breaker=breaker, size=6, one_statement=A_LIST) as lists,
        pool_of(url, breaker=breaker, size=2, one_statement=A_STATISTIC) as figures,
    ):
        keys = KeyStore(pool, LocalWrapper(settings.master_key), checked=settings)
        directory = Directory(pool)
        clock = ClockWatch(client, pool)
        received_times = ReceivedTimes(pool)
        pins = KnownPins(pool)
        live = Streams(directory, settings.event_stream_longest)
        metrics.watch_streams(live.count)
        background = _background(settings, pool, directory, keys, clock, received_times, pins, live)
        history = LapseHistory(figures, lambda: directory.centre().calendar)
        background[PAST_DEADLINES] = _count_past_deadlines(history)
        await background[DIRECTORY].tried()  # whoever serves without it says so, and goes on trying
        limits = Limits.of(settings, pool)
        async with run_in_background(background.values()):
            with (
                contextlib.closing(SubprocessPool()) as subprocesses,
                contextlib.closing(Shard()) as auditing,
                contextlib.ExitStack() as ending,
            ):
                ending.callback(live.end_all)
                yield Services(
                    settings=settings,
                    client=client,
                    pool=pool,
                    lists=lists,
                    figures=figures,
                    search=SearchIndex(lists, keys),
                    keys=keys,
                    accesses=AccessLedger(pool),
                    directory=directory,
                    limits=limits,
                    pins=pins,
                    contacts=ContactIndex(pool, keys),
                    metrics=metrics,
                    policy=policy,
                    policy_sources=load_sources(policy, settings.policy),
                    subprocesses=subprocesses,
                    auditing=auditing,
                    store=Store(settings.archive_url),
                    background=background,
                    clock=clock,
                    received_times=received_times,
                    live=live,
                    lapse_history=history,
                    task_queue=task_queue,
                )


def _count_past_deadlines(history: LapseHistory) -> BackgroundTask:
    """What counts past deadlines once a day, so that no page has to."""

    def describe(error: Exception) -> str | None:
        return "no directory yet" if isinstance(error, DirectoryUnavailable) else away(error)

    return BackgroundTask(
        PAST_DEADLINES, history.refresh, REFRESHED, late_after=3600, patience=900, describe_expected=describe
    )


def _background(
    settings: Settings,
    pool: Pool,
    directory: Directory,
    keys: KeyStore,
    clock: ClockWatch,
    received_times: ReceivedTimes,
    pins: KnownPins,
    live: Streams,
) -> dict[str, BackgroundTask]:
    """What goes on beside serving, by name."""

    async def tell_alarms() -> None:
        for alarm in calendar_views.calendar_alarms(directory):
            log.warning("calendar alarm", code=alarm.code, message=alarm.message)

    async def delete_ended_sessions() -> None:
        await sessions.delete_ended_sessions(pool, idle=settings.session_idle)

    async def end_outdated_streams() -> None:
        values = live.sessions()
        idle = settings.session_idle
        live.end_outdated(await sessions.find_in_force(pool, values, idle=idle) if values else set())

    async def delete_old_drafts() -> None:
        await drafts.delete_old_drafts(pool)

    async def delete_old_bulks() -> None:
        await bulks.delete_old_bulks(pool)

    async def delete_expired_claims() -> None:
        await claims.delete_expired_claims(pool)

    def no_directory(error: Exception) -> str | None:
        return "no directory yet" if isinstance(error, DirectoryUnavailable) else None

    def unanswered(error: Exception) -> str | None:
        return str(error) if isinstance(error, RPCError) else away(error)

    return {
        "clocks": BackgroundTask(
            "clocks", clock.compare, COMPARED, late_after=120, describe_expected=unanswered
        ),
        "notifications": listener_task(
            settings.database_url,
            {
                vacancies.NOTIFICATION: lambda _: directory.refresh(),
                key_store.NOTIFICATION: lambda _: keys.forget_destroyed(),
                changes.NOTIFICATION: live.receive,
            },
        ),
        DIRECTORY: BackgroundTask(
            DIRECTORY, directory.refresh, every=5, late_after=60, describe_expected=away
        ),
        "first receptions": BackgroundTask(
            "first receptions", received_times.refresh, LOOKED_FOR, late_after=120, describe_expected=away
        ),
        "new PINs": BackgroundTask("new PINs", pins.refresh, every=5, late_after=60, describe_expected=away),
        "ended sessions": BackgroundTask(
            "ended sessions", delete_ended_sessions, every=SWEPT, late_after=3 * SWEPT, describe_expected=away
        ),
        "event streams": BackgroundTask(
            "event streams", end_outdated_streams, every=JUDGED, late_after=120, describe_expected=away
        ),
        "old drafts": BackgroundTask(
            "old drafts", delete_old_drafts, every=SWEPT, late_after=3 * SWEPT, describe_expected=away
        ),
        "old bulks": BackgroundTask(
            "old bulks", delete_old_bulks, every=SWEPT, late_after=3 * SWEPT, describe_expected=away
        ),
        "expired claims": BackgroundTask(
            "expired claims", delete_expired_claims, every=SWEPT, late_after=3 * SWEPT, describe_expected=away
        ),
        "old deadlines": BackgroundTask(
            "old deadlines",
            partial(forget_old_deadlines, pool, KEPT_WEEKS),
            every=SWEPT,
            late_after=3 * SWEPT,
            describe_expected=away,
        ),
        "calendar alarms": BackgroundTask(
            "calendar alarms",
            tell_alarms,
            every=DAILY,
            late_after=DAILY + 3600,
            again=60,
            describe_expected=no_directory,
        ),
    }
