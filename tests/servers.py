"""The servers of a test run, in a process of their own that ends with the run, whatever ends it.

`ServersOfRun` is the run's end of it. The process waits for the end of its standard input: the kernel closes
it when the run ends, also when the run is killed. Then it ends every process that the run or its workers
started and left (they are known by the environment they inherited), both servers, and removes the folder.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from runtime.ports import free_port
from runtime.postgres import EmbeddedPostgres
from runtime.processes import end_program, launch_program, still_running
from runtime.temporal_server import EmbeddedTemporal

RUN = "RUN_OF_TESTS"
"""The variable that all processes of a run inherit: its folder, then those of the runs it is part of."""

PATIENCE = 10.0  # seconds for processes that were left to end by themselves


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers of a run, which have their files and logs in `folder`."""

    folder: Path

    @property
    def postgres(self) -> EmbeddedPostgres:
        """A server without data worth a sync; databases are many and short-lived, so nothing is vacuumed."""
        options = {"fsync": "off", "max_connections": "400", "autovacuum": "off"}
        return EmbeddedPostgres(self.folder / "pg", options=options)

    def temporal(self, namespace: str = "tuntas") -> EmbeddedTemporal:
        """A server in memory, as seen from `namespace`."""
        # Otherwise it takes half a minute until a workflow that was deleted is gone.
        soon = ("--dynamic-config-value", 'history.transferProcessorUpdateAckInterval="1s"')
        port = int((self.folder / "port").read_text())
        return EmbeddedTemporal(port, namespace=namespace, ui=False, options=soon)


class ServersOfRun:
    """Starts the servers; `end` ends them, and so does the end of this process."""

    def __init__(self) -> None:
        self.servers = Servers(Path(tempfile.mkdtemp(prefix="tuntas-")))  # a short path: sockets' are limited
        (self.servers.folder / "port").write_text(str(free_port()))
        os.environ[RUN] = " ".join([str(self.servers.folder), *os.environ.get(RUN, "").split()])
        with (self.servers.folder / "servers.txt").open("wb") as output:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "tests.servers", str(self.servers.folder)),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is not for it
            )

    @property
    def pid(self) -> int:
        """The process that runs the servers."""
        return self._process.pid

    def end(self) -> None:
        """Wait until the servers, and what the run left, have ended."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(2 * PATIENCE + 30)
        os.environ[RUN] = " ".join(os.environ[RUN].split()[1:])


def servers_of_run() -> Servers | None:
    """The servers of the run that started this process; null where there are none."""
    runs = os.environ.get(RUN, "").split()
    return Servers(Path(runs[0])) if runs else None


def serve(servers: Servers) -> None:
    """Run both servers until the standard input ends, then end the run's processes and the servers."""
    del os.environ[RUN]  # the servers outlive what else the run started
    # Handlers, not SIG_IGN: the servers would inherit that.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    temporal, postgres = servers.temporal().program(), servers.postgres
    started = []
    try:
        started.append((launch_program(temporal, servers.folder / "temporal.log"), temporal))
        postgres.prepare()
        started.append(
            (launch_program(postgres.program(), servers.folder / "postgres.log"), postgres.program())
        )
        sys.stdin.buffer.read()
    finally:
        end_processes_of(servers.folder)
        for process, program in started:
            end_program(process, program, PATIENCE)
        shutil.rmtree(servers.folder, ignore_errors=True)


def end_processes_of(run: Path) -> None:
    """Ask the processes of the run whose folder is `run` to end; kill what is left after `PATIENCE`."""
    for process in (left := list(_processes_of(run))):
        with suppress(psutil.Error):
            process.terminate()
    still_running(left, PATIENCE)
    limit = time.monotonic() + PATIENCE
    while (left := list(_processes_of(run))) and time.monotonic() < limit:  # they may still start others
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        still_running(left, 1)


def _processes_of(run: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != os.getpid() and str(run) in process.environ().get(RUN, "").split():
                yield process


if __name__ == "__main__":
    serve(Servers(Path(sys.argv[1])))
