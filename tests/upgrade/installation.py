"""An installation as a fixture: its data folder, with the record as SQL instead of a server's files."""

import lzma
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from runtime.postgres import EmbeddedPostgres, wait_until_answers
from tests.conftest import running

FILES, RECORD, ENGINE = "files.tar.xz", "record.sql.xz", "temporal.db.xz"
KEPT = ("secrets", "archive", "messages", "taken")
"""Of the data folder, what is kept as it is. `taken`: what an auditor took away before the upgrade."""
DUMP = ("--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500", "--restrict-key=upgrade")


def pack(folder: Path, fixture: Path) -> None:
    """Packs the data folder of an installation that has ended."""
    with tarfile.open(fixture / FILES, "w:xz") as archive:
        for name in KEPT:
            archive.add(folder / name, name, filter=_anonymous)
    with closing(sqlite3.connect(folder / "temporal.db")) as engine:
        engine.execute("pragma wal_checkpoint(truncate)")
        engine.execute("pragma journal_mode = delete")
        engine.execute("vacuum")
    _compress((folder / "temporal.db").read_bytes(), fixture / ENGINE)
    with _postgres(folder) as server:
        dump = (_program(server, "pg_dump"), *DUMP, server.url())
        _compress(subprocess.run(dump, check=True, capture_output=True).stdout, fixture / RECORD)


def unpack(fixture: Path, folder: Path) -> None:
    """Makes the data folder anew, on which `tuntas` may begin then."""
    with tarfile.open(fixture / FILES) as archive:
        archive.extractall(folder, filter="data")
    for secret in (folder / "secrets").iterdir():
        secret.chmod(0o600)
    (folder / "temporal.db").write_bytes(lzma.decompress((fixture / ENGINE).read_bytes()))
    with _postgres(folder) as server:
        restore = (_program(server, "psql"), "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1")
        sql = lzma.decompress((fixture / RECORD).read_bytes())
        url = server.make_database()
        subprocess.run((*restore, url), input=sql, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    """The data folder's own server, while nothing else of the product runs."""
    server = EmbeddedPostgres(folder / "postgres", folder / "logs" / "postgres")
    server.prepare()
    with running(server.program(), folder / "logs" / "postgres.log") as process:
        wait_until_answers(server, process)
        yield server


def _program(server: EmbeddedPostgres, name: str) -> str:
    """A program that lies beside the server's own."""
    return str(Path(server.program().command[0]).with_name(name))


def _compress(content: bytes, file: Path) -> None:
    file.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member without whoever made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
