"""Heads, keys, proofs and receipts: what verifies, and that nothing else does."""

import string
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.ledger import merkle
from evidence.ledger.heads import (
    Head,
    HeadRefused,
    Leaf,
    ProofRefused,
    Receipt,
    local_day,
    verify_chain,
)
from evidence.ledger.keys import Keys, Rotation, RotationRefused, is_signed
from tests.evidence.ledger.specimens import (
    AFTER,
    FIRST,
    FOREIGN,
    HOUR,
    LEAVES,
    LOG,
    NEW,
    NODES,
    NOON,
    OLD,
    SECOND,
    THIRD,
    TO_NEW,
    TO_THIRD,
    consistency,
    head,
    inclusion,
    keys,
)


def test_the_entry_of_a_fact_is_what_was_agreed_on() -> None:
    leaf = Leaf(report="8KD2-TJZP-XGEP-D", number=3, digest="ab" * 32)
    entry = b'{"digest":"' + b"ab" * 32 + b'","number":3,"report":"8KD2-TJZP-XGEP-D"}'
    assert leaf.canonical() == entry
    assert leaf.hash() == merkle.leaf_hash(entry)


class TestHeads:
    def test_a_head_says_what_log_it_is_of_and_who_signed_it_when(self) -> None:
        late = datetime(2026, 3, 2, 17, 30, 0, 5, tzinfo=UTC)
        made = head(7, FIRST, at=late)
        assert made.wire() | {"signature": ""} == {
            "log": OLD.fingerprint,
            "size": 7,
            "root": merkle.hash_of((0, 7), NODES).hex(),
            "at": "2026-03-02T17:30:00.000005Z",
            "day": "2026-03-03",
            "key": OLD.fingerprint,
            "previous": FIRST.digest(),
            "signature": "",
        }

    def test_heads_that_follow_one_another_verify_over_a_rotation_of_keys(self) -> None:
        verify_chain([FIRST, SECOND, AFTER], keys(TO_NEW))
        verify_chain([SECOND, AFTER], keys(TO_NEW, TO_THIRD))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("size", 4),
            ("root", "0" * 64),
            ("at", "2026-03-02T05:00:00.000001Z"),
            ("day", "2026-03-03"),
            ("previous", "0" * 64),
            ("signature", "A" * 86),
        ],
    )
    def test_whatever_is_changed_in_a_head_its_signature_no_longer_fits(self, field: str, value: Any) -> None:
        changed = Head.model_validate(FIRST.wire() | {field: value})
        with pytest.raises(HeadRefused, match="signature does not fit"):
            changed.verify(keys())

    def test_a_head_signed_by_a_key_that_the_log_never_had_is_refused(self) -> None:
        with pytest.raises(HeadRefused, match="a key that the log never had"):
            head(3, signer=FOREIGN).verify(keys())
        with pytest.raises(HeadRefused, match="signature does not fit"):
            Head.model_validate(head(3, signer=FOREIGN).wire() | {"key": LOG}).verify(keys())

    def test_a_head_of_another_log_is_refused(self) -> None:
        other = Head.of(OLD, FOREIGN.fingerprint, 3, merkle.hash_of((0, 3), NODES), NOON, None)
        with pytest.raises(HeadRefused, match="another log's"):
            other.verify(keys())

    def test_a_key_signs_only_in_its_term(self) -> None:
        within = NOON + 2 * HOUR
        for signer, at in (
            (OLD, within),
            (NEW, within),
            (NEW, within + 2 * HOUR),
            (THIRD, within + 9 * HOUR),
        ):
            head(3, signer=signer, at=at).verify(keys(TO_NEW, TO_THIRD))
        tick = timedelta(microseconds=1)
        for signer, at in ((OLD, within + tick), (NEW, within - tick), (NEW, within + 2 * HOUR + tick)):
            with pytest.raises(HeadRefused, match="dated when its key did not sign"):
                head(3, signer=signer, at=at).verify(keys(TO_NEW, TO_THIRD))

    def test_a_day_that_is_not_that_of_the_instant_is_refused_even_if_signed(self) -> None:
        told = {name: value for name, value in FIRST.wire().items() if name != "signature"}
        forged = Head.model_construct(**told | {"day": "2026-03-01"}, signature="")
        signed = Head.model_validate({**forged.wire(), "signature": OLD.sign(forged.signed())})
        with pytest.raises(HeadRefused, match="not the day"):
            signed.verify(keys())

    def test_heads_of_one_instant_may_follow_one_another(self) -> None:
        verify_chain([FIRST, head(7, FIRST)], keys())

    def test_every_head_of_a_chain_is_verified(self) -> None:
        with pytest.raises(HeadRefused, match="a key that the log never had"):
            verify_chain([FIRST, head(7, FIRST, FOREIGN)], keys())

    @pytest.mark.parametrize(
        ("chain", "told"),
        [
            ([FIRST, AFTER], "names another one before it"),
            ([SECOND, FIRST], "names another one before it"),
            ([FIRST, head(3, FIRST, at=NOON + HOUR)], "follows one of 3"),
            ([SECOND, head(6, SECOND, at=NOON + HOUR)], "follows one of 7"),
            ([SECOND, head(8, SECOND)], "dated before"),
        ],
    )
    def test_heads_that_do_not_follow_one_another_are_refused(self, chain: list[Head], told: str) -> None:
        with pytest.raises(HeadRefused, match=told):
            verify_chain(chain, keys(TO_NEW))

    def test_days_begin_at_midnight_in_jakarta(self) -> None:
        assert local_day(datetime(2026, 3, 2, 16, 59, 59, 999999, UTC)) == "2026-03-02"
        assert local_day(datetime(2026, 3, 2, 17, tzinfo=UTC)) == "2026-03-03"


