"""What an auditor is told of a bundle that was brought home, and of one that was tampered with."""

import errno

import pytest

from evidence.bundle import verification
from evidence.bundle.checks import Check
from evidence.bundle.contents import Code
from evidence.bundle.replay import Retell
from evidence.bundle.trusted_keys import parse_trusted_keys
from evidence.bundle.verification import verify_bundle
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from runtime.subprocess_pool import NeverEnds
from tests.evidence.bundle.built import KEY, STRANGER, bundle, members_of, signed
from tests.evidence.bundle.forgeries import FORGERIES, Forgery
from tests.histories.golden import load


@pytest.mark.parametrize("forged", FORGERIES, ids=lambda each: each.name)
def test_a_forgery_is_found_and_named(forged: Forgery) -> None:
    verified = verify_bundle(forged.make(), retell=forged.retell)
    told = [line for line in verified.lines if line.verdict != "fine"]
    assert (told[0].check, told[0].verdict) == (forged.check, "altered")
    assert all(line.verdict == "not_checked" for line in told[1:])
    assert any(where == forged.where and forged.says in what for where, what in verified.found), (
        verified.found
    )
    assert verified.exit_code == 2
    assert verified.summary.startswith("DO NOT RELY ON THIS FILE: ")


OF_THE_MACHINE = (NeverEnds, FileNotFoundError, ChildProcessError, MemoryError)
"""What becomes of a machine without time, folder, room for processes, or memory."""


def failing(error: type[Exception]) -> Retell:
    """An engine on such a machine."""

    def retell(_: Evidence) -> Verdict:
        raise error

    return retell


@pytest.mark.parametrize("error", OF_THE_MACHINE)
def test_what_this_machine_can_not_do_is_no_verdict_on_the_file(error: type[Exception]) -> None:
    verified = verify_bundle(bundle("straight"), parse_trusted_keys(KEY.fingerprint.encode()), failing(error))
    told = {line.check: line.verdict for line in verified.lines if line.verdict != "fine"}
    assert next(iter(told)) == "replay"
    assert set(told.values()) == {"not_checked"}
    assert (verified.exit_code, verified.found, verified.trust) == (1, [], "trusted")
    assert verified.summary.startswith("No verdict: it could not be verified here: ")
    assert verified.wire()["trouble"] == verified.trouble


def test_a_check_that_can_open_no_more_files_is_no_verdict_on_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look(_: object) -> str:
        raise OSError(errno.EMFILE, "too many")

    monkeypatch.setattr(verification, "CHECKS", [Check("calendars", "calendars.json", look)])
    verified = verify_bundle(bundle("straight"))
    assert (verified.exit_code, verified.trouble) == (1, "Too many open files")


def test_what_a_file_leads_to_is_not_taken_for_trouble_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look(_: object) -> str:
        raise IsADirectoryError(errno.EISDIR, "the zone America")

    monkeypatch.setattr(verification, "CHECKS", [Check("calendars", "calendars.json", look)])
    assert verify_bundle(bundle("straight")).found == [
        ("calendars.json", "can't be followed (IsADirectoryError)")
    ]


def test_another_key_is_told_even_where_nothing_can_be_carried_out() -> None:
    verified = verify_bundle(
        bundle("straight"), parse_trusted_keys(STRANGER.fingerprint.encode()), failing(NeverEnds)
    )
    assert verified.summary.startswith("DO NOT RELY ON THIS FILE: the key ")


def of_other_rules(content: bytes) -> bytes:
    """The bundle as another version would have made it, whose rules are others."""
    return signed(members_of(content), code=Code(version="9.1.0", commit="fedcba", procedure="00" * 32))


def test_a_bundle_of_other_rules_is_whole_with_a_warning() -> None:
    verified = verify_bundle(of_other_rules(bundle("straight")))
    (warning,) = verified.warnings
    assert verified.exit_code == 0
    assert warning.startswith(
        "It was made by version 9.1.0, commit fedcba, whose rules are written otherwise"
    )


def test_what_differs_by_other_rules_is_told_with_the_warning_and_all_that_can_be_said_beside_it() -> None:
    (forged,) = (each for each in FORGERIES if each.name == "an_event_edited")
    verified = verify_bundle(of_other_rules(forged.make()), parse_trusted_keys(KEY.fingerprint.encode()))
    told = {line.check: line.verdict for line in verified.lines}
    assert (verified.exit_code, verified.trust, verified.key) == (2, "trusted", KEY.fingerprint)
    assert verified.report == load("straight")[0].number
    assert verified.warnings[0].startswith("It was made by version 9.1.0")
    assert verified.wire()["warnings"] == list(verified.warnings)
    assert (told["replay"], told["inclusion"], told["heads"], told["covers"]) == (
        "altered", "fine", "fine", "fine",
    )  # fmt: skip
    assert "by the rules of version 9.1.0, commit fedcba: verify it with that version" in verified.summary


def test_what_no_version_makes_is_not_excused_by_another_one() -> None:
    (forged,) = (each for each in FORGERIES if each.name == "a_head_of_a_stranger")
    assert "9.1.0" not in verify_bundle(of_other_rules(forged.make())).summary


def test_of_a_manifest_that_nobody_signed_nothing_is_repeated() -> None:
    (forged,) = (each for each in FORGERIES if each.name == "signed_by_a_stranger_in_the_name_of_the_key")
    verified = verify_bundle(forged.make(), parse_trusted_keys(KEY.fingerprint.encode()))
    assert (verified.report, verified.key, verified.trust, tuple(verified.warnings)) == (
        None, None, "not_asked", (),
    )  # fmt: skip
