"""A thousand requests at once, on one API process and on two: never more are judged than promised."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from subprocess import Popen

import httpx
import pytest

from fields.tracking_numbers import derive_number, derive_pin
from records.database import pool_of, rows
from records.installation.setup import prepare_database
from runtime.ports import free_port
from runtime.processes import Program
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.people import FORM
from tests.conftest import running

AT_ONCE = 1000
CONNECTIONS, POOLS = 200, 20
"""To each process, and in how many pools: with each request a pool goes through all that wait for it."""
PASSWORD = "demo-password-1"


@pytest.fixture(scope="module")
async def processes(
    postgres: str, temporal_server: EmbeddedTemporal, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Settings, list[list[httpx.AsyncClient]]]]:
    """Two API processes on one record, each with its clients; they believe what a request says of where it
    comes from."""
    folder: Path = tmp_path_factory.mktemp("parallel")
    environment = {
        "TUNTAS_DATABASE_URL": postgres,
        "TUNTAS_DATA_DIR": str(folder),
        "TUNTAS_DEV": "1",
        "TUNTAS_DEMO_PASSWORD": PASSWORD,
        "TEMPORAL_ADDRESS": temporal_server.address,
        "TEMPORAL_NAMESPACE": temporal_server.namespace,
    }
    settings = Settings.of_environment(environment)
    await prepare_database(settings)
    with ExitStack() as stack:
        clients = []
        for at in range(2):
            port = free_port()
            told = environment | {"TUNTAS_HTTP_PORT": str(port), "FORWARDED_ALLOW_IPS": "*"}
            command = (sys.executable, "-P", "-m", "cli", "api")
            process = stack.enter_context(
                running(Program(f"api{at}", command, told), folder / f"api{at}.log")
            )
            clients.append([_client(port) for _ in range(POOLS)])
            await _until_alive(clients[at][0], process, folder / f"api{at}.log")
        yield settings, clients
        for client in chain(*clients):
            await client.aclose()


def _client(port: int) -> httpx.AsyncClient:
    limit = CONNECTIONS // POOLS
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120, limits=limits)


async def _until_alive(client: httpx.AsyncClient, process: "Popen[bytes]", log: Path) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                if (await client.get("/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                assert process.poll() is None, log.read_text()
                await asyncio.sleep(0.1)


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
async def clients(
    request: pytest.FixtureRequest, processes: tuple[Settings, list[list[httpx.AsyncClient]]]
) -> Sequence[httpx.AsyncClient]:
    """Those of as many processes as are asked for, by turns, with nothing counted yet."""
    settings, found = processes
    async with pool_of(settings.database_url, size=1) as pool:
        for table in ("limit_windows", "known_sources", "pin_failures"):
            await rows(pool, f"delete from {table}")  # noqa: S608  # constants
    return [client for turn in zip(*found[: request.param], strict=True) for client in turn]


def address_of(at: int, many: bool) -> dict[str, str]:
    """Says where a request comes from."""
    return {"X-Forwarded-For": f"10.{at >> 8}.{at & 255}.7" if many else "192.0.2.1"}


many_addresses = pytest.mark.parametrize("many", [False, True], ids=["one address", "many addresses"])


@many_addresses
async def test_of_a_thousand_wrong_pins_of_a_report_five_are_judged(
    processes: tuple[Settings, list[list[httpx.AsyncClient]]],
    clients: Sequence[httpx.AsyncClient],
    many: bool,
) -> None:
    secret = processes[0].intake_secret
    number = derive_number(secret, "guessed at")
    wrong = f"{(int(derive_pin(secret, number)) + 1) % 10**6:06}"

    async def guess(at: int) -> int:
        headers = {"Report-Pin": wrong} | address_of(at, many)
        answer = await clients[at % len(clients)].get(f"/v1/reports/{number}/track", headers=headers)
        return answer.status_code

    begun = asyncio.get_running_loop().time()
    codes = Counter(await asyncio.gather(*(guess(at) for at in range(AT_ONCE))))
    seconds = asyncio.get_running_loop().time() - begun
    # Each wait that passes meanwhile lets one more be judged: after 1 s, after 2 more, after 4 more …
    waited = sum(2**n - 1 <= seconds for n in range(1, 9))
    assert set(codes) == {401, 429}
    assert 5 <= codes[401] <= 5 + waited


async def test_of_a_thousand_wrong_pins_from_an_address_a_hundred_are_judged_and_right_ones_open(
    processes: tuple[Settings, list[list[httpx.AsyncClient]]], clients: Sequence[httpx.AsyncClient]
) -> None:
    secret = processes[0].intake_secret
    numbers = [derive_number(secret, f"of many {at}") for at in range(AT_ONCE + 50)]

    async def look(at: int) -> int:
        guessed = derive_pin(secret, numbers[at]) if at >= AT_ONCE else "1"
        headers = {"Report-Pin": guessed} | address_of(at, False)
        answer = await clients[at % len(clients)].get(f"/v1/reports/{numbers[at]}/track", headers=headers)
        return answer.status_code

    codes = await asyncio.gather(*(look(at) for at in range(AT_ONCE + 50)))
    assert Counter(codes[:AT_ONCE]) == {401: 100, 429: 900}
    assert set(codes[AT_ONCE:]) == {404}  # opened: but no report has these numbers


@many_addresses
async def test_of_a_thousand_wrong_passwords_ten_a_minute_are_judged(
    clients: Sequence[httpx.AsyncClient], many: bool
) -> None:
    async def sign_in(at: int) -> int:
        form = {"username": "pusat", "password": f"wrong-{at}"}
        client = clients[at % len(clients)]
        return (await client.post("/v1/token", data=form, headers=address_of(at, many))).status_code

    begun = asyncio.get_running_loop().time()
    codes = Counter(await asyncio.gather(*(sign_in(at) for at in range(AT_ONCE))))
    minutes = int((asyncio.get_running_loop().time() - begun) // 60)
    assert set(codes) == {401, 429}
    assert 10 <= codes[401] <= 10 * (1 + minutes)


async def test_of_three_hundred_reports_from_an_address_fifty_a_second_are_taken(
    clients: Sequence[httpx.AsyncClient],
) -> None:
    async def send(at: int) -> int:
        client = clients[at % len(clients)]
        answer = await client.post("/v1/reports", json=FORM, headers=address_of(at, False))
        return answer.status_code

    begun = asyncio.get_running_loop().time()
    codes = Counter(await asyncio.gather(*(send(at) for at in range(300))))
    seconds = asyncio.get_running_loop().time() - begun
    taken = codes.total() - codes[429]
    assert 50 <= taken <= 50 * (1 + int(seconds))
