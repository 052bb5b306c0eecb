"""Where golden histories are played: a stand with the real engine and database, and how people act there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

import worker
from records.database import Pool
from records.directory.in_memory import Directory
from records.keys.store import KeyStore
from records.reports.queries.facts import list_facts
from tests.workflows.reports import OneReport, Reports
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor, Fact
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.rules.intake import reporter_of
from workflows.report import Report

PIMPINAN_PUSAT = Actor(Role.SUPERVISOR, "a_pimpinan_pusat")
PIMPINAN = Actor(Role.SUPERVISOR, "a_pimpinan", "kemenkes")
UMUM = Actor(Role.LIAISON_OFFICER, "a_umum", "kemenkes", "umum")
ACEH = Actor(Role.AGENCY_ADMIN, "a_aceh", "pemprov-aceh")
PIMPINAN_ACEH = Actor(Role.SUPERVISOR, "a_pimpinan_aceh", "pemprov-aceh")
JAYAPURA = Actor(Role.AGENCY_ADMIN, "a_jayapura", "pemkab-jayapura")
WHY = "Alasan yang cukup panjang untuk dicatat."
TASKLESS = frozenset({"withdraw", "remark", "correct_contact", "reopen", "split", "open_identity"})


@dataclass
class Stand:
    """A database, a directory and a task queue; `database` is its name on the server at `admin`."""

    client: Client
    pool: Pool
    keys: KeyStore
    directory: Directory
    queue: str
    admin: str
    database: str

    @property
    def reports(self) -> Reports:
        """Reports of this stand."""
        return Reports(self.client, self.keys, self.directory, self.queue)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Worker]:
        """A worker for as long as the block lasts."""
        async with worker.build(self.client, self.pool, self.keys, task_queue=self.queue) as at_work:
            yield at_work


Play = Callable[[Stand], Awaitable[list[OneReport]]]
"""Plays a path; returns the reports that are worth keeping."""

SHARED: dict[str, Play] = {}
"""The paths that share one stand, with a worker."""
ALONE: dict[str, Play] = {}
"""The paths that do something to their stand; each has its own, and minds the worker itself."""


def shared(play: Play) -> Play:
    """Enters a path of `SHARED`."""
    SHARED[play.__name__] = play
    return play


def alone(play: Play) -> Play:
    """Enters a path of `ALONE`."""
    ALONE[play.__name__] = play
    return play


async def act(
    report: OneReport, actor: Actor, kind: str, *, look: dict[str, Any] | None = None, **fields: Any
) -> None:
    """Decides by Update on the open task; `look` changes what the API looked up.

    Raises WorkflowUpdateFailedError."""
    await report.send(await request(report, actor, kind, look=look, **fields))


async def signal(report: OneReport, actor: Actor, kind: str, **fields: Any) -> None:
    """Decides by Signal on the open task, and waits until something has come of it."""
    before = (await report.live())["facts"]
    await report.handle.signal(Report.decide_later, await request(report, actor, kind, **fields))
    await until(report, lambda state: state["facts"] > before)


async def request(
    report: OneReport, actor: Actor, kind: str, *, look: dict[str, Any] | None = None, **fields: Any
) -> DecisionRequest:
    """The decision upon the open task, as the API would send it."""
    task = None if kind in TASKLESS else (await report.live())["task"]
    made = report.request(actor, task and task["id"], kind, **fields)
    return replace(made, looked_up=replace(made.looked_up, **look)) if look else made


def reporter(report: OneReport) -> Actor:
    """The report's reporter."""
    return reporter_of(report.number)


async def until(report: OneReport, true: Callable[[dict[str, Any]], bool], seconds: float = 60) -> None:
    """Waits until the live state satisfies `true`."""
    async with asyncio.timeout(seconds):
        while not true(await report.live()):
            await asyncio.sleep(0.1)


async def facts_in(pool: Pool, report: OneReport) -> list[Fact]:
    """The report's facts as the record holds them."""
    return list((await list_facts(pool, report.number, limit=1_000)).items)
