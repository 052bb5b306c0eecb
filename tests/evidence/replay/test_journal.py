"""The journal of an audit: gone on with wherever it was cut off, and never taken for another's."""

import json
import os
import resource
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.replay.findings import Finding, Verdict
from evidence.replay.journal import JournalNotWritten, JournalRefused, open_journal
from evidence.replay.selection import Selection
from runtime.release import CODE

ALL = Selection()
KEMENKES = Selection(agency="kemenkes", first=date(2026, 10, 1), last=date(2026, 10, 31))
FINE = Verdict.of("T1", "history", 6, 28, ())
OTHER = Verdict.of("T2", "archive", 5, 20, [Finding("record_differs", "fact_missing", fact=3)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a journal may be."""
    return tmp_path / "audit.jsonl"


def lines(file: Path) -> list[dict[str, object]]:
    """What it says."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_it_begins_with_the_selection_and_has_a_line_for_each_verdict(file: Path) -> None:
    with open_journal(file, KEMENKES) as journal:
        journal.add(FINE)
        journal.add(OTHER)
    assert lines(file) == [
        {
            "selection": {"only": [], "agency": "kemenkes", "from": "2026-10-01", "to": "2026-10-31"},
            "code": CODE,
        },
        FINE.wire(),
        OTHER.wire(),
    ]
    with open_journal(file, KEMENKES) as again:
        assert again.done == {"T1": "identical", "T2": "record_differs"}


@given(cut=st.integers(min_value=0, max_value=600))
def test_wherever_it_was_cut_off_it_is_gone_on_with(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    file = tmp_path_factory.mktemp("cut") / "audit.jsonl"
    with open_journal(file, ALL) as journal:
        journal.add(FINE)
        journal.add(OTHER)
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    with open_journal(file, ALL) as journal:
        for verdict in (FINE, OTHER):
            if verdict.report not in journal.done:
                journal.add(verdict)
    assert file.read_bytes() == whole


def test_one_of_another_selection_is_refused_and_stays_as_it_is(file: Path) -> None:
    with open_journal(file, KEMENKES) as journal:
        journal.add(FINE)
    before = file.read_bytes()
    with pytest.raises(JournalRefused, match="another selection"), open_journal(file, ALL):
        pass
    assert file.read_bytes() == before


BEGUN = json.dumps({"selection": ALL.wire(), "code": CODE}) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        "hello",
        "hello\n",
        "[1]\n",
        "{}\n",
        '{"selection": 1}\nhello\n',
        json.dumps({"selection": ALL.wire()}) + "\n",
        BEGUN + "{}\n",
        BEGUN + '{"report": null, "verdict": "identical"}\n',
        BEGUN + '{"report": "T1", "verdict": "fine"}\n',
        BEGUN + '{"report": "T1", "verdict": ["identical"]}\n',
        BEGUN + '{"code": 1}\n',
    ],
)
def test_what_is_no_journal_is_refused_and_stays_as_it_is(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(JournalRefused), open_journal(file, ALL):
        pass
    assert file.read_text() == content


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full", "/dev/null"])
def test_what_is_no_file_is_refused(device: str) -> None:
    with pytest.raises(JournalRefused, match="is no file"), open_journal(Path(device), ALL):
        pass


def test_nobody_waits_for_a_pipe_to_be_read(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(JournalNotWritten, match="can't be opened"), open_journal(file, ALL):
        pass
    reading = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(JournalRefused, match="is no file"), open_journal(file, ALL):
        pass
    os.close(reading)


def test_what_another_code_found_stands_and_is_said_to_be_its(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_journal(file, ALL) as journal:
        journal.add(FINE)
    assert journal.others == []
    newer = {"version": "99", "commit": "0123456789ab"}
    monkeypatch.setattr("evidence.replay.journal.CODE", newer)
    for _ in range(2):
        with open_journal(file, ALL) as journal:
            assert (journal.done, journal.others) == ({"T1": "identical"}, [CODE])
    with open_journal(file, ALL) as journal:
        journal.add(OTHER)
    assert lines(file)[1:] == [FINE.wire(), {"code": newer}, OTHER.wire()]


def test_two_audits_never_write_in_one(file: Path) -> None:
    with (
        open_journal(file, ALL),
        pytest.raises(JournalRefused, match="another audit"),
        open_journal(file, ALL),
    ):
        pass
    with open_journal(file, ALL):
        pass


@pytest.mark.parametrize("room", [0, 40])
def test_without_room_on_the_disk_it_says_so_and_is_gone_on_with_later(file: Path, room: int) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with open_journal(file, ALL) as journal:
        journal.add(FINE)
        whole = file.read_bytes()
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + room, limits[1]))
        try:
            with pytest.raises(JournalNotWritten, match="can't be written"):
                journal.add(OTHER)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    with open_journal(file, ALL) as journal:
        assert (journal.done, file.read_bytes()) == ({"T1": "identical"}, whole)


def test_a_file_that_can_not_be_opened_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(JournalNotWritten, match="can't be opened: No such file"),
        open_journal(tmp_path / "nowhere" / "x", ALL),
    ):
        pass
