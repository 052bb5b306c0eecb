"""The commands of README and tour, run as they stand there, with their answers; and what the guides list."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from temporalio.client import Client

from api.routes.decrees import EXAMPLE
from calendars import CalendarError, Decree, shipped_decrees
from calendars.ical import CalendarFileError
from records.decrees.calendar_views import BeyondHorizon, UnknownCalendar, UnknownVersion
from records.decrees.errors import DecreeRefused
from runtime.ports import LOOPBACK, free_port
from runtime.settings import Settings
from tests.api.decreeing import retiming_worker
from tests.api.people import People

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
ON_THE_DRILL = "## Watch deadlines lapse"
"""The tour's section that needs a server under another policy."""
STEP = re.compile(r"```sh\n(.*?)```\n(?:```(?:json|text)\n(.*?)```\n)?", re.DOTALL)
TUNTAS = f"{sys.executable} -P -m cli"
END = "-- end of the step --"
DIFFERS = (
    (r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", "NUMBER"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "INSTANT"),
    (r'"(?:old_|new_)?due_on": ?"\d{4}-\d\d-\d\d"', "DAY"),
    (r'"pin": ?"\d{6}"', "PIN"),
    (r'"events":\d\d\b', "EVENTS"),
    (r"\b[0-9a-f]{12}\b", "DIGEST"),
)


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that re-times too, as fast as it can."""
    async with retiming_worker(settings, temporal_client, rest=0) as name:
        yield name


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the API is served over HTTP proper."""
    port = free_port()
    config = uvicorn.Config(app, host=LOOPBACK, port=port, lifespan="off", log_config=None, ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://{LOOPBACK}:{port}"
    server.should_exit = True
    await serving


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="the tour uses curl and jq")
@pytest.mark.parametrize(
    ("page", "least"), [(README, 3), (TOUR.split(ON_THE_DRILL)[0], 17)], ids=["readme", "tour"]
)
async def test_every_command_answers_as_the_page_says(
    page: str, least: int, address: str, settings: Settings
) -> None:
    steps = [(commands, answer) for commands, answer in STEP.findall(page) if answer]
    assert len(steps) >= least
    definitions = f"API={address}\nPASSWORD={settings.demo_password}\njson='Content-Type: application/json'\n"
    script = definitions + "".join(f"{commands}echo '{END}'\n" for commands, _ in steps)
    told = (await _run(script.replace(".venv/bin/tuntas", TUNTAS), settings)).split(f"{END}\n")
    for (commands, expected), answer in zip(steps, told, strict=False):
        assert _alike(answer) == _alike(expected), commands


async def _run(script: str, settings: Settings) -> str:
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        script,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **settings.environment()},
    )
    output, _ = await shell.communicate()
    assert shell.returncode == 0, output.decode()
    return output.decode()


def _alike(text: str) -> str:
    """The text without what differs each time."""
    for pattern, name in DIFFERS:
        text = re.sub(pattern, name, text)
    return text


async def test_the_integrators_guide_verifies_a_chain_and_finds_a_change(people: People) -> None:
    guide = (ROOT / "docs" / "integrators.md").read_text(encoding="utf-8")
    verify = guide.split("```python\n")[1].split("```")[0]
    report = await people.submit()
    await report.forward()
    facts = (await report.get("auditor", "/facts", form="sealed")).text
    assert await _verified(verify, report.number, facts) == ""
    changed = facts.replace("complaint", "aspiration")
    assert "fact 1 was changed" in await _verified(verify, report.number, changed)


async def _verified(program: str, number: str, facts: str) -> str:
    """What the program complains of."""
    command = (sys.executable, "-c", program, number)
    asked = partial(subprocess.run, command, input=facts, capture_output=True, text=True, check=False)
    return (await asyncio.to_thread(asked)).stderr


async def test_the_integrators_guide_reads_the_names_of_days_out_of_a_fact(people: People) -> None:
    guide = (ROOT / "docs" / "integrators.md").read_text(encoding="utf-8")
    program = guide.split("```python\n")[2].split("```")[0]
    facts = await (await people.submit()).facts()
    found = {"calendar": facts[0]["data"]["centre"]["calendar"]}
    exec(program, found)  # noqa: S102  # ours
    assert found["names"]["SKB 1497/2025, 2/2025, 5/2025"]["2026-12-25"] == "Kelahiran Yesus Kristus (Natal)"


def test_the_integrators_guide_names_every_refusal_of_decrees_and_calendars() -> None:
    guide = (ROOT / "docs" / "integrators.md").read_text(encoding="utf-8")
    kinds: set[type[Any]] = {*every(CalendarError), *every(DecreeRefused)}
    kinds |= {BeyondHorizon, UnknownCalendar, UnknownVersion}
    codes = {kind.code for kind in kinds} - {DecreeRefused.code, CalendarFileError.code}
    assert {code for code in codes if f"`{code}`" not in guide} == set()


def test_the_operators_guide_enters_decrees_that_can_be_entered() -> None:
    guide = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    decrees = [
        Decree.model_validate_json(text) for text in re.findall(r"```json\n(.*?)```", guide, re.DOTALL)
    ]
    shipped = {each.number for each in shipped_decrees()}
    for decree in (*decrees, Decree.model_validate(EXAMPLE)):
        decree.check(date(2026, 11, 24))
        assert decree.number not in shipped, "it would be refused as another content of that number"
    (typed,) = re.findall(r'decree import .*--number "([^"]+)"', guide)
    assert not any(number.startswith(typed) for number in shipped)
    assert [bool(decree.six_day_week) for decree in decrees] == [False, True]


def every(kind: type[Any]) -> set[type[Any]]:
    """All that are of that kind, but for itself."""
    below = set(kind.__subclasses__())
    return below.union(*map(every, below))


def test_the_table_of_settings_is_complete() -> None:
    named = set(re.findall(r"`((?:TUNTAS|TEMPORAL)_[A-Z_]+)`", SETTINGS))
    special = {"temporal_address": "TEMPORAL_ADDRESS", "temporal_namespace": "TEMPORAL_NAMESPACE"}
    known = {special.get(name, f"TUNTAS_{name.upper()}") for name in Settings.model_fields}
    assert known - named == set()
    assert {name for name in named if name.startswith("TUNTAS_")} - known == {"TUNTAS_COMMIT"}
