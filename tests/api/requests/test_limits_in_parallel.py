"""A thousand requests at once, on one API process and on two: never more are judged than promised."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlencode

import pytest

from fields.tracking_numbers import derive_number, derive_pin
from records.database import pool_of, rows
from records.installation.setup import prepare_database
from runtime.ports import free_port
from runtime.processes import Program
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.people import FORM
from tests.bench.http import Connection
from tests.conftest import running

AT_ONCE = 1000
CONNECTIONS = 200
"""To each process."""
FORM_TYPE = "application/x-www-form-urlencoded"
PASSWORD = "demo-password-1"


class Callers:
    """Those who ask processes at once: each request takes the connection that has been idle longest."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._made = [[Connection(port) for _ in range(CONNECTIONS)] for port in ports]
        self._idle: list[asyncio.Queue[Connection]] = [asyncio.Queue() for _ in ports]
        for made, idle in zip(self._made, self._idle, strict=True):
            for connection in made:
                idle.put_nowait(connection)

    async def status(
        self,
        at: int,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes = b"",
        media_type: str = FORM_TYPE,
    ) -> int:
        """The status of the answer to request number `at`: the processes are asked by turns."""
        idle = self._idle[at % len(self._idle)]
        connection = await idle.get()
        try:
            return (await connection.send(method, path, body, media_type, **headers))[0]
        finally:
            idle.put_nowait(connection)

    def close(self) -> None:
        for connection in chain(*self._made):
            connection.close()


@pytest.fixture(scope="module")
async def processes(
    postgres: str, temporal_server: EmbeddedTemporal, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Settings, list[int]]]:
    """Two API processes on one record, and their ports; they believe what a request says of where it comes
    from."""
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
        ports = [free_port(), free_port()]
        begun = []
        for at, port in enumerate(ports):
            told = environment | {"TUNTAS_HTTP_PORT": str(port), "FORWARDED_ALLOW_IPS": "*"}
            command = (sys.executable, "-P", "-m", "cli", "api")
            log = folder / f"api{at}.log"
            begun.append(stack.enter_context(running(Program(f"api{at}", command, told), log)))
        for at, port in enumerate(ports):
            await _until_alive(port, begun[at], folder / f"api{at}.log")
        yield settings, ports


async def _until_alive(port: int, process: "Popen[bytes]", log: Path) -> None:
    async with asyncio.timeout(60):
        with Connection(port) as connection:
            while True:
                try:
                    if (await connection.call("GET", "/healthz"))[0] == 200:
                        return
                except OSError:
                    assert process.poll() is None, log.read_text()
                    await asyncio.sleep(0.1)


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
async def callers(
    request: pytest.FixtureRequest, processes: tuple[Settings, list[int]]
) -> AsyncIterator[Callers]:
    """Those who ask as many processes as are wanted, by turns, with nothing counted yet."""
    settings, ports = processes
    async with pool_of(settings.database_url, size=1) as pool:
        for table in ("limit_windows", "known_sources", "pin_failures"):
            await rows(pool, f"delete from {table}")  # noqa: S608  # constants
    with closing(Callers(ports[: request.param])) as callers:
        yield callers


def address_of(at: int, many: bool) -> dict[str, str]:
    """Says where a request comes from."""
    return {"X_Forwarded_For": f"10.{at >> 8}.{at & 255}.7" if many else "192.0.2.1"}


many_addresses = pytest.mark.parametrize("many", [False, True], ids=["one address", "many addresses"])


@many_addresses
async def test_of_a_thousand_wrong_pins_of_a_report_five_are_judged(
    processes: tuple[Settings, list[int]], callers: Callers, many: bool
) -> None:
    secret = processes[0].intake_secret
    number = derive_number(secret, "guessed at")
    wrong = f"{(int(derive_pin(secret, number)) + 1) % 10**6:06}"

    async def guess(at: int) -> int:
        headers = {"Report_Pin": wrong} | address_of(at, many)
        return await callers.status(at, "GET", f"/v1/reports/{number}/track", headers)

    begun = asyncio.get_running_loop().time()
    codes = Counter(await asyncio.gather(*(guess(at) for at in range(AT_ONCE))))
    seconds = asyncio.get_running_loop().time() - begun
    # Each wait that passes meanwhile lets one more be judged: after 1 s, after 2 more, after 4 more …
    waited = sum(2**n - 1 <= seconds for n in range(1, 9))
    assert set(codes) == {401, 429}
    assert 5 <= codes[401] <= 5 + waited


async def test_of_a_thousand_wrong_pins_from_an_address_a_hundred_are_judged_and_right_ones_open(
    processes: tuple[Settings, list[int]], callers: Callers
) -> None:
    secret = processes[0].intake_secret
    numbers = [derive_number(secret, f"of many {at}") for at in range(AT_ONCE + 50)]

    async def look(at: int) -> int:
        guessed = derive_pin(secret, numbers[at]) if at >= AT_ONCE else "1"
        headers = {"Report_Pin": guessed} | address_of(at, False)
        return await callers.status(at, "GET", f"/v1/reports/{numbers[at]}/track", headers)

    codes = await asyncio.gather(*(look(at) for at in range(AT_ONCE + 50)))
    assert Counter(codes[:AT_ONCE]) == {401: 100, 429: 900}
    assert set(codes[AT_ONCE:]) == {404}  # opened: but no report has these numbers


@many_addresses
async def test_of_a_thousand_wrong_passwords_ten_a_minute_are_judged(callers: Callers, many: bool) -> None:
    async def sign_in(at: int) -> int:
        form = urlencode({"username": "pusat", "password": f"wrong-{at}"}).encode()
        return await callers.status(at, "POST", "/v1/token", address_of(at, many), form)

    begun = asyncio.get_running_loop().time()
    codes = Counter(await asyncio.gather(*(sign_in(at) for at in range(AT_ONCE))))
    minutes = int((asyncio.get_running_loop().time() - begun) // 60)
    assert set(codes) == {401, 429}
    assert 10 <= codes[401] <= 10 * (1 + minutes)


async def test_of_three_hundred_reports_from_an_address_fifty_a_second_are_taken(
    callers: Callers,
) -> None:
    form = json.dumps(FORM).encode()

    async def send(at: int) -> int:
        headers = address_of(at, False)
        return await callers.status(at, "POST", "/v1/reports", headers, form, "application/json")

    begun = asyncio.get_running_loop().time()
    codes = Counter(await asyncio.gather(*(send(at) for at in range(300))))
    seconds = asyncio.get_running_loop().time() - begun
    taken = codes.total() - codes[429]
    assert 50 <= taken <= 50 * (1 + int(seconds))
