"""What is answered where no other process can be begun: nothing is said of the report."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from api.services import Services
from evidence.replay.shards import Shard
from runtime.subprocess_pool import ProcessRunner, SubprocessPool
from runtime.worker_process import Answering
from tests.api.people import People


@asynccontextmanager
async def of_the_dead() -> AsyncIterator[Answering[Any, Any]]:
    """Ends before it can begin."""
    os._exit(7)
    yield


@pytest.fixture
def short_of_processes(app: FastAPI, services: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where there is no memory left for any."""
    with closing(SubprocessPool()) as subprocesses, closing(Shard(of_the_dead)) as auditing:
        monkeypatch.setattr(subprocesses, "_process", ProcessRunner(of_the_dead, 60, ahead=1))
        without = replace(services, subprocesses=subprocesses, auditing=auditing)
        monkeypatch.setitem(app.state._state, "services", without)
        yield


@pytest.mark.usefixtures("short_of_processes")
async def test_replays_and_time_travel_are_put_off(people: People) -> None:
    report = await people.submit()
    headers = await people.headers("auditor")
    with capture_logs() as logs:
        replayed = await report.http.post(f"{report.url}/replay", headers=headers)
    travelled = await report.get("auditor", "/timeline")
    for answer in (replayed, travelled):
        assert (answer.status_code, answer.json()["code"]) == (503, "not_judged")
        assert "Retry-After" in answer.headers
    (logged,) = (each for each in logs if each["log_level"] == "warning")
    assert (logged["report"], logged["cause"]) == (report.number, "ChildProcessError")
