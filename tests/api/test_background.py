"""What goes on beside serving goes on whatever happens, and readiness says so where it does not."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

import worker
from activities.archive import ArchiveActivity
from api.main import create_app
from api.services import DIRECTORY, Services
from evidence.archive.store import Store
from evidence.ledger.keys import Signer
from records.database import rows
from records.decrees import calendar_views
from records.notifications import listener_task
from runtime import background, singleton_workflows
from runtime.background import BackgroundTask, run_in_background
from runtime.settings import Settings
from runtime.singleton_workflows import ARCHIVE, DELIVERY, ensure_running
from tests.api.people import People
from tests.evidence.ledger.scene import by_force
from tests.logged import Logged, logged
from workflows.activity_loop import ActivityLimits
from workflows.archive import Archive
from workflows.delivery import Delivery

UNREADABLE = """insert into decrees (number, content, region, issued_on, entered_by)
values ('of a newer release', '{"number": "x"}', 'ID', '2026-01-01', 'x')"""
CHANGED = "update directory_version set version = version + 1"


async def until(met: Callable[[], Awaitable[bool]]) -> None:
    """Waits until it is so."""
    async with asyncio.timeout(20):
        while not await met():
            await asyncio.sleep(0.1)


@pytest.fixture
async def refreshing(services: Services, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The directory's refresh is late after a second, and is tried again soon, however often it failed.

    It runs in a loop of its own beside the API's, which is in the middle of a pause of five seconds.
    """
    task = services.background[DIRECTORY]
    monkeypatch.setattr(background, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(task, "late_after", 1.0)
    monkeypatch.setattr(task, "every", 0.1)
    async with run_in_background([task]):
        yield


async def directory_check(http: AsyncClient) -> tuple[int, str]:
    answer = await http.get("/readyz")
    return answer.status_code, answer.json()["checks"]["directory"]


async def is_late(http: AsyncClient) -> bool:
    """Whether the API is not ready because its directory was not refreshed."""
    status, told = await directory_check(http)
    return status == 503 and told.startswith("not refreshed for ")


async def is_ready(http: AsyncClient) -> bool:
    return await directory_check(http) == (200, "ok")


async def has_failed(log: Logged, cause: str) -> bool:
    told = log.of("a background task failed")
    return (DIRECTORY, cause) in {(each["task"], each["cause"]) for each in told}


@pytest.mark.usefixtures("refreshing")
async def test_a_directory_that_can_not_be_read_makes_unready_and_is_read_again_once_it_can(
    http: AsyncClient, services: Services, people: People
) -> None:
    headers = await people.headers("auditor")
    await by_force(services.pool, UNREADABLE)
    await by_force(services.pool, "update accounts set disabled_at = now() where username = 'auditor'")
    try:
        with logged() as log:
            await rows(services.pool, CHANGED)
            await until(lambda: has_failed(log, "ValidationError"))
        await until(lambda: is_late(http))
        alarms = (await http.get("/readyz")).json()["alarms"]
        assert ("background_late", "directory") in {(each["code"], each.get("task")) for each in alarms}
    finally:
        await by_force(services.pool, "delete from decrees where number = 'of a newer release'")
    await until(lambda: is_ready(http))
    assert (await http.get("/v1/tasks", headers=headers)).status_code == 401, "his account is disabled"
    await by_force(services.pool, "update accounts set disabled_at = null where username = 'auditor'")
    await rows(services.pool, CHANGED)


@pytest.mark.usefixtures("refreshing")
async def test_a_refresh_that_hangs_makes_unready_and_is_begun_again(
    http: AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs() -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as patch, logged() as log:
        patch.setattr(services.background[DIRECTORY], "patience", 0.2)
        patch.setattr(services.background[DIRECTORY], "turn", hangs)
        await until(lambda: has_failed(log, "not done after 0.2 s"))
        await until(lambda: is_late(http))
    await until(lambda: is_ready(http))


async def test_calendar_alarms_that_fail_raise_an_alarm_of_their_own_and_serving_goes_on(
    http: AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = services.background["calendar alarms"]
    monkeypatch.setattr(task, "late_after", -1.0)
    monkeypatch.setattr(task, "failures", 0)

    def fails(_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(calendar_views, "calendar_alarms", fails)
        assert await task.tried() == 60
    answer = await http.get("/readyz")
    assert answer.status_code == 200
    assert "calendar alarms" in {each.get("task") for each in answer.json()["alarms"]}


# -- of the workers


@pytest.fixture
async def queue(services: Services, temporal_client: Client) -> Any:
    """The API's queue, free of standing workflows afterwards."""
    yield services.task_queue
    for name in (DELIVERY, ARCHIVE):
        handle = temporal_client.get_workflow_handle(name)
        try:
            await handle.terminate()
        except Exception:  # noqa: BLE001, S112  # it has ended or never was
            continue


async def standing_alarms(http: AsyncClient) -> list[dict[str, Any]]:
    told = (await http.get("/readyz")).json()["alarms"]
    return [each for each in told if each["code"] == "standing_late" or "task" in each]


async def test_a_standing_workflow_that_somebody_ended_is_told_and_started_again(
    http: AsyncClient, temporal_client: Client, queue: str
) -> None:
    delivery = await ensure_running(temporal_client, DELIVERY, task_queue=queue)
    assert await standing_alarms(http) == []
    await delivery.terminate("by mistake")
    (told,) = await standing_alarms(http)
    assert (told["workflow"], "has ended" in told["message"]) == ("courier", True)
    tasks = [each for each in worker.standing_of(temporal_client, queue) if "courier" in each.name]
    async with run_in_background(tasks):
        await until(lambda: _none(standing_alarms(http)))


async def test_a_courier_that_goes_on_failing_is_told_of(
    temporal_client: Client, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(singleton_workflows, "FAILURES", 1)

    @activity.defn(name="deliver")
    async def deliver(_: ActivityLimits) -> int:
        raise ApplicationError("no such table", type="UndefinedTable")

    at_work = Worker(
        temporal_client,
        task_queue=f"{queue}-{secrets.token_hex(4)}",
        workflows=[Delivery],
        activities=[deliver],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with at_work:
        await ensure_running(temporal_client, DELIVERY, task_queue=at_work.task_queue)
        async with asyncio.timeout(20):
            while not (
                told := await singleton_workflows.standing_alarms(temporal_client, at_work.task_queue)
            ):
                await asyncio.sleep(0.1)
    assert told[0]["workflow"] == "courier"
    assert told[0]["message"].endswith("times in a row, last by UndefinedTable")


async def test_what_an_archivist_can_not_do_beside_its_sealing_raises_an_alarm(
    services: Services, temporal_client: Client, queue: str, tmp_path: Path
) -> None:
    folder = tmp_path / "a file, not a folder"
    folder.write_text("")
    archivist = ArchiveActivity(services.pool, temporal_client, Store(str(folder)), Signer(bytes(32)))
    archivist._beside[0].late_after = 0.5
    at_work = Worker(
        temporal_client,
        task_queue=f"{queue}-{secrets.token_hex(4)}",
        workflows=[Archive],
        activities=[archivist.archive],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with at_work:
        await ensure_running(temporal_client, ARCHIVE, task_queue=at_work.task_queue)
        async with asyncio.timeout(20):
            while not (
                told := await singleton_workflows.standing_alarms(temporal_client, at_work.task_queue)
            ):
                await asyncio.sleep(0.1)
    assert (told[0]["code"], told[0]["task"]) == ("background_late", "the ledger's heads")


async def _none(asked: Awaitable[list[dict[str, Any]]]) -> bool:
    return not await asked


async def test_a_worker_that_ends_by_an_error_is_begun_again(
    services: Services, temporal_client: Client
) -> None:
    lost = await Client.connect(
        temporal_client.service_client.config.target_host, namespace="no-such-namespace"
    )
    clients, stop = [lost, lost, temporal_client], asyncio.Event()

    def make() -> Worker:
        return worker.build(
            clients.pop(0), services.pool, services.keys, task_queue=f"again-{secrets.token_hex(4)}"
        )

    with logged() as log:
        keeping = asyncio.create_task(worker.keep_at_work(make, stop, pause=0.05))
        async with asyncio.timeout(20):
            while clients:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        assert not keeping.done()
        stop.set()
        await keeping
    assert len([each for each in log.lines if "begun again" in str(each["event"])]) == 2


async def test_reports_that_can_not_be_recorded_raise_an_alarm_after_a_minute(
    http: AsyncClient, services: Services
) -> None:
    add = """insert into record_gaps (report, since, reason, lacks_below)
             values ('T0', now() - interval '2 minutes', 'history_gone', 3),
                    ('T1', now() - interval '10 seconds', 'earlier_facts', 3)"""
    await rows(services.pool, add)
    told = [each for each in (await http.get("/readyz")).json()["alarms"] if each["code"] == "record_behind"]
    await rows(services.pool, "delete from record_gaps")
    assert [(each["reports"], each["reasons"]) for each in told] == [(1, {"history_gone": 1})]
    assert (await http.get("/readyz")).json()["alarms"] == []


async def test_an_api_on_a_database_that_is_not_set_up_serves_and_says_that_it_is_not_ready(
    settings: Settings, temporal_client: Client, make_database: Callable[[str], str]
) -> None:
    empty = settings.model_copy(update={"database_url": make_database("never_set_up")})
    app = create_app(empty, client=temporal_client, task_queue="nobody's")
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://tuntas.invalid") as http,
    ):
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        told = answer.json()["checks"]
        assert (told["sql"], told["directory"]) == (
            "answers by an error (42P01); run `tuntas setup`",
            "no calendar or directory yet; run `tuntas setup`",
        )


async def test_a_database_of_an_earlier_release_raises_an_alarm(
    http: AsyncClient, services: Services
) -> None:
    await by_force(services.pool, "alter table record_gaps rename to record_gaps_later")
    try:
        answer = await http.get("/readyz")
    finally:
        await by_force(services.pool, "alter table record_gaps_later rename to record_gaps")
    assert answer.status_code == 200
    assert "not_set_up" in {each["code"] for each in answer.json()["alarms"]}


GUIDE = Path(__file__).parents[2] / "docs" / "operators.md"


def tasks_in_guide(where: str) -> Iterator[str]:
    """The names in the table of background tasks of `API` or `worker`."""
    table = GUIDE.read_text("utf-8").split("### Background tasks")[1].split("\n### ")[0]
    for named in re.findall(rf"^\| {where} \| ([^|:]+)", table, re.MULTILINE):
        yield from re.findall(r"`([^`]+)`", named)


def names_of(tasks: Iterable[BackgroundTask]) -> list[str]:
    return sorted(each.name for each in tasks)


async def test_operators_read_of_every_background_task_of_an_api_and_of_a_worker(
    services: Services, temporal_client: Client, tmp_path: Path
) -> None:
    assert sorted(tasks_in_guide("API")) == names_of(services.background.values())
    archivist = ArchiveActivity(
        services.pool, temporal_client, Store(str(tmp_path)), Signer(bytes(32)), services.keys
    )
    erased = listener_task(services.settings.database_url, {})
    of_archive = [*archivist._beside, *archivist._catching_up(services.subprocesses)]
    of_worker = [erased, *worker.standing_of(temporal_client), *of_archive]
    assert sorted(tasks_in_guide("worker")) == names_of(of_worker)
