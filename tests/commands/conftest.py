"""The commands, as an operator calls them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from records.installation.setup import prepare_database
from runtime.settings import Settings
from tests.api import conftest as api
from tests.commands.forked import run_forked

Tuntas = Callable[..., "subprocess.CompletedProcess[str]"]

settings, task_queue, app = api.settings, api.task_queue, api.app
services, http, people = api.services, api.http, api.people
"""Whoever sends reports in and decides on them, for the commands that speak of reports."""


@pytest.fixture(scope="module")
async def prepared(settings: Settings) -> None:
    """A record with the shipped decrees, all calendars, and the demo directory."""
    await prepare_database(settings)


@pytest.fixture(scope="module")
def tuntas(settings: Settings) -> Tuntas:
    """Calls `tuntas` with this module's database in force, in a process that need not import it first."""

    def call(*arguments: str, typed: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        env = {**os.environ, **settings.environment(), **more}
        return run_forked(arguments, typed, env, Path.cwd())

    return call


@pytest.fixture(scope="module")
def started_tuntas(settings: Settings) -> Tuntas:
    """The same, started as an operator's shell starts it."""

    def call(*arguments: str, typed: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        env = {**os.environ, **settings.environment(), **more}
        return subprocess.run(
            command(*arguments), input=typed, env=env, capture_output=True, text=True, check=False
        )

    return call


def command(*arguments: str) -> tuple[str, ...]:
    """How `tuntas` is called."""
    return (sys.executable, "-P", "-m", "cli", *arguments)


def told(answer: "subprocess.CompletedProcess[str]") -> tuple[int, str]:
    """The exit code, and what was said."""
    return answer.returncode, answer.stdout + answer.stderr
