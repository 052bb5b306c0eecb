"""The demo: a system of its own under the policy `drill`, and four reports played to their ends over HTTP.

It is a client of the API like any other. Nothing else may depend on it.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.live import Live

from runtime.demo import timeline
from runtime.demo.office import NotAsTold, Office, Report, open_office
from runtime.demo.stories import STORIES, Story
from runtime.one_machine import bring_up, ending_on_signals
from runtime.ports import LOOPBACK, free_port
from runtime.settings import Settings
from runtime.supervisor import Supervisor

__all__ = ["NotAsTold", "demo"]

BEAT = 0.25  # seconds between two looks at the clocks
WIDEST = 130  # characters, where no terminal says how many it has


async def demo() -> None:
    """Plays it and leaves neither process nor file. Raises NotAsTold, or what `bring_up` raises."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDEST)
    with TemporaryDirectory(prefix="tuntas-demo-") as folder:
        settings = _settings(Path(folder))
        async with Supervisor(settings.data_dir / "run", settings.data_dir / "logs", console.log) as servers:
            life = asyncio.ensure_future(_played(console, settings, servers))
            with ending_on_signals(life, servers):
                try:
                    await life
                except asyncio.CancelledError:
                    console.print("ending")


async def _played(console: Console, settings: Settings, servers: Supervisor) -> None:
    console.print("A system of its own starts; then four reports are played, for about half a minute.")
    with console.status("PostgreSQL, Temporal, worker, API …"):
        await bring_up(settings, servers)
    url = f"http://{LOOPBACK}:{settings.http_port}"
    async with open_office(url, str(settings.demo_password)) as office:
        async with _shown_live(console) as reports:
            await asyncio.gather(*(_play(office, story, reports) for story in STORIES))
        reports.sort(key=lambda report: report.title)
        for report in reports:
            console.print(timeline.facts_table(report, await office.facts(report)), "")
        console.print(timeline.summary_table([await office.figures(report) for report in reports]))


async def _play(office: Office, story: Story, reports: list[Report]) -> None:
    report = await office.submit(story.title, story.submission)
    reports.append(report)
    await story.play(report)
    report.doing = "waiting for its end"
    await report.until_ended()
    report.doing = "done"


@asynccontextmanager
async def _shown_live(console: Console) -> AsyncIterator[list[Report]]:
    """A list; what is put into it is shown, on a terminal, as it stands until the block ends."""
    reports: list[Report] = []
    with Live(console=console, auto_refresh=False, transient=True) as live:
        showing = asyncio.create_task(_show(live, reports))
        try:
            yield reports
        finally:
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await showing


async def _show(live: Live, reports: Sequence[Report]) -> None:
    while True:
        live.update(timeline.standing_table(reports), refresh=True)
        await asyncio.sleep(BEAT)


def _settings(folder: Path) -> Settings:
    """Everything anew in `folder`, on free ports. Settings of another installation must not reach it."""
    for name in [name for name in os.environ if name.startswith(("TUNTAS_", "TEMPORAL_"))]:
        del os.environ[name]
    return Settings.of_environment(
        {
            "TUNTAS_DATA_DIR": str(folder),
            "TUNTAS_HTTP_PORT": str(free_port()),
            "TUNTAS_TEMPORAL_PORT": str(_port_below_a_free_one()),
            "TUNTAS_POLICY": "drill",
            "TUNTAS_DEV": "1",
            "TUNTAS_DEMO_PASSWORD": secrets.token_urlsafe(9),
        }
    )


def _port_below_a_free_one() -> int:
    """Temporal's web page takes the port 1000 above."""
    return next(port for _ in range(100) if 2024 < (port := free_port()) < 64000)