class TestKeys:
    def test_each_key_has_its_term(self) -> None:
        terms = keys(TO_NEW, TO_THIRD).terms()
        assert list(terms) == [each.fingerprint for each in (OLD, NEW, THIRD)]
        assert [(term.since, term.until) for term in terms.values()] == [
            (None, TO_NEW.at),
            (TO_NEW.at, TO_THIRD.at),
            (TO_THIRD.at, None),
        ]

    def test_keys_may_give_way_within_one_instant(self) -> None:
        assert len(keys(TO_NEW, Rotation.of(LOG, NEW, THIRD, NOON + 2 * HOUR)).terms()) == 3

    def test_a_log_is_known_by_its_first_key(self) -> None:
        with pytest.raises(RotationRefused, match="first key is another log's"):
            Keys(log=LOG, first=NEW.public.hex(), rotations=[]).terms()

    @pytest.mark.parametrize(
        ("rotations", "told"),
        [
            ([TO_THIRD], "from another key"),
            ([TO_THIRD, TO_NEW], "from another key"),
            ([TO_NEW, TO_NEW], "from another key"),
            ([Rotation.of(FOREIGN.fingerprint, OLD, NEW, NOON)], "another log's"),
            ([TO_NEW, Rotation.of(LOG, NEW, THIRD, NOON)], "dated before"),
            ([TO_NEW, Rotation.of(LOG, NEW, OLD, NOON + 5 * HOUR)], "comes back"),
            ([Rotation.of(LOG, OLD, OLD, NOON)], "comes back"),
            ([TO_NEW.model_copy(update={"signature": TO_NEW.countersignature})], "not signed by the old"),
            ([TO_NEW.model_copy(update={"countersignature": TO_NEW.signature})], "not signed by the new"),
            ([TO_NEW.model_copy(update={"at": TO_THIRD.at})], "not signed by the old"),
        ],
    )
    def test_keys_that_do_not_follow_one_another_are_refused(
        self, rotations: list[Rotation], told: str
    ) -> None:
        with pytest.raises(RotationRefused, match=told.replace("not signed", "isn't signed")):
            keys(*rotations).terms()

    def test_nobody_else_can_announce_a_key_for_a_log(self) -> None:
        forged = Rotation.of(LOG, FOREIGN, NEW, NOON)
        pretended = forged.model_copy(update={"old": OLD.public.hex()})
        with pytest.raises(RotationRefused, match="isn't signed by the old key"):
            keys(pretended).terms()

    def test_a_private_key_does_not_show(self) -> None:
        assert "seed" not in repr(OLD)
        assert repr(OLD.seed) not in repr(OLD)

    def test_a_signature_has_one_written_form(self) -> None:
        signature = OLD.sign(b"a head")
        assert is_signed(OLD.public, signature, b"a head")
        assert not is_signed(OLD.public, signature + "==", b"a head")
        assert not is_signed(OLD.public, "no signature", b"a head")
        assert not is_signed(OLD.public, OLD.sign(b"another"), b"a head")

    @given(st.binary(max_size=80), st.data())
    def test_a_signature_is_of_its_key_content_and_form_only(
        self, content: bytes, data: st.DataObject
    ) -> None:
        signature = OLD.sign(content)
        assert is_signed(OLD.public, signature, content)
        assert not is_signed(NEW.public, signature, content)
        assert not is_signed(OLD.public, signature, content + b"\x00")
        at = data.draw(st.integers(0, len(signature) - 1))
        other = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_+/= "))
        changed = signature[:at] + other + signature[at + 1 :]
        assert is_signed(OLD.public, changed, content) == (changed == signature)
        for same_bytes in (signature + "=", signature + "==", signature + "\n", f" {signature}"):
            assert not is_signed(OLD.public, same_bytes, content)


