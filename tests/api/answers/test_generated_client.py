"""A client generated from the API's document: it type-checks, and the README's tour can be played with it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from temporalio.client import Client

from runtime.settings import Settings
from tests.api.decreeing import retiming_worker
from tests.api.served import served

TOUR = Path(__file__).with_name("tour_client.py")
CONFIGURATION = {
    "post_hooks": [],  # it is not for people to read
    "content_type_overrides": {
        "application/pdf": "application/octet-stream",
        "application/zip": "application/octet-stream",
        "text/calendar": "application/octet-stream",
        "text/csv": "application/octet-stream",
    },
}


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that re-times too, as fast as it can."""
    async with retiming_worker(settings, temporal_client, rest=0) as name:
        yield name


async def run(*command: str | Path, **environment: str) -> tuple[int | None, str]:
    """The exit code of a Python module or program, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **environment},
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


@pytest.fixture(scope="module")
async def generated(app: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package `tuntas_client`; nothing of the document was left out of it."""
    folder = tmp_path_factory.mktemp("generated")
    document, configuration = folder / "openapi.json", folder / "configuration.json"
    document.write_text(json.dumps(app.openapi()), encoding="utf-8")
    configuration.write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    package = folder / "client" / "tuntas_client"
    code, told = await run(
        *("-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"),
        *("--path", document, "--config", configuration, "--output-path", package),
    )
    assert code == 0, told
    (package / "py.typed").touch()
    return package.parent


async def test_the_client_and_the_tour_by_it_type_check(generated: Path, tmp_path: Path) -> None:
    code, told = await run(
        *("-m", "mypy", "--strict", "--config-file=", "--cache-dir", tmp_path, "-p", "tuntas_client"),
        *("-m", TOUR.stem),
        MYPYPATH=f"{generated}{os.pathsep}{TOUR.parent}",
    )
    assert code == 0, told


async def test_the_tour_can_be_played_with_the_client(
    generated: Path, app: FastAPI, settings: Settings
) -> None:
    assert settings.demo_password is not None
    async with served(app) as port:
        address = f"http://127.0.0.1:{port}"
        code, told = await run(TOUR, address, settings.demo_password, PYTHONPATH=str(generated))
    assert code == 0, told
