"""A Temporal server of our own, for one-machine use: the real server and its web page, on one SQLite file."""

import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from runtime.ports import LOOPBACK
from runtime.processes import Program, still_running


@dataclass(frozen=True, slots=True)
class EmbeddedTemporal:
    """Temporal on the loopback interface, `file` its whole memory (null: it forgets when it ends)."""

    port: int
    file: Path | None = None
    namespace: str = "tuntas"
    ui: bool = True
    synced: bool = False  # each write to the file reaches the disk before it counts as done
    options: tuple[str, ...] = ()  # further arguments, for tests

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_port(self) -> int:
        return self.port + 1000

    def program(self) -> Program:
        """How to run the server; `prepare` comes first, each time."""
        place = ("--ip", LOOPBACK, "--port", str(self.port), "--namespace", self.namespace)
        page = ("--ui-port", str(self.ui_port), "--ui-disable-news-fetch") if self.ui else ("--headless",)
        # Measured: a write-ahead log, synced at checkpoints, doubles the throughput on a file. Unless
        # `synced`, a crash of the machine may lose the last instants; a crash of a process loses nothing.
        synchronous = f"synchronous={2 if self.synced else 1}"
        pragmas = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", synchronous)
        memory = ("--db-filename", str(self.file), *pragmas) if self.file else ()
        log = ("--log-level", "warn", "--log-format", "json")
        # Ten by default: whoever comes eleventh is refused, and that makes the server drop the workflow task
        # that is under way. Fifty people on one report should find it slow, not refusing.
        updates = ("--dynamic-config-value", "history.maxInFlightUpdates=100")
        command = (find_tool("temporal"), "server", "start-dev", *place, *page, *memory, *log, *updates)
        command += self.options
        return Program("temporal", command, prepare=self.prepare)

    def prepare(self) -> None:
        """End whatever else runs on our file: two servers on one would spoil it."""
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        left = [process for process in psutil.process_iter(["cmdline"]) if self._is_ours(process)]
        for process in left:
            with suppress(psutil.Error):
                process.terminate()
        for process in still_running(left, 10):
            with suppress(psutil.Error):
                process.kill()
            still_running([process], 5)

    async def answers(self) -> bool:
        """Whether the server serves its namespace now."""
        from temporalio.client import Client  # here: it takes long, and settings name this class
        from temporalio.service import RPCError

        try:
            client = await Client.connect(self.address, namespace=self.namespace)
            return await client.service_client.check_health()
        except (RuntimeError, RPCError):  # the library raises the first where nobody listens
            return False

    def _is_ours(self, process: psutil.Process) -> bool:
        command = process.info["cmdline"] or []
        return "start-dev" in command and "--db-filename" in command and str(self.file) in command


def find_tool(name: str) -> str:
    """The path of a program that came with our packages, or is installed on the machine."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"the program {name!r} is neither beside {sys.executable} nor on the PATH")
    return found
