"""Heads that an auditor kept are held against those in a bundle."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from evidence.bundle.contents import Heads, Proofs, pack_bundle
from evidence.bundle.kept_heads import KeptHead, NotKept, parse_head, parse_link
from evidence.bundle.verification import Verification, verify_bundle
from evidence.ledger.heads import Consistency, Head
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from tests.evidence.bundle.built import (
    CODE,
    DAILY,
    EARLIER,
    KEY,
    LATER_KEY,
    STRANGER,
    Ledger,
    bundle,
    evidence,
    of_evidence,
)
from tests.evidence.bundle.forgeries import FORGERIES
from tests.evidence.bundle.forgeries.ledger import LAST, replace_digest
from tests.histories.golden import load

HOUR = timedelta(hours=1)
KNOWN = evidence(load("straight")[0])
OWN = [each.leaf for each in KNOWN.proofs.inclusions]
LEDGER = Ledger([*EARLIER, *OWN])
FIRST, SECOND = KNOWN.heads.heads
LATER = Ledger([*LEDGER.leaves, *(each.model_copy(update={"number": each.number + 50}) for each in EARLIER)])


def head(size: int, at: datetime, ledger: Ledger = LEDGER) -> Head:
    """A head of the log, as somebody kept it."""
    return ledger.heads((size, at, ledger.signers[-1]))[0]


def link(first: int, ledger: Ledger = LEDGER) -> Consistency:
    """What the authority answers when it is asked for the proof from there."""
    return ledger.consistency(first)


def identical(told: Evidence) -> Verdict:
    """An engine that is none of these tests' matter."""
    return Verdict.of(told.report, told.source, 0, 0, [])


def beside(
    *heads: Head, links: tuple[Consistency, ...] = (), content: bytes = bundle("straight")
) -> Verification:
    kept = [KeptHead(f"head-{nth}.json", each) for nth, each in enumerate(heads)]
    return verify_bundle(content, retell=identical, kept=kept, links=links)


def only(verified: Verification) -> tuple[int, str, str]:
    """The exit code, and what is said of the only head that was kept."""
    (line,) = (line for line in verified.lines if line.check == "kept")
    return verified.exit_code, line.verdict, line.text


def test_a_head_among_those_in_the_file_is_found_there_and_tells_what_it_held() -> None:
    assert only(beside(FIRST)) == (
        0,
        "fine",
        "head-0.json (signed at 2026-11-23 17:00:00 UTC over 7 facts) is one of the heads in this file; "
        "it held none of 6 facts.",
    )
    assert only(beside(SECOND))[2].endswith("it held all 6 facts.")


def test_another_head_of_the_same_size_contradicts_the_file() -> None:
    other = head(7, DAILY, Ledger([replace_digest(each) for each in EARLIER]))
    verified = beside(other)
    assert only(verified)[:2] == (2, "altered")
    assert verified.found == [
        ("head-0.json", "contradicts this file: the file has another head over 7 facts")
    ]
    assert verified.summary.startswith("DO NOT RELY ON THIS FILE: head-0.json contradicts this file")


def test_a_head_that_the_file_leaves_out_between_its_own_contradicts_it() -> None:
    code, _, text = only(beside(head(9, DAILY + HOUR)))
    assert code == 2
    assert "the file's heads follow one another without it, of 9 facts" in text


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (head(7, DAILY, Ledger(EARLIER, (STRANGER,))), "the head is another log's"),
        (FIRST.model_copy(update={"root": "00" * 32}), "signature does not fit"),
        (head(5, DAILY + HOUR), "dated after the file's first head, which has more facts"),
        (head(20, DAILY, LATER), "dated before the file's last head, which has fewer facts"),
        (
            Head.of(STRANGER, FIRST.log, 5, bytes(32), DAILY, None),
            "signed by a key that the log never had",
        ),
    ],
)
def test_a_head_that_can_not_be_of_the_same_past_contradicts_the_file(kept: Head, said: str) -> None:
    code, verdict, text = only(beside(kept))
    assert (code, verdict) == (2, "altered")
    assert said in text


def test_a_head_from_before_is_linked_by_what_the_authority_answers() -> None:
    kept = head(5, DAILY - 30 * HOUR)
    code, verdict, text = only(beside(kept))
    assert (code, verdict) == (0, "not_checked")
    assert "GET /v1/heads/consistency?first=5&second=13 answers with --consistency" in text
    code, verdict, text = only(beside(kept, links=(link(5),)))
    assert (code, verdict) == (0, "fine")
    assert text.endswith("is proved to be of the same past; it held none of 6 facts.")


