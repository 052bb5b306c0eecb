"""One of something is told in the singular, by every command that counts."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest

from commands import accesses, audit, rebuild
from evidence.accesses.check import CheckedChain
from evidence.rebuild.from_histories import Outcome
from fields.plurals import plural


@pytest.mark.parametrize(
    ("number", "what", "told"),
    [
        (0, "report", "0 reports"),
        (1, "report", "1 report"),
        (2, "report", "2 reports"),
        (1, "entry", "1 entry"),
        (3, "entry", "3 entries"),
        (2, "process", "2 processes"),
        (2, "open report", "2 open reports"),
    ],
)
def test_things_are_counted_in_english(number: int, what: str, told: str) -> None:
    assert plural(number, what) == told


def test_one_report_replayed_is_one_report(capsys: pytest.CaptureFixture[str]) -> None:
    bulk = cast("Any", SimpleNamespace(counted=Counter(identical=1), not_judged=0))
    audit._sum_up(bulk, 0.5, machine=False)
    assert capsys.readouterr().out == "1 report in 0.5 s: 1 identical\n"


def test_one_report_rebuilt_is_one_report() -> None:
    assert "1 report, 1 fact, 1.0 s: 1 reports/s" in rebuild._as_text(
        Outcome(reports=1, facts=1, seconds=1.0, untold=1, past_retention=1)
    )


@pytest.mark.parametrize(("entries", "told"), [(1, "1 entry, all"), (2, "2 entries, all")])
def test_entries_of_the_access_ledger_are_counted(entries: int, told: str) -> None:
    last = cast("Any", SimpleNamespace(index=entries, digest="0" * 64))
    assert accesses._lines(CheckedChain(entries=entries, last=last, broken=None))[0].startswith(told)