class TestProofs:
    def test_a_fact_is_proved_under_its_head(self) -> None:
        for index in range(7):
            inclusion(index, 7).verify(SECOND)

    def test_a_proof_for_another_size_than_the_heads_is_refused(self) -> None:
        with pytest.raises(ProofRefused, match="proved for 3 leaves, where the head has 7"):
            inclusion(1, 3).verify(SECOND)
        resized = inclusion(1, 3).model_copy(update={"size": 7})
        with pytest.raises(ProofRefused, match="fact 2 of TEST-0 is not proved"):
            resized.verify(SECOND)

    @pytest.mark.parametrize(
        "changed",
        [
            {"leaf": LEAVES[4]},
            {"leaf": LEAVES[5].model_copy(update={"number": 9})},
            {"leaf": LEAVES[5].model_copy(update={"report": "TEST-9"})},
            {"index": 4},
            {"path": []},
        ],
    )
    def test_a_proof_of_something_else_is_refused(self, changed: dict[str, Any]) -> None:
        with pytest.raises(ProofRefused, match="is not proved to be in the log"):
            inclusion(5, 7).model_copy(update=changed).verify(SECOND)

    def test_a_later_log_is_proved_to_begin_with_an_earlier(self) -> None:
        consistency(3, 7).verify(FIRST, SECOND)
        consistency(7, 10).verify(SECOND, AFTER)
        consistency(7, 7).verify(SECOND, SECOND)

    def test_a_log_that_was_changed_in_between_is_told_apart(self) -> None:
        nodes = merkle.nodes_of([leaf.hash() for leaf in [LEAVES[1], *LEAVES[1:]]])
        rewritten = Head.of(OLD, LOG, 7, merkle.hash_of((0, 7), nodes), NOON + HOUR, FIRST)
        with pytest.raises(ProofRefused, match="at 7 leaves does not begin with that at 3"):
            consistency(3, 7).verify(FIRST, rewritten)
        with pytest.raises(ProofRefused, match="proved from 3 to 7 leaves"):
            consistency(3, 7).verify(FIRST, AFTER)


class TestReceipts:
    def test_a_receipt_verifies_by_itself(self) -> None:
        facts = [inclusion(at, 7) for at in (3, 4, 5)]
        Receipt(report="TEST-1", head=SECOND, facts=facts, pending=[]).verify(keys())

    def test_a_receipt_with_another_reports_fact_is_refused(self) -> None:
        mixed = Receipt(report="TEST-1", head=SECOND, facts=[inclusion(0, 7)], pending=[])
        with pytest.raises(ProofRefused, match="a fact is of TEST-0"):
            mixed.verify(keys())

    def test_a_receipt_whose_head_or_fact_does_not_verify_is_refused(self) -> None:
        facts = [inclusion(3, 7)]
        with pytest.raises(HeadRefused):
            Receipt(report="TEST-1", head=SECOND, facts=facts, pending=[]).verify(
                Keys(log=NEW.fingerprint, first=NEW.public.hex(), rotations=[])
            )
        with pytest.raises(ProofRefused):
            Receipt(report="TEST-1", head=AFTER, facts=facts, pending=[]).verify(keys(TO_NEW))
