"""The store on a folder: whole or not at all, nothing overwritten unasked, no way out of it."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import socket

import pytest

from evidence.archive import store as stores
from evidence.archive.names import NoSuchNumber, aside_name, object_name, run_name, snapshot_name
from evidence.archive.store import ForeignObject, Store, StoreAway
from tests.evidence.archive.bucket import Bucket, serving

NAME = "reports/8K/8KD2-TJZP-XGEP-D.zip"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(str(folder))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


async def test_what_is_put_is_there(store: Store, folder: Path) -> None:
    assert not await store.has(NAME)
    assert await store.get(NAME) is None
    assert await store.put(NAME, b"object")
    assert await store.has(NAME)
    assert await store.get(NAME) == b"object"
    assert _files(folder) == {NAME: b"object"}


async def test_what_is_there_is_left_unless_overwriting_is_asked_for(store: Store, folder: Path) -> None:
    await store.put(NAME, b"object")
    assert not await store.put(NAME, b"other")
    assert _files(folder) == {NAME: b"object"}
    assert await store.put(NAME, b"other", "overwrite")
    assert _files(folder) == {NAME: b"other"}


async def test_the_folder_may_be_named_by_a_url(folder: Path) -> None:
    await Store(folder.as_uri()).put(NAME, b"object")
    assert _files(folder) == {NAME: b"object"}


async def test_an_object_larger_than_ours_is_not_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await store.put(NAME, b"object")
    monkeypatch.setattr(stores, "SIZE", 5)
    with pytest.raises(ForeignObject, match="6 bytes"):
        await store.get(NAME)


async def test_what_is_no_file_is_not_opened(store: Store, folder: Path) -> None:
    """Opening the pipe would wait for ever."""
    (folder / NAME).parent.mkdir(parents=True)
    for made in (os.mkfifo, lambda path: path.symlink_to(path), lambda path: path.symlink_to("/dev/zero")):
        made(folder / NAME)
        with pytest.raises(ForeignObject, match="is no file"):
            await store.get(NAME)
        (folder / NAME).unlink()


async def test_a_folder_that_cannot_be_made_is_told_and_found_once_it_can(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    store = Store(str(tmp_path / "taken" / "archive"))
    for call in (store.put(NAME, b"object"), store.get(NAME), store.has(NAME)):
        with pytest.raises(StoreAway):
            await call
    (tmp_path / "taken").unlink()
    assert await store.put(NAME, b"object")


async def test_a_folder_in_an_object_s_place_is_told(store: Store, folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)
    assert await store.get(NAME) is None
    with pytest.raises(StoreAway):
        await store.put(NAME, b"object", "overwrite")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with serving() as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


async def test_a_bucket_is_a_store_like_a_folder(bucket: Bucket) -> None:
    store = Store("s3://arsip/tuntas")
    assert not await store.has(NAME)
    assert await store.get(NAME) is None
    assert await store.put(NAME, b"object")
    assert not await store.put(NAME, b"other")
    assert await store.get(NAME) == b"object"
    assert await store.put(NAME, b"other", "overwrite")
    assert await store.has(NAME)
    assert bucket.objects == {f"/arsip/tuntas/{NAME}": b"other"}


async def test_a_bucket_that_is_away_or_never_was_is_told(bucket: Bucket) -> None:
    with pytest.raises(StoreAway, match="no such bucket"):
        await Store("s3://elsewhere/tuntas").put(NAME, b"object")
    bucket.broken = True
    store = Store("s3://arsip/tuntas")
    for call in (store.put(NAME, b"object"), store.get(NAME), store.has(NAME)):
        with pytest.raises(StoreAway, match="after 2 retries"):
            await call
    bucket.broken = False
    assert await store.put(NAME, b"object")


async def test_a_store_that_nobody_serves_is_told(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    store = Store("s3://arsip/tuntas")
    for call in (store.put(NAME, b"object"), store.get(NAME), store.has(NAME)):
        with pytest.raises(StoreAway, match="error sending request"):
            await call


async def test_a_store_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "PATIENCE", 0.1)
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for name, value in Bucket(silent.getsockname()[1]).environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(StoreAway, match="does not answer"):
            await Store("s3://arsip/tuntas").get(NAME)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = ("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place))
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk, and not everywhere")
    yield place
    subprocess.run(["umount", str(place)], check=True)


async def test_a_full_disk_leaves_what_was_there_and_nothing_half_written(small_disk: Path) -> None:
    store = Store(str(small_disk / "archive"))
    await store.put(NAME, b"object")
    for mode, name in (("create", "reports/8K/OTHER.zip"), ("overwrite", NAME)):
        with pytest.raises(StoreAway, match="No space left"):
            await store.put(name, os.urandom(200_000), mode)  # type: ignore[arg-type]  # one of two
    assert _files(small_disk) == {f"archive/{NAME}": b"object"}


@pytest.mark.parametrize(
    "number",
    ["", "..", "../../etc/passwd", "/etc/passwd", "8KD2/../X", "8KD2-\0", "8kd2-tjzp", "8KD2.", "A B C",
     "É123", "8KD2\n", "%2e%2e%2f", "8KD2#1", "X" * 65],
)  # fmt: skip
def test_what_is_no_number_of_a_report_becomes_no_name(number: str) -> None:
    names: tuple[Callable[[], str], ...] = (
        lambda: object_name(number),
        lambda: aside_name(number, "0" * 64),
        lambda: snapshot_name(number, 3, "0" * 64),
        lambda: run_name(number, "0f1e2d3c-0000-4000-8000-000000000000"),
    )
    for named in names:
        with pytest.raises(NoSuchNumber):
            named()


def test_what_is_no_run_becomes_no_name() -> None:
    for run in ("", "../x", "a/b", "0f1e\0"):
        with pytest.raises(NoSuchNumber):
            run_name("8KD2-TJZP-XGEP-D", run)


def test_names_are_these() -> None:
    number = "8KD2-TJZP-XGEP-D"
    assert object_name(number) == "reports/8K/8KD2-TJZP-XGEP-D.zip"
    assert aside_name(number, "ab" * 32) == f"aside/8K/8KD2-TJZP-XGEP-D.{'ab' * 32}.zip"
    assert snapshot_name(number, 3, "ab" * 32) == "snapshots/8K/8KD2-TJZP-XGEP-D/000003-abababababababab.zip"
    run = "0f1e2d3c-0000-4000-8000-000000000000"
    assert run_name(number, run) == f"runs/8K/8KD2-TJZP-XGEP-D/{run}.pb.z"
