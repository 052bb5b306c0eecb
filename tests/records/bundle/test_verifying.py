"""What an auditor is told of a bundle that was brought home, and of one that was tampered with."""

import pytest

from records.bundle.verifying import verify
from tests.records.bundle.forgeries import FORGERIES, Forgery


@pytest.mark.parametrize("forged", FORGERIES, ids=lambda each: each.name)
def test_a_forgery_is_found_and_named(forged: Forgery) -> None:
    verified = verify(forged.make(), retell=forged.retell)
    told = [line for line in verified.lines if line.verdict != "fine"]
    assert (told[0].check, told[0].verdict) == (forged.check, "altered")
    assert all(line.verdict == "not_checked" for line in told[1:])
    assert any(where == forged.where and forged.says in what for where, what in verified.found), (
        verified.found
    )
    assert verified.exit_code == 2
    assert verified.summary.startswith("DO NOT RELY ON THIS FILE: ")
