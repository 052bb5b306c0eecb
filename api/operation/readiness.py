"""Whether this process has all that it needs, and what somebody has to see to."""

import asyncio
import time
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import psycopg
from psycopg.errors import UndefinedColumn, UndefinedTable
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, GetSystemInfoRequest
from temporalio.service import RPCError

from api.schemas.health import Ready, ReadyAlarm
from api.services import DIRECTORY, Services
from evidence.archive import gaps
from evidence.ledger import log as ledger
from evidence.ledger.keys import Signer
from records.database import SQL_AWAY, Busy, kind_of, rows
from records.decrees import calendar_views, retimings
from records.directory import vacancies
from records.directory.in_memory import VERSION as DIRECTORY_VERSION
from records.directory.in_memory import DirectoryUnavailable
from records.reports import record_gaps
from records.successions import acts
from runtime import singleton_workflows
from runtime.search_attributes import missing_attributes, namespace_exists

POLLED_WITHIN = 70  # seconds; a poll itself may last a minute
PATIENCE = 3.0
OF_AN_EARLIER_RELEASE = "the database lacks tables of this release; run `tuntas setup`"


async def read_readiness(services: Services) -> Ready:
    """What `/readyz` tells. Raises nothing: what can't be reached is named."""
    checks = {
        "temporal": _temporal(services),
        "namespace": _namespace(services),
        "search_attributes": _attributes(services),
        "sql": _sql(services),
        "directory": _directory(services),
        "worker": _worker(services),
        "clock": services.clock.engine(),
    }
    problems = await asyncio.gather(*(_checked(check) for check in checks.values()))
    told = {name: problem or "ok" for name, problem in zip(checks, problems, strict=True)}
    return {"ready": not any(problems), "checks": told, "alarms": await _alarms(services, told)}


async def _alarms(services: Services, told: Mapping[str, str]) -> list[ReadyAlarm]:
    """What can be said of what is there. Each kind of alarm has fields of its own beside code and message."""
    running_out = calendar_views.calendar_alarms(services.directory) if told["directory"] == "ok" else []
    found = [task.alarm() for task in services.background.values() if task.is_late]
    wrong: str | None = None
    if told["temporal"] == "ok":
        with suppress(RPCError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                found += await singleton_workflows.standing_alarms(services.client, services.task_queue)
    if told["sql"] == "ok":
        try:
            signer = Signer(services.settings.ledger_key)
            wrong = await services.clock.database()
            found += [
                *await gaps.archive_alarms(services.pool),
                *await ledger.ledger_alarms(services.pool, signer),
            ]
            found += [
                *await record_gaps.record_alarms(services.pool),
                *await retimings.retiming_alarms(services.pool),
                *await acts.succession_alarms(services.pool),
            ]
            found += await vacancies.vacancy_alarms(services.pool)
        except (UndefinedTable, UndefinedColumn):
            found.append({"code": "not_set_up", "message": OF_AN_EARLIER_RELEASE})
        except SQL_AWAY:
            pass  # lost since it was asked
    off = [each for each in (told["clock"] if told["clock"] != "ok" else None, wrong) if each]
    clocks = [{"code": "clock_off", "message": each} for each in off]
    return cast("list[ReadyAlarm]", [*(alarm.wire() for alarm in running_out), *clocks, *found])


async def _checked(check: Awaitable[str | None]) -> str | None:
    """What is wrong, null if nothing is."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await check
    except TimeoutError:
        return "does not answer"
    except RPCError as error:
        return f"Temporal answers {error.status.name.lower()}"
    except SQL_AWAY as error:
        return f"can't be reached ({type(error).__name__})"
    except psycopg.Error as error:  # tables that are not there, say
        return f"answers by an error ({kind_of(error)}); run `tuntas setup`"


async def _temporal(services: Services) -> str | None:
    await services.client.workflow_service.get_system_info(GetSystemInfoRequest(), retry=False)
    return None


async def _namespace(services: Services) -> str | None:
    exists = await namespace_exists(services.client)
    return None if exists else f"the namespace {services.client.namespace} is missing; run `tuntas setup`"


async def _attributes(services: Services) -> str | None:
    lacking = await missing_attributes(services.client)
    return f"missing: {', '.join(lacking)}; run `tuntas setup`" if lacking else None


async def _sql(services: Services) -> str | None:
    """Reading alone says too little: what people read is noted first, and a full disk still reads."""
    await rows(services.pool, DIRECTORY_VERSION)
    try:
        # In SQL: function
        await rows(services.pool, "select probe_readiness()")
    except Busy:
        raise
    except psycopg.Error as error:
        if error.sqlstate is None or isinstance(error, psycopg.errors.UndefinedFunction):
            raise
        return f"can't be read and written: {_in_words(error)}"
    return None


def _in_words(error: psycopg.Error) -> str:
    words: dict[type[psycopg.Error], str] = {
        psycopg.errors.DiskFull: "its disk is full",
        psycopg.errors.ReadOnlySqlTransaction: "it takes no writes",
        psycopg.errors.QueryCanceled: "it takes too long",
    }
    return words.get(type(error), f"it answers {kind_of(error)}")


async def _directory(services: Services) -> str | None:
    try:
        services.directory.centre()
    except DirectoryUnavailable:
        return "no calendar or directory yet; run `tuntas setup`"
    refreshing = services.background[DIRECTORY]
    # An old copy still knows people who are in office no more.
    return f"not refreshed for {refreshing.age:.0f} s; see this process' log" if refreshing.is_late else None


async def _worker(services: Services) -> str | None:
    pollers = await list_pollers(services)
    latest = max((poller.last_access_time.seconds for poller in pollers), default=0)
    polled = time.time() - latest <= POLLED_WITHIN
    return None if polled else f"no worker has asked for work in the last {POLLED_WITHIN} seconds"


async def list_pollers(services: Services) -> list[PollerInfo]:
    """The workers that asked for workflow tasks in the last minutes, as the engine remembers them. Raises
    RPCError."""
    request: Any = DescribeTaskQueueRequest(
        namespace=services.client.namespace,
        task_queue=TaskQueue(name=services.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await services.client.workflow_service.describe_task_queue(
        request, timeout=timedelta(seconds=PATIENCE)
    )
    return list(described.pollers)
