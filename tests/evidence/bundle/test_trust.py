"""The file of keys that an auditor keeps, in each form that it may come in, and whom it vouches for."""

from base64 import urlsafe_b64encode
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from evidence.bundle import trusted_keys
from evidence.bundle.trusted_keys import NoKeys
from evidence.bundle.verification import verify_bundle
from evidence.ledger.keys import Signer
from tests.evidence.bundle.built import KEY, LATER_KEY, STRANGER, Ledger, bundle, rotated


def pem(signer: Signer) -> bytes:
    key = Ed25519PublicKey.from_public_bytes(signer.public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def base64url(signer: Signer) -> str:
    return urlsafe_b64encode(signer.public).decode()


FORMS = {
    "fingerprint": KEY.fingerprint.encode(),
    "fingerprint in capitals": KEY.fingerprint.upper().encode() + b"\r\n",
    "public key in hexadecimal": KEY.public.hex().encode(),
    "public key in base64url": base64url(KEY).encode(),
    "public key in base64url without padding": base64url(KEY).rstrip("=").encode(),
    "several lines": f"# kunci buku besar\n\n{KEY.fingerprint}  # 2026\n{STRANGER.fingerprint}\n".encode(),
    "PEM": pem(KEY),
    "several PEM": b"Kunci Tuntas\n" + pem(STRANGER) + pem(KEY),
    "the ledger's keys": Ledger([]).keys.canonical(),
    "the ledger's keys, written otherwise": Ledger([]).keys.model_dump_json(indent=2).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_trusted_in_whatever_form_it_is_kept(form: str) -> None:
    verified = verify_bundle(bundle("straight"), trusted_keys.parse_trusted_keys(FORMS[form]))
    assert (verified.trust, verified.exit_code) == ("trusted", 0)
    assert verified.summary.endswith("A key that you trust signed it.")


@pytest.mark.parametrize("kept", [STRANGER.fingerprint.encode(), pem(STRANGER), base64url(STRANGER).encode()])
def test_another_key_than_the_trusted_one_is_told(kept: bytes) -> None:
    verified = verify_bundle(bundle("straight"), trusted_keys.parse_trusted_keys(kept))
    assert (verified.trust, verified.exit_code) == ("another_key", 3)
    assert verified.summary.startswith(f"DO NOT RELY ON THIS FILE: the key {KEY.fingerprint} signed it")


def test_without_a_key_the_file_says_who_signed_and_that_it_cannot_vouch_for_it() -> None:
    verified = verify_bundle(bundle("straight"))
    assert (verified.trust, verified.exit_code) == ("not_asked", 0)
    assert f"Whose key {KEY.fingerprint} is, the file itself can't vouch for." in verified.summary


@pytest.mark.parametrize(
    ("kept", "trusted"),
    [
        ([KEY], True),  # it gave way to the one that signed, and said so
        ([LATER_KEY], True),
        ([KEY, LATER_KEY], True),
        ([STRANGER], False),
        ([KEY, STRANGER], False),  # its owner knows that the key gave way to another one
    ],
)
def test_a_key_vouches_for_the_one_that_it_gave_way_to(kept: list[Signer], trusted: bool) -> None:
    lines = "\n".join(each.fingerprint for each in kept).encode()
    assert verify_bundle(rotated("straight"), trusted_keys.parse_trusted_keys(lines)).exit_code == (
        0 if trusted else 3
    )


def test_all_keys_of_a_ledger_vouch_for_what_an_earlier_one_signed() -> None:
    keys = Ledger([], (KEY, LATER_KEY)).keys.canonical()
    assert verify_bundle(bundle("straight"), trusted_keys.parse_trusted_keys(keys)).exit_code == 0


def test_a_later_key_alone_does_not_vouch_for_what_an_earlier_one_signed() -> None:
    assert (
        verify_bundle(
            bundle("straight"), trusted_keys.parse_trusted_keys(LATER_KEY.fingerprint.encode())
        ).exit_code
        == 3
    )


def broken_keys() -> bytes:
    keys = Ledger([], (KEY, LATER_KEY)).keys
    rotation = keys.rotations[0].model_copy(update={"signature": keys.rotations[0].countersignature})
    return keys.model_copy(update={"rotations": [rotation]}).canonical()


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "holds no key"),
        (b"# tidak ada\n", "holds no key"),
        (b"\xff\xfe", "not in UTF-8"),
        (b"kunci saya", "neither a fingerprint nor a key"),
        (KEY.fingerprint[:-1].encode(), "neither a fingerprint nor a key"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "can't be read"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no key"),
        (
            generate_private_key(SECP256R1())
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "of another kind than Ed25519",
        ),
        (b"{}", "no list of a ledger's keys"),
        (broken_keys(), "do not follow one another"),
    ],
)
def test_a_file_without_keys_is_refused(content: bytes, wrong: str) -> None:
    with pytest.raises(NoKeys, match=wrong):
        trusted_keys.parse_trusted_keys(content)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_of_keys_leads_to_anything_but_keys_or_a_refusal(content: bytes) -> None:
    with suppress(NoKeys):
        assert trusted_keys.parse_trusted_keys(content).keys