def test_a_head_from_afterwards_is_linked_in_the_same_way() -> None:
    kept = head(20, LAST + HOUR, LATER)
    assert "consistency?first=13&second=20 answers" in only(beside(kept))[2]
    assert only(beside(kept, links=(link(13, LATER),)))[:2] == (0, "fine")


def test_an_answer_about_other_heads_links_nothing() -> None:
    assert only(beside(head(5, DAILY - HOUR), links=(link(4), link(7))))[:2] == (0, "not_checked")


def test_a_past_that_was_made_anew_is_not_linked_to_a_head_that_was_kept() -> None:
    kept = head(5, DAILY - HOUR, Ledger([replace_digest(each) for each in EARLIER]))
    code, verdict, text = only(beside(kept, links=(link(5),)))
    assert (code, verdict) == (2, "altered")
    assert "does not begin with that at 5" in text


def test_a_head_by_a_key_that_came_later_is_no_contradiction() -> None:
    kept = Head.of(LATER_KEY, FIRST.log, 20, bytes(32), LAST + HOUR, None)
    code, verdict, text = only(beside(kept))
    assert (code, verdict) == (0, "not_checked")
    assert "is signed by a key that came after this file was made" in text


def test_a_fact_younger_than_a_kept_head_that_holds_it_is_found() -> None:
    """By a head before the file's first, which holds facts that say they came after it."""
    ledger = Ledger([*OWN, *EARLIER])
    heads = Heads(
        keys=ledger.keys, heads=ledger.heads((10, LAST, KEY), (13, LAST + timedelta(seconds=1), KEY))
    )
    proofs = Proofs(inclusions=[ledger.inclusion(at) for at in range(6)], consistency=ledger.consistency(10))
    content = of_evidence("straight", heads=heads, proofs=proofs)
    kept = head(6, LAST - timedelta(seconds=1), ledger)
    code, _, text = only(beside(kept, links=(link(6, ledger),), content=content))
    assert code == 2
    assert "contradicts this file: fact 3 says that it was recorded at" in text
    assert only(beside(head(6, LAST, ledger), links=(link(6, ledger),), content=content))[0] == 0


def logged_late(*sizes: int) -> bytes:
    """A bundle with heads of these sizes, of which the first was signed an hour after all had happened."""
    heads = LEDGER.heads(*((size, LAST + nth * HOUR, KEY) for nth, size in enumerate(sizes, 1)))
    between = KNOWN.proofs.consistency if len(sizes) > 1 else None
    proofs = KNOWN.proofs.model_copy(update={"consistency": between})
    told = replace(KNOWN, heads=Heads(keys=LEDGER.keys, heads=heads), proofs=proofs)
    return pack_bundle(told, KEY, LAST + len(sizes) * HOUR, CODE)


def test_facts_that_came_late_are_told_and_are_no_alteration() -> None:
    verified = beside(content=logged_late(7, 13))
    assert (verified.exit_code, len(verified.warnings)) == (0, 6)
    assert verified.warnings[0] == (
        "Fact 1 says that it was recorded at 2026-11-24 05:17:23 UTC, but it was not in the ledger at "
        "2026-11-24 06:17:24 UTC: it waited for a ledger that was away, or it is dated back."
    )
    assert verified.wire()["warnings"] == list(verified.warnings)


def test_heads_that_were_kept_and_linked_tell_what_came_late_too() -> None:
    content, kept = logged_late(13), head(7, LAST + timedelta(minutes=30))
    assert beside(content=content).warnings == []
    assert beside(kept, content=content).warnings == []
    assert len(beside(kept, content=content, links=(link(7),)).warnings) == 6


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04", FIRST.canonical()[:-1], b"[]"])
def test_a_file_that_holds_no_head_or_proof_is_none(content: bytes) -> None:
    with pytest.raises(NotKept, match="holds no head"):
        parse_head(content)
    with pytest.raises(NotKept, match="holds no proof"):
        parse_link(content)


def test_heads_and_proofs_are_read_as_they_were_answered() -> None:
    assert parse_head(FIRST.canonical() + b"\n") == FIRST
    assert parse_link(link(5).canonical()) == link(5)


def test_nothing_is_said_of_heads_beside_a_file_that_was_tampered_with_before() -> None:
    for name in ("a_member_altered", "a_proof_changed"):
        (forged,) = (each for each in FORGERIES if each.name == name)
        assert only(beside(FIRST, content=forged.make()))[:2] == (2, "not_checked")
