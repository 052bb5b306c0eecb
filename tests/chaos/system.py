"""`tuntas dev` as a process of its own, and ways to hurt its children: kill them, or take them away."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from runtime.ports import free_port, require_free
from runtime.settings import Settings

PROGRAMS = ("worker", "api", "temporal", "postgres")
UP = 90.0  # seconds until everything answers
PASSWORD = "chaos-password"


class System:
    """The whole product on `folder`. Only processes that it started itself are ever touched.

    `python` is the interpreter that runs it: that of another checkout's environment for another release.
    """

    def __init__(
        self, folder: Path, policy: Path | str, *, python: Path | str = sys.executable, **settings: str
    ) -> None:
        temporal = next(port for port in iter(free_port, None) if port < 60000)
        self.folder = folder
        self.command = (str(python), "-P", "-m", "cli")
        self.environment = {
            **os.environ,
            "TUNTAS_DATA_DIR": str(folder),
            "TUNTAS_POLICY": str(policy),
            "TUNTAS_HTTP_PORT": str(free_port()),
            "TUNTAS_TEMPORAL_PORT": str(temporal),
            "TUNTAS_DEMO_PASSWORD": PASSWORD,
            **settings,
        }
        self.settings = Settings.of_environment(self.environment)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://127.0.0.1:{self.settings.http_port}"

    async def begin(self) -> None:
        """Starts everything and waits until it is ready."""
        self.process = self._launch()
        await self.ready()

    def _launch(self) -> "subprocess.Popen[bytes]":
        with (self.folder / "printed").open("ab") as output:
            return subprocess.Popen(
                (*self.command, "dev"), env=self.environment, stderr=output, start_new_session=True
            )

    async def ready(self) -> None:
        """Waits until everything is ready."""
        limit = time.monotonic() + UP
        async with httpx.AsyncClient(base_url=self.url, timeout=5) as client:
            while not await self._is_ready(client):
                assert self.process is not None
                assert self.process.poll() is None, self.last_words()
                assert time.monotonic() < limit, self.last_words()
                await asyncio.sleep(0.1)

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        with suppress(httpx.TransportError):
            return (await client.get("/readyz")).is_success
        return False

    def child(self, name: str) -> psutil.Process | None:
        """The child that runs as `name` now; null while it is being started anew."""
        assert self.process is not None
        with suppress(psutil.Error, FileNotFoundError, ValueError):
            trace: Mapping[str, int] = json.loads((self.folder / "run" / f"{name}.json").read_text())
            process = psutil.Process(trace["pid"])
            if process.ppid() == self.process.pid and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None

    async def kill(self, name: str) -> int:
        """kill -9, as soon as there is a process to kill; returns its id."""
        limit = time.monotonic() + UP
        while (process := self.child(name)) is None:
            assert time.monotonic() < limit, f"{name} did not come back\n{self.last_words()}"
            await asyncio.sleep(0.05)
        process.kill()
        return process.pid

    @contextmanager
    def without_postgres(self) -> Iterator[None]:
        """PostgreSQL neither answers nor ends, so that nobody starts it again."""
        server = self.child("postgres")
        assert server is not None
        server.suspend()  # first, so that it begets no more
        everyone = [server, *server.children(recursive=True)]
        for process in everyone:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        try:
            yield
        finally:
            for process in reversed(everyone):
                with suppress(psutil.NoSuchProcess):
                    process.resume()

    async def tool(self, *arguments: str) -> tuple[int, str]:
        """Runs `tuntas` with those arguments beside it; returns its exit code and what it printed."""
        tool = await asyncio.create_subprocess_exec(
            *self.command,
            *arguments,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await tool.communicate()
        return tool.returncode or 0, printed.decode()

    async def interrupt(self, patience: float = 60) -> int:
        """Ctrl-C; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return await asyncio.to_thread(self.process.wait, patience)

    def left(self) -> list[str]:
        """Every process that has to do with our folder: by its environment, command line or place."""
        return [
            f"{process.pid} {' '.join(process.cmdline())}"
            for process in psutil.process_iter()
            if self._ours(process)
        ]

    def _ours(self, process: psutil.Process) -> bool:
        folder = str(self.folder)
        with suppress(psutil.Error):
            if process.pid == os.getpid():
                return False
            if process.environ().get("TUNTAS_DATA_DIR") == folder or process.cwd().startswith(folder):
                return True
            return any(folder in word for word in process.cmdline())
        return False

    def require_free_ports(self) -> None:
        """Raises PortTaken unless all three ports can be had again."""
        require_free(self.settings.http_port, "TUNTAS_HTTP_PORT")
        require_free(self.settings.temporal_port, "TUNTAS_TEMPORAL_PORT")
        require_free(self.settings.temporal_port + 1000, "TUNTAS_TEMPORAL_PORT + 1000")

    def end(self) -> None:
        """The last resort: whatever is left is killed, and nothing else."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for process in psutil.process_iter():
            if self._ours(process):
                with suppress(psutil.Error):
                    process.kill()

    def last_words(self, lines: int = 12) -> str:
        """The ends of all logs."""
        logs = [self.folder / "printed", *sorted((self.folder / "logs").glob("*.log"))]
        return "\n".join(
            f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
            for log in logs
            if log.exists()
        )
