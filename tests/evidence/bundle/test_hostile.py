"""Whatever file is given to the verifier, it says something of it and never raises; and nothing that was
signed can be changed unseen, not by one bit."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence import canonical_json
from evidence import strict_zip as strict
from evidence.bundle.contents import MANIFEST, SIGNATURE
from evidence.bundle.verification import verify_bundle
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from tests.evidence.bundle.built import KEY, bundle, members_of, of_golden, signed
from tests.evidence.test_canonical_json import JSON
from tests.histories.golden import load, names
from tests.histories.many import wandered

SMALL = ("merged_and_split", 0)
DOCUMENTS = sorted(name for name in members_of(bundle(*SMALL)) if name.endswith(".json"))
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def unreached(evidence: Evidence) -> Verdict:
    """Nothing that is altered before may be carried out."""
    raise AssertionError("was carried out again")


@pytest.mark.parametrize("name", names())
def test_every_golden_report_is_whole_as_a_bundle(name: str) -> None:
    for nth in range(len(load(name))):
        verified = verify_bundle(bundle(name, nth))
        assert not verified.found
        assert {line.verdict for line in verified.lines} == {"fine"}


def test_reports_that_wandered_are_whole_as_bundles() -> None:
    for golden in wandered()[::6]:
        assert not verify_bundle(of_golden(golden)).found, golden.number


def test_no_byte_of_a_bundle_can_be_changed_unseen() -> None:
    content = bundle(*SMALL)
    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] ^= 1 << at % 8
        assert verify_bundle(bytes(changed), retell=unreached).exit_code == 2, at


@UNHURRIED
@given(st.sampled_from([name for name in names() if name != "over_several_runs"]), st.data())
def test_no_bit_of_any_bundle_can_be_changed_unseen(name: str, data: st.DataObject) -> None:
    content = bytearray(bundle(name))
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    assert verify_bundle(bytes(content), retell=unreached).exit_code == 2


@UNHURRIED
@given(st.data())
def test_no_bit_of_a_member_can_be_changed_unseen_where_the_zip_is_mended(data: st.DataObject) -> None:
    members = members_of(bundle(*SMALL))
    name = data.draw(st.sampled_from(sorted(members)))
    content = bytearray(members[name])
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    verified = verify_bundle(strict.write_zip({**members, name: bytes(content)}), retell=unreached)
    assert verified.exit_code == 2
    assert {where for where, _ in verified.found} <= {name, MANIFEST}


@UNHURRIED
@given(st.data())
def test_a_bundle_cut_off_anywhere_is_none(data: st.DataObject) -> None:
    content = bundle(*SMALL)
    assert (
        verify_bundle(content[: data.draw(st.integers(0, len(content) - 1))], retell=unreached).exit_code == 2
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_judged(content: bytes) -> None:
    verified = verify_bundle(content, retell=unreached)
    assert verified.exit_code == 2
    assert verified.lines[0].verdict == "altered"
    assert verified.summary.isprintable()


@UNHURRIED
@given(st.sampled_from(DOCUMENTS), JSON)
def test_any_document_is_judged_even_where_the_key_signed_it(name: str, value: Any) -> None:
    members = {**members_of(bundle(*SMALL)), name: canonical_json.format_canonical(value)}
    forged = strict.write_zip(members) if name == MANIFEST else signed(members)
    verified = verify_bundle(forged)
    assert verified.exit_code == 2
    assert verified.summary.isprintable()


@UNHURRIED
@given(st.binary(max_size=100))
def test_any_signature_and_any_history_is_judged(content: bytes) -> None:
    members = members_of(bundle(*SMALL))
    assert verify_bundle(strict.write_zip({**members, SIGNATURE: content}), retell=unreached).exit_code == 2
    forged = signed({**members, "history/0001.pb.z": content})
    assert verify_bundle(forged, retell=unreached).exit_code == 2


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place within a document."""
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for name, each in within for place in _places(each, (*at, name)))]


PLACES = {
    name: _places(canonical_json.parse_canonical(members_of(bundle(*SMALL))[name]))[1:] for name in DOCUMENTS
}


@UNHURRIED
@given(st.sampled_from(DOCUMENTS), st.data(), JSON)
def test_any_value_changed_in_a_document_is_seen_even_where_the_key_signed_it(
    name: str, data: st.DataObject, value: Any
) -> None:
    """By whoever makes bundles: what can't be seen is only when and of what version they say that it is."""
    members = members_of(bundle(*SMALL))
    document = within = canonical_json.parse_canonical(members[name])
    *way, last = data.draw(st.sampled_from(PLACES[name]))
    for each in way:
        within = within[each]
    if type(within[last]) is type(value) and within[last] == value:
        return
    within[last] = value
    try:
        members[name] = canonical_json.format_canonical(document)
    except ValueError:
        return
    if name == MANIFEST:
        members[SIGNATURE] = KEY.sign(members[name]).encode()
        told = {"made_at", "version", "commit", "procedure"}
        assert verify_bundle(strict.write_zip(members)).exit_code == 2 or {*way, last} & told
    else:
        assert verify_bundle(signed(members)).exit_code == 2
